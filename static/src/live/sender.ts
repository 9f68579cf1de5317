// Sends one's own commits and moves, one at a time, and judges the answers. A commit that got no answer is sent again as
// it was, under the same ref; the server answers a repeated ref as it did before.
import type { Clock } from './clock.ts'
import { type Answer, type Connection, LineLost } from './connection.ts'
import { confirmedDoc, type Flight, moveInFlight, type Sendable, sendable } from './flight.ts'
import type { Why } from './held.ts'
import { type MoveStep, type Moving, wireMove } from './moving.ts'
import type { Reader } from './reader.ts'
import type { Screen } from './screen.ts'
import { newRef, toWire } from './steps.ts'
import { send, syncOf } from './sync.ts'

export interface SenderHost {
  /** Nothing of the commit in flight stands. */
  refused(why: Why): void
  /** The commit in flight is to be sent anew, mapped. */
  unsent(): void
  /** Runs when the document may change. */
  settle(then: () => void): void
  /** When the state of the document is kept here, so that a reload knows the ref of what it sends again. */
  kept(): Promise<void>
  newId(): string
}

const REFUSALS: readonly string[] = ['invalid', 'forbidden', 'locked', 'too_large', 'not_found']
const MOVE_REFUSALS = [...REFUSALS, 'words_moved', 'out_of_order']
const AGAIN_MS = 1_000
const BROADCAST_MS = 10_000

export class Sender {
  private readonly connection: Connection
  private readonly text: string
  private readonly reader: Reader
  private readonly screen: Screen
  private readonly moving: Moving
  private readonly host: SenderHost
  private readonly clock: Clock
  private asking = false
  private isFlushing = false
  private acknowledged: string | null = null
  private stale: string | null = null
  private line = 0
  private stopWaiting: (() => void) | null = null
  private stopExpecting = () => {}

  constructor(
    connection: Connection,
    text: string,
    reader: Reader,
    screen: Screen,
    moving: Moving,
    host: SenderHost,
    clock: Clock,
  ) {
    this.connection = connection
    this.text = text
    this.reader = reader
    this.screen = screen
    this.moving = moving
    this.host = host
    this.clock = clock
  }

  /** Steps and moves that the server has not confirmed. */
  get waiting(): number {
    const { pending, flight } = syncOf(this.screen.state)
    return Math.max(pending.length, flight ? 1 : 0)
  }

  /** Sends what may be sent now. */
  flush(): void {
    if (!this.reader.isOpen || this.asking || this.stopWaiting) return
    const { flight } = syncOf(this.screen.state)
    if (!flight) this.launch()
    else if (this.acknowledged !== flight.ref) this.ask(flight)
  }

  /** After all edits of this moment, so that they travel as one commit. */
  flushSoon(): void {
    if (this.isFlushing) return
    this.isFlushing = true
    queueMicrotask(() => {
      this.isFlushing = false
      this.host.settle(() => this.flush())
    })
  }

  /** One's own ref came back in the log. */
  confirmed(ref: string): void {
    if (ref === this.acknowledged) this.acknowledged = null
  }

  opened(): void {
    const ref = syncOf(this.screen.state).flight?.ref
    if (ref && ref === this.stale) this.host.unsent()
    this.stale = null
    this.acknowledged = null
    this.flush()
  }

  /** The line is gone: what was asked on it has no answer. */
  down(): void {
    this.line++
    this.asking = false
    this.acknowledged = null
    this.stopWaiting?.()
    this.stopWaiting = null
    this.stopExpecting()
  }

  private launch(): void {
    const next = sendable(syncOf(this.screen.state))
    if (next?.move) this.launchMove(next, next.move)
    else if (next) {
      this.screen.dispatch(send(this.screen.state, newRef(this.host.newId(), next.seen)))
      this.ask(syncOf(this.screen.state).flight!)
    }
  }

  /** All that was done before it is saved by now, so that its hash is that of the server's words too. */
  private launchMove({ seen }: Sendable, step: MoveStep): void {
    const ref = newRef(this.host.newId(), seen)
    const asked = this.moving.message(step, confirmedDoc(this.screen.state.doc, syncOf(this.screen.state)))
    this.wait(asked, message => {
      if (sendable(syncOf(this.screen.state))?.move !== step) return
      const isVain = typeof message === 'string'
      this.screen.dispatch(send(this.screen.state, ref, isVain ? null : message))
      if (isVain) this.refuseMove(step, { ok: false, reason: message })
    })
  }

  private ask({ ref, version, steps, move }: Flight): void {
    const event = move ? 'clause:move' : 'text:commit'
    const message = move
      ? wireMove(move, this.text, ref)
      : { text: this.text, version, ref, steps: steps.map(toWire) }
    const asking = async () => {
      const { line } = this
      await this.host.kept()
      if (line !== this.line) throw new LineLost()
      return this.connection.ask(event, message)
    }
    this.wait(asking(), answer => this.answered(ref, answer))
  }

  /** Sends nothing more until this is known and judged. */
  private wait<T>(what: Promise<T>, then: (known: T) => void): void {
    const { line } = this
    this.asking = true
    what.then(
      known =>
        this.host.settle(() => {
          if (line !== this.line) return
          this.asking = false
          then(known)
          this.flush()
        }),
      failure => {
        // A lost line is told by `down`, and the next one sends again.
        if (!(failure instanceof LineLost)) throw failure
      },
    )
  }

  private answered(ref: string, answer: Answer): void {
    const { flight } = syncOf(this.screen.state)
    if (flight?.ref !== ref) return
    if (answer.ok) this.accepted(flight, answer)
    else if (answer.reason === 'stale') this.readFirst(ref)
    else if ((flight.move ? MOVE_REFUSALS : REFUSALS).includes(answer.reason ?? '')) this.refused(answer)
    else this.waitToSend()
  }

  private accepted(flight: Flight, answer: Answer): void {
    const dropped = (answer.dropped ?? []) as number[]
    // A commit of which nothing stands is not broadcast.
    if (!flight.move && dropped.length === flight.steps.length) this.host.refused('dropped')
    else this.expect(flight)
  }

  private refused(answer: Answer): void {
    const move = moveInFlight(syncOf(this.screen.state))
    if (move) this.refuseMove(move, answer)
    else this.host.refused(answer.reason as Why)
  }

  private refuseMove(step: MoveStep, answer: Answer): void {
    this.host.refused('dropped')
    this.moving.refused(step, answer)
  }

  /** The log itself is the confirmation; should it stay away, something was missed. */
  private expect(flight: Flight): void {
    this.acknowledged = flight.ref
    this.stopExpecting = this.clock.after(BROADCAST_MS, () => {
      if (this.acknowledged === flight.ref && this.reader.isOpen) void this.reader.open()
    })
  }

  private readFirst(ref: string): void {
    this.stale = ref
    void this.reader.open()
  }

  private waitToSend(): void {
    this.stopWaiting = this.clock.after(AGAIN_MS * (0.5 + this.clock.random()), () => {
      this.stopWaiting = null
      this.flush()
    })
  }
}
