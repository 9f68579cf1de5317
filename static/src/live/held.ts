// Held text: words that the server refused or could not place, kept for their author until the author lets them go.
import type { Lost } from './lost.ts'
import { Signal } from './signal.ts'

export type Why =
  | 'invalid'
  | 'forbidden'
  | 'locked'
  | 'too_large'
  | 'not_found'
  /** Their place was gone. */
  | 'dropped'
  /** Deleted by a commit made before they existed. */
  | 'deleted_unseen'
  /** The text was closed, or could not be restored, before they were sent. */
  | 'closed'

export interface HeldText {
  readonly id: string
  readonly why: Why
  /** Milliseconds UTC. */
  readonly when: number
  readonly words: string
  readonly clause: string | null
}

/** Where held text outlives the page. */
export interface HeldStore {
  held(): Promise<HeldText[]>
  hold(item: HeldText): Promise<void>
  release(id: string): Promise<void>
}

export class Held {
  /** Oldest first. Nothing leaves this list by itself. */
  readonly items = new Signal<readonly HeldText[]>([])
  private readonly store: HeldStore | null
  private readonly newId: () => string

  constructor(store: HeldStore | null, newId: () => string) {
    this.store = store
    this.newId = newId
  }

  async load(): Promise<void> {
    const known = new Set(this.items.value.map(item => item.id))
    const kept = (await this.store?.held())?.filter(item => !known.has(item.id)) ?? []
    this.show([...kept, ...this.items.value])
  }

  hold(why: Why, when: number, lost: readonly Lost[]): void {
    const items = lost.map(({ words, clause }) => ({ id: this.newId(), why, when, words, clause }))
    if (items.length) this.show([...this.items.value, ...items])
    for (const item of items) void this.store?.hold(item)
  }

  /** The author has copied or tabled these words, or does not want them. */
  discard(id: string): void {
    this.show(this.items.value.filter(item => item.id !== id))
    void this.store?.release(id)
  }

  private show(items: readonly HeldText[]): void {
    this.items.set([...items].sort((a, b) => a.when - b.when))
  }
}
