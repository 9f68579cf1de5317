// Held text: words that the server refused or could not place, kept for their author until the author lets them go.
import { Signal } from './signal.ts'
import type { Lost } from './words.ts'

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

export interface HeldText extends Lost {
  readonly id: string
  readonly why: Why
  /** Milliseconds UTC. */
  readonly when: number
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
  /** Whether all of it outlives the page. */
  readonly isKept: Signal<boolean>
  private readonly store: HeldStore | null
  private readonly newId: () => string
  private readonly unkept = new Map<string, HeldText>()
  private writing: Promise<void> = Promise.resolve()

  constructor(store: HeldStore | null, newId: () => string) {
    this.store = store
    this.newId = newId
    this.isKept = new Signal(store !== null)
  }

  async load(): Promise<void> {
    const known = new Set(this.items.value.map(item => item.id))
    try {
      const kept = (await this.store?.held())?.filter(item => !known.has(item.id)) ?? []
      this.show([...kept, ...this.items.value])
    } catch {
      this.isKept.set(false)
    }
  }

  hold(why: Why, when: number, lost: readonly Lost[]): void {
    const items = lost.map(each => ({ ...each, id: this.newId(), why, when }))
    if (!items.length) return
    this.show([...this.items.value, ...items])
    for (const item of items) this.unkept.set(item.id, item)
    this.keep()
  }

  /** The author has copied or tabled these words, or does not want them. */
  discard(id: string): void {
    this.show(this.items.value.filter(item => item.id !== id))
    this.unkept.delete(id)
    this.writing = this.writing.then(() => this.store?.release(id)).catch(() => this.isKept.set(false))
  }

  /** Tries again to keep what the store has refused. */
  keep(): void {
    this.writing = this.writing.then(() => this.write())
  }

  /** Once everything so far is kept, or cannot be: `isKept` says which. */
  async settled(): Promise<void> {
    await this.writing
  }

  private async write(): Promise<void> {
    if (!this.store) return
    try {
      for (const item of [...this.unkept.values()]) {
        await this.store.hold(item)
        this.unkept.delete(item.id)
      }
      this.isKept.set(true)
    } catch {
      this.isKept.set(false)
    }
  }

  private show(items: readonly HeldText[]): void {
    this.items.set([...items].sort((a, b) => a.when - b.when))
  }
}
