// When the server is asked anew what it tells of the clauses. Everybody at the table hears the same news at the same
// moment: the more are here, the longer their questions are spread.
import { type Clock, clock as realClock } from '../live/clock.ts'

export interface Asked {
  /** The answer must know the words of this version; 0: any words of the last second will do. */
  readonly version: number
  /** Whether the panel may say something else now. */
  readonly panel: boolean
}

const SOON_MS = 300
const PER_SEAT_MS = 5
const MOST_MS = 3_000

export class Refreshing {
  private readonly ask: (asked: Asked) => void
  private readonly others: () => number
  private readonly clock: Clock
  private cancel = () => {}
  private due = Number.POSITIVE_INFINITY
  private asked: Asked = { version: 0, panel: false }

  /** `others`: how many are here. */
  constructor(ask: (asked: Asked) => void, others: () => number, clock: Clock = realClock) {
    this.ask = ask
    this.others = others
    this.clock = clock
  }

  /** Something was done; `panel`: perhaps to the clause at hand. */
  heard(panel: boolean): void {
    this.within(this.spread(), { version: 0, panel })
  }

  /** Words have changed in a way of which only the server knows what it means. */
  changed(version: number): void {
    this.within(this.spread(), { version, panel: false })
  }

  /** This seat itself waits for the answer. */
  wanted(version = 0): void {
    this.within(SOON_MS, { version, panel: true })
  }

  private spread(): number {
    return SOON_MS + this.clock.random() * Math.min(MOST_MS, this.others() * PER_SEAT_MS)
  }

  /** Once for all that comes before it is asked. */
  private within(ms: number, { version, panel }: Asked): void {
    this.asked = { version: Math.max(version, this.asked.version), panel: panel || this.asked.panel }
    const due = this.clock.now() + ms
    if (due >= this.due) return
    this.cancel()
    this.due = due
    this.cancel = this.clock.after(ms, () => this.now())
  }

  private now(): void {
    const { asked } = this
    this.due = Number.POSITIVE_INFINITY
    this.asked = { version: 0, panel: false }
    this.ask(asked)
  }
}
