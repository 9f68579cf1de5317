// Sends one's own commits and moves, one at a time, and judges the answers. A commit that got no answer is sent again as
// it was, under the same ref; the server answers a repeated ref as it did before.
import type { Clock } from './clock.ts'
import { type Answer, type Connection, LineLost, type Message } from './connection.ts'
import type { Why } from './held.ts'
import type { Reader } from './reader.ts'
import type { View } from './screen.ts'
import { newRef, toWire } from './steps.ts'
import { type Flight, send, sendable, syncOf } from './sync.ts'

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

interface Move {
  readonly ref: string
  readonly message: Message
  done(answer: Answer): void
}

const REFUSALS: readonly string[] = ['invalid', 'forbidden', 'locked', 'too_large', 'not_found']
const AGAIN_MS = 1_000
const BROADCAST_MS = 10_000

export class Sender {
  private readonly connection: Connection
  private readonly text: string
  private readonly reader: Reader
  private readonly screen: View
  private readonly host: SenderHost
  private readonly clock: Clock
  private readonly moves: Move[] = []
  private asking = false
  private acknowledged: string | null = null
  private stale: string | null = null
  private line = 0
  private stopWaiting: (() => void) | null = null
  private stopExpecting = () => {}

  constructor(
    connection: Connection,
    text: string,
    reader: Reader,
    screen: View,
    host: SenderHost,
    clock: Clock,
  ) {
    this.connection = connection
    this.text = text
    this.reader = reader
    this.screen = screen
    this.host = host
    this.clock = clock
  }

  /** Steps and moves that the server has not confirmed. */
  get waiting(): number {
    const { pending, flight } = syncOf(this.screen.state)
    return Math.max(pending.length, flight ? 1 : 0) + this.moves.length
  }

  /** Sends what may be sent now. */
  flush(): void {
    if (!this.reader.isOpen || this.asking || this.stopWaiting) return
    const { flight, pending } = syncOf(this.screen.state)
    if (flight) {
      if (this.acknowledged !== flight.ref) this.commit(flight)
    } else if (this.moves[0] && !pending.length) this.sendMove(this.moves[0])
    else this.launch()
  }

  /** Moves a clause once all that was typed before is saved, so that the hash is that of the server's words too. */
  move(clause: string, after: string | null, hash: string): Promise<Answer> {
    const ref = newRef(this.host.newId(), syncOf(this.screen.state).version)
    return new Promise(done => {
      this.moves.push({ ref, message: { text: this.text, clause, after, hash, ref }, done })
      this.flush()
    })
  }

  /** One's own ref came back in the log. */
  confirmed(ref: string): void {
    const move = this.moves.find(other => other.ref === ref)
    if (move) this.finish(move, { ok: true })
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
    const next = sendable(this.screen.state)
    if (!next) return
    this.screen.dispatch(send(this.screen.state, newRef(this.host.newId(), next.seen)))
    this.commit(syncOf(this.screen.state).flight!)
  }

  private commit({ ref, version, steps }: Flight): void {
    const message = { text: this.text, version, ref, steps: steps.map(toWire) }
    void this.ask('text:commit', message, answer => this.answered(ref, answer))
  }

  private sendMove(move: Move): void {
    void this.ask('clause:move', move.message, answer => {
      if (['too_fast', 'unavailable'].includes(answer.reason ?? '')) this.waitToSend()
      else this.finish(move, answer)
    })
  }

  private async ask(event: string, message: Message, then: (answer: Answer) => void): Promise<void> {
    const { line } = this
    this.asking = true
    try {
      await this.host.kept()
      if (line !== this.line) return
      const answer = await this.connection.ask(event, message)
      this.host.settle(() => {
        if (line !== this.line) return
        this.asking = false
        then(answer)
        this.flush()
      })
    } catch (failure) {
      // A lost line is told by `down`, and the next one sends again.
      if (!(failure instanceof LineLost)) throw failure
    }
  }

  private answered(ref: string, answer: Answer): void {
    const { flight } = syncOf(this.screen.state)
    if (flight?.ref !== ref) return
    if (answer.ok) this.accepted(flight, answer)
    else if (answer.reason === 'stale') this.readFirst(ref)
    else if (REFUSALS.includes(answer.reason ?? '')) this.host.refused(answer.reason as Why)
    else this.waitToSend()
  }

  private accepted(flight: Flight, answer: Answer): void {
    const dropped = (answer.dropped ?? []) as number[]
    // A commit of which nothing stands is not broadcast.
    if (dropped.length === flight.steps.length) this.host.refused('dropped')
    else this.expect(flight)
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

  private finish(move: Move, answer: Answer): void {
    const index = this.moves.indexOf(move)
    if (index < 0) return
    this.moves.splice(index, 1)
    move.done(answer)
  }

  private waitToSend(): void {
    this.stopWaiting = this.clock.after(AGAIN_MS * (0.5 + this.clock.random()), () => {
      this.stopWaiting = null
      this.flush()
    })
  }
}
