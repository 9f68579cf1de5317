// Reads one text's log in order and without gaps: opens it on each new line, holds what arrives before the answer, reads
// pages over HTTP when far behind, and opens again when something is missing.
import type { Clock } from './clock.ts'
import { type Answer, type Connection, LineLost, type Message } from './connection.ts'
import { fresh, type Stretch, stepsIn, type WireCommit } from './protocol.ts'

export interface ReaderHost {
  deliver(commits: readonly WireCommit[]): void
  /** Open now, at a connection of this id. */
  opened(connection: string | null): void
  /** The text may not be read (any more). */
  shut(reason: string): void
}

const AGAIN_MS = 2_000
const MOST_REFUSALS = 20

export class Reader {
  isOpen = false
  /** After all that was delivered. */
  version: number
  private readonly connection: Connection
  private readonly text: string
  private readonly host: ReaderHost
  private readonly clock: Clock
  private early: Stretch[] = []
  private attempt = 0
  private refusals = 0
  private stop = () => {}

  constructor(connection: Connection, text: string, version: number, host: ReaderHost, clock: Clock) {
    this.connection = connection
    this.text = text
    this.version = version
    this.host = host
    this.clock = clock
  }

  async open(): Promise<void> {
    const attempt = this.begin()
    try {
      const answer = await this.ask(attempt)
      if (attempt === this.attempt) this.answered(answer)
    } catch (failure) {
      // When the line is lost, the next one opens the text again.
      if (attempt === this.attempt && !(failure instanceof LineLost)) this.openLater()
    }
  }

  hear(stretch: Stretch): void {
    if (!this.isOpen) this.early.push(stretch)
    else if (!this.take(stretch)) void this.open()
  }

  /** The line is gone, or the text is closed. */
  end(): void {
    this.pause()
    this.early = []
  }

  private begin(): number {
    this.pause()
    return this.attempt
  }

  private pause(): void {
    this.attempt++
    this.isOpen = false
    this.stop()
  }

  private async ask(attempt: number): Promise<Answer> {
    for (;;) {
      const since = this.version
      const answer = await this.connection.ask('text:open', { text: this.text, since })
      if (answer.reason !== 'stale' || attempt !== this.attempt) return { ...answer, since }
      await this.readLog(attempt)
    }
  }

  private answered(answer: Answer): void {
    if (!answer.ok) this.refused(answer.reason ?? 'closed')
    else if (this.take({ from: Number(answer.since), commits: commitsIn(answer) }) && this.takeEarly()) {
      this.isOpen = true
      this.refusals = 0
      this.host.opened(typeof answer.connection === 'string' ? answer.connection : null)
    } else void this.open()
  }

  /** A server process may be a moment behind the one that sent the document: then it knows no such version yet. */
  private refused(reason: string): void {
    if (reason === 'not_found' || reason === 'forbidden' || ++this.refusals > MOST_REFUSALS)
      this.host.shut(reason)
    else this.openLater()
  }

  private takeEarly(): boolean {
    return this.early.splice(0).every(stretch => this.take(stretch))
  }

  private async readLog(attempt: number): Promise<void> {
    for (let behind = true; behind && attempt === this.attempt; ) {
      const from = this.version
      const page = (await this.connection.get(`/texts/${this.text}/commits?since=${from}`)) as Message
      if (attempt !== this.attempt) return
      if (!this.take({ from, commits: commitsIn(page) })) throw new Error('The log has a gap.')
      behind = page.more === true && this.version > from
    }
  }

  /** False when something is missing before this stretch. */
  private take(stretch: Stretch): boolean {
    const commits = fresh(stretch, this.version)
    if (!commits) return false
    this.version += stepsIn(commits)
    if (commits.length) this.host.deliver(commits)
    return true
  }

  private openLater(): void {
    this.stop = this.clock.after(AGAIN_MS * (0.5 + this.clock.random()), () => void this.open())
  }
}

function commitsIn(message: Message): readonly WireCommit[] {
  return (message.commits ?? []) as readonly WireCommit[]
}
