// Keeps pending steps in the store as they change, the last state last, and finds those that an earlier page left.
import type { EditorState } from 'prosemirror-state'
import { Step } from 'prosemirror-transform'
import type { Clock } from './clock.ts'
import type { Held } from './held.ts'
import { Signal } from './signal.ts'
import type { Kept, TextStore } from './store.ts'
import type { Flight, Pending, Sync } from './sync.ts'
import { type Lost, wordsPutIn } from './words.ts'

/** So far behind, a page still takes up where the one before it was, only to see what happens to its author's words. */
const RESUMED_STEPS = 500
const AGAIN_MS = 5_000
/** So long what was only confirmed waits to be written, while typing goes on. */
const REST_MS = 1_000

export function isWorth({ pending, flight, own, version }: Kept | Sync, current: number): boolean {
  return (
    pending.length > 0 || flight !== null || (own.length > 0 && Math.abs(current - version) < RESUMED_STEPS)
  )
}

/** Whether the page of that name is gone. Its name is ours from then on. */
export type Claim = (page: string) => Promise<boolean>

export class Keeper {
  readonly page: string
  /** Whether the last state is in the store. A store may refuse: no room is left, or the browser keeps nothing. */
  readonly isKept = new Signal(true)
  private readonly store: TextStore
  private readonly held: Held
  private readonly clock: Clock
  private isWritten: boolean
  private next: Sync | null = null
  private latest: Sync | null = null
  private writing: Promise<void> | null = null
  private stopWaiting = () => {}
  private isResting = false

  /** `isWritten`: there is something under this name already. */
  constructor(store: TextStore, page: string, isWritten: boolean, held: Held, clock: Clock) {
    this.store = store
    this.page = page
    this.isWritten = isWritten
    this.held = held
    this.clock = clock
  }

  /**
   * Writes in the background; while one write is under way, only the latest state waits. What came from others needs no
   * writing: an older state, with its version, is as good to start from. Nor does what was only confirmed, for a while:
   * a commit that is sent again under its ref is answered as before.
   */
  keep(now: Sync): void {
    if (!this.isNews(now)) return
    const isRest = this.latest !== null && isOnlyConfirmed(this.latest, now)
    this.latest = this.next = now
    if (isRest && this.isKept.value) this.rest()
    else this.begin()
  }

  /** When everything so far is written, or cannot be. */
  async settled(): Promise<void> {
    if (this.isResting) this.begin()
    await this.writing
  }

  /** The words are held now; the steps will not be sent. */
  async forget(): Promise<void> {
    this.next = null
    await this.writing
    await this.held.settled()
    // Rather twice than not at all.
    if (this.held.isKept.value) await this.store.forget(this.page).catch(() => this.isKept.set(false))
  }

  private isNews(now: Sync): boolean {
    const { latest } = this
    if (!latest) return now.pending.length > 0
    const isFar = now.own.length > 0 && now.version - latest.version > RESUMED_STEPS / 2
    return isFar || now.flight?.ref !== latest.flight?.ref || now.pending.length !== latest.pending.length
  }

  private rest(): void {
    if (this.isResting || this.writing) return
    this.isResting = true
    this.stopWaiting()
    this.stopWaiting = this.clock.after(REST_MS, () => this.begin())
  }

  private begin(): void {
    this.stopWaiting()
    this.isResting = false
    this.writing ??= this.writeAll().finally(() => {
      this.writing = null
    })
  }

  private async writeAll(): Promise<void> {
    while (this.next) {
      // Words that have left these steps are held by then, and an edit is on its way: both states are one write.
      await this.held.settled()
      const now = this.next
      if (!now) return
      this.next = null
      try {
        await this.write(now)
        this.isKept.set(true)
      } catch {
        this.isKept.set(false)
        this.next ??= now
        this.stopWaiting = this.clock.after(AGAIN_MS, () => this.again())
        return
      }
    }
  }

  private again(): void {
    this.held.keep()
    this.begin()
  }

  private async write(now: Sync): Promise<void> {
    const isNeeded = isWorth(now, now.version)
    if (isNeeded) await this.store.keep(this.page, keptOf(now))
    else if (this.isWritten) await this.store.forget(this.page)
    this.isWritten = isNeeded
  }
}

/** The server has taken what was under way, and nothing was added. */
function isOnlyConfirmed(before: Sync, now: Sync): boolean {
  return now.version > before.version && !now.flight && now.pending.length < before.pending.length
}

export interface Found {
  readonly page: string
  readonly kept: Kept
}

/** What pages that are gone have left, the one with most unsent steps first: it is the one that is taken up. */
export async function left(store: TextStore, claim: Claim): Promise<Found[]> {
  const found: Found[] = []
  for (const [page, kept] of await store.kept()) if (await claim(page)) found.push({ page, kept })
  return found.sort((a, b) => b.kept.pending.length - a.kept.pending.length)
}

/** What they left is held, or on screen again. */
export async function forget(found: readonly Found[], store: TextStore): Promise<void> {
  for (const { page } of found) await store.forget(page).catch(() => {})
}

export function pendingOf(kept: Kept, state: EditorState): Omit<Pending, 'inverted'>[] {
  return kept.pending.map(p => ({ ...p, step: Step.fromJSON(state.schema, p.step) }))
}

export function flightOf(kept: Kept, state: EditorState): Flight | null {
  const { flight } = kept
  if (!flight) return null
  const steps = flight.steps.map(step => Step.fromJSON(state.schema, step))
  const { ref, version, move = null } = flight
  return { ref, version, steps, gone: new Map(flight.gone), move }
}

/** The words of steps that will not be sent. */
export function wordsIn({ pending, flight }: Kept): Lost[] {
  const gone = (flight?.gone ?? []).flatMap(([, lost]) => lost)
  return [...gone, ...wordsPutIn(pending.map(({ step }) => step))]
}

function keptOf({ version, pending, flight, own }: Sync): Kept {
  return {
    version,
    pending: pending.map(({ step, made, sent }) => ({ step: step.toJSON(), made, sent })),
    flight: flight && {
      ref: flight.ref,
      version: flight.version,
      steps: flight.steps.map(step => step.toJSON()),
      gone: [...flight.gone],
      move: flight.move,
    },
    own,
  }
}
