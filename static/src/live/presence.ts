// Who is in a text and where their cursors are; and one's own cursor, told at most ten times a second.
import type { Clock } from './clock.ts'
import type { Message } from './connection.ts'
import { among, cursorsOf, IncomingCursors, ownCursor, setCursors } from './cursors.ts'
import { asCursor, type CursorRow, type SeatHere, seatsAfter } from './protocol.ts'
import type { Screen } from './screen.ts'
import { Signal } from './signal.ts'
import { type Recorded, syncOf } from './sync.ts'

const CURSOR_MS = 100

export class Presence {
  readonly seats: Signal<readonly SeatHere[]>
  private readonly incoming: IncomingCursors
  private readonly screen: Screen
  private readonly tell: (cursor: object) => unknown
  private readonly clock: Clock
  /** One's own connection, whose cursor is not another's. */
  private here: string | null = null
  private hasMoved = false
  private isReporting = false
  /** What was told last is where the cursor was before one's own words that nobody had seen yet. */
  private isEarly = false

  constructor(
    version: number,
    seats: readonly SeatHere[],
    screen: Screen,
    tell: (cursor: object) => unknown,
    clock: Clock,
  ) {
    this.incoming = new IncomingCursors(version)
    this.seats = new Signal(seats)
    this.screen = screen
    this.tell = tell
    this.clock = clock
  }

  /** The text is open, at a connection of this id: there, nobody has seen one's own cursor yet. */
  opened(connection: string | null): void {
    this.here = connection
    if (this.hasMoved) this.report()
  }

  /** One's own cursor has moved. */
  report(): void {
    this.hasMoved = true
    if (this.isReporting) return
    this.isReporting = true
    this.clock.after(CURSOR_MS, () => {
      this.isReporting = false
      this.isEarly = syncOf(this.screen.state).pending.length > 0
      this.tell(ownCursor(this.screen.state))
    })
  }

  hearCursors(message: Message): void {
    const cursors = ((message.cursors ?? []) as readonly CursorRow[]).map(asCursor)
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
    if (this.isEarly && !syncOf(this.screen.state).pending.length) this.report()
  }

  /** Shows the cursors whose version has come. */
  show(): void {
    const cursors = this.incoming.due(this.screen.state)
    if (cursors) this.screen.dispatch(setCursors(this.screen.state, cursors))
  }

  /** The line is gone: nobody knows who is here. */
  away(): void {
    this.showOnly(new Set())
  }

  private showOnly(connections: ReadonlySet<string>): void {
    const state = this.screen.read()
    const cursors = among(cursorsOf(state), connections)
    if (cursors.size !== cursorsOf(state).size) this.screen.dispatch(setCursors(state, cursors))
  }
}
