// Who is in a text and where their cursors are; and one's own cursor, told at most ten times a second.
import type { EditorState, Transaction } from 'prosemirror-state'
import type { Clock } from './clock.ts'
import type { Message } from './connection.ts'
import { among, cursorsOf, IncomingCursors, ownCursor, setCursors } from './cursors.ts'
import { type SeatHere, seatsAfter, type WireCursor } from './protocol.ts'
import { Signal } from './signal.ts'
import type { Recorded } from './sync.ts'

export interface PresenceHost {
  readonly state: EditorState
  dispatch(tr: Transaction): void
  tell(cursor: object): void
}

const CURSOR_MS = 100

export class Presence {
  readonly seats: Signal<readonly SeatHere[]>
  /** One's own connection, whose cursor is not another's. */
  here: string | null = null
  private readonly incoming: IncomingCursors
  private readonly host: PresenceHost
  private readonly clock: Clock
  private isReporting = false

  constructor(version: number, seats: readonly SeatHere[], host: PresenceHost, clock: Clock) {
    this.incoming = new IncomingCursors(version)
    this.seats = new Signal(seats)
    this.host = host
    this.clock = clock
  }

  /** One's own cursor has moved. */
  report(): void {
    if (this.isReporting) return
    this.isReporting = true
    this.clock.after(CURSOR_MS, () => {
      this.isReporting = false
      this.host.tell(ownCursor(this.host.state))
    })
  }

  hearCursors(message: Message): void {
    const cursors = (message.cursors ?? []) as readonly WireCursor[]
    this.incoming.hear(cursors.filter(cursor => cursor.connection !== this.here))
    this.show()
  }

  hearSeats(message: Message): void {
    this.seats.set(seatsAfter(this.seats.value, message))
    this.showOnly(new Set(this.seats.value.map(seat => seat.connection)))
  }

  /** The server's document has moved on. */
  advance(commits: readonly Recorded[]): void {
    this.incoming.advance(commits.flatMap(commit => commit.steps.map(step => step.getMap())))
  }

  /** Shows the cursors whose version has come. */
  show(): void {
    const cursors = this.incoming.due(this.host.state)
    if (cursors) this.host.dispatch(setCursors(this.host.state, cursors))
  }

  /** The line is gone: nobody knows who is here. */
  away(): void {
    this.showOnly(new Set())
  }

  private showOnly(connections: ReadonlySet<string>): void {
    const { state } = this.host
    const cursors = among(cursorsOf(state), connections)
    if (cursors.size !== cursorsOf(state).size) this.host.dispatch(setCursors(state, cursors))
  }
}
