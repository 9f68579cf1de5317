// What other pages of this seat leave behind when they are closed while this one stays open: nobody would send it before
// the text is opened anew. A page that is only reloaded takes up its own, so what is left must have lain there for a while.
import type { Clock } from './clock.ts'
import type { Held } from './held.ts'
import { type Claim, forget, wordsIn } from './keeping.ts'
import type { Opening } from './opening.ts'
import type { TextStore } from './store.ts'

const LOOK_MS = 60_000

/** `own`: under which name this page keeps what it has. Without a claim nobody knows which pages live. */
export function watchRemains({ store, claim }: Opening, own: string, held: Held, clock: Clock): () => void {
  if (!store || !claim) return () => {}
  const remains = new Remains(store, claim, own, held, clock)
  return () => remains.end()
}

class Remains {
  private readonly store: TextStore
  private readonly claim: Claim
  private readonly own: string
  private readonly held: Held
  private readonly clock: Clock
  private seen: ReadonlySet<string> = new Set()
  private stop = () => {}

  constructor(store: TextStore, claim: Claim, own: string, held: Held, clock: Clock) {
    this.store = store
    this.claim = claim
    this.own = own
    this.held = held
    this.clock = clock
    this.wait()
  }

  end(): void {
    this.stop()
    this.stop = () => {}
  }

  private wait(): void {
    this.stop = this.clock.after(LOOK_MS, () => {
      this.wait()
      // A store that refuses is told of where words are kept.
      this.look().catch(() => {})
    })
  }

  private async look(): Promise<void> {
    const there = await this.store.kept()
    there.delete(this.own)
    const before = this.seen
    this.seen = new Set(there.keys())
    for (const [page, kept] of there) {
      if (!before.has(page) || !(await this.claim(page))) continue
      this.held.hold('closed', this.clock.now(), wordsIn(kept))
      await this.held.settled()
      if (this.held.isKept.value) await forget([{ page, kept }], this.store)
    }
  }
}
