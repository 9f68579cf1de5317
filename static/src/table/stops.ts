// Why an edit was stopped, said beside the clause where one was typing until one goes on elsewhere.
import type { Stopped } from '../live/rules.ts'
import type { Margins } from './margins.ts'
import type { Notices } from './notices.ts'

export interface StopsHost {
  /** The clause at the cursor. */
  readonly at: string
  nameOf(clause: string): string
  /** Where an amendment to the clause is written. */
  amend(clause: string): string | null
  select(clause: string): void
}

const FORGET_MS = 400

export class Stops {
  private readonly margins: Margins
  private readonly notices: Notices
  private readonly host: StopsHost
  private explained: string | null = null

  constructor(margins: Margins, notices: Notices, host: StopsHost) {
    this.margins = margins
    this.notices = notices
    this.host = host
  }

  explain({ why, clauses }: Stopped): void {
    this.forget()
    const { at, nameOf, amend } = this.host
    const locked = clauses[0] ?? at
    // Beside the words where one was typing, or beside the clause that stands in the way of a join.
    const place = clauses.includes(at) ? at : locked
    const notice = this.notices.why({ why, clauses }, nameOf(locked), amend(locked))
    this.margins.viewOf(place)?.explain(notice)
    this.explained = place
    this.host.select(place)
  }

  /** Whether there was something to forget. */
  forget(): boolean {
    if (!this.explained) return false
    this.margins.viewOf(this.explained)?.explain(null)
    this.explained = null
    return true
  }

  /** The cursor is in a clause. Not at once: the words must not move under a finger that is still pressing. */
  cameTo(clause: string): void {
    const { explained } = this
    if (!explained || explained === clause) return
    setTimeout(() => {
      if (this.explained === explained && this.host.at !== explained) this.forget()
    }, FORGET_MS)
  }
}
