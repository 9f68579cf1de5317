// Takes in what the server has recorded, or refused, and holds the words that lose their place by it.
import type { EditorState } from 'prosemirror-state'
import type { Clock } from './clock.ts'
import { moveInFlight, unsentWords } from './flight.ts'
import type { Held, Why } from './held.ts'
import type { Moving } from './moving.ts'
import type { Presence } from './presence.ts'
import { recorded, type WireCommit } from './protocol.ts'
import type { Screen } from './screen.ts'
import { parts, type Received, receive, refuse, syncOf, unsend } from './sync.ts'

export class Taking {
  private readonly screen: Screen
  private readonly held: Held
  private readonly moving: Moving
  private readonly presence: Presence
  private readonly clock: Clock

  constructor(screen: Screen, held: Held, moving: Moving, presence: Presence, clock: Clock) {
    this.screen = screen
    this.held = held
    this.moving = moving
    this.presence = presence
    this.clock = clock
  }

  take(commits: readonly WireCommit[]): void {
    const { state } = this.screen
    const [ref, move] = [syncOf(state).flight?.ref, moveInFlight(syncOf(state))]
    const all = commits.map(commit => recorded(state.schema, commit))
    for (const part of parts(all, ref)) {
      this.apply(state => receive(state, part), 'dropped')
      this.presence.advance(part)
    }
    for (const commit of all) this.moving.recorded(commit, commit.ref === ref ? move : null)
    this.presence.show()
  }

  /** Nothing of the commit in flight stands. */
  refuse(why: Why): void {
    this.apply(refuse, why)
  }

  /** The commit in flight is to be sent anew. */
  unsend(): void {
    this.apply(unsend, 'dropped')
  }

  /** Nothing will be sent any more. */
  holdUnsent(): void {
    const { state } = this.screen
    this.held.hold('closed', this.clock.now(), unsentWords(state.doc, syncOf(state)))
    this.moving.end()
  }

  private apply(change: (state: EditorState) => Received, why: Why): void {
    const { tr, lost, unseen } = change(this.screen.read())
    // Held first: should the page end here, words rather stand in two places than in none.
    this.held.hold(why, this.clock.now(), lost)
    this.held.hold('deleted_unseen', this.clock.now(), unseen)
    this.screen.dispatch(tr)
  }
}
