// While an input method composes a word, the document must not change under it: what comes in is held until the word is
// finished, at most 2 s after the last key.
import { type Clock, clock as realClock } from './clock.ts'

const LONGEST_MS = 2_000

export class Composition {
  private readonly clock: Clock
  private held: (() => void)[] = []
  private composing = false
  private stop = () => {}

  constructor(clock: Clock = realClock) {
    this.clock = clock
  }

  /** A key was pressed or the composed word has changed. */
  key(): void {
    this.composing = true
    this.stop()
    this.stop = this.clock.after(LONGEST_MS, () => this.end())
  }

  end(): void {
    this.composing = false
    this.stop()
    while (this.held.length && !this.composing) this.held.shift()?.()
  }

  /** Now, or when the word is finished; always in order. */
  run(then: () => void): void {
    if (this.composing) this.held.push(then)
    else then()
  }
}
