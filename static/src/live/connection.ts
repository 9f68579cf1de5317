// One live connection for all texts of a page: made again without reload when it is lost, watched for silence, and
// shared out by text. What carries it (Socket.IO, or a test) is a Transport.
import { type Clock, clock as realClock } from './clock.ts'
import { Signal } from './signal.ts'

export type Message = Record<string, unknown>
export type Answer = Message & { ok: boolean; reason?: string; message?: string }

/** A connection that has been accepted. Asking fails when it ends before the answer. */
export interface Line {
  ask(event: string, message: Message): Promise<Answer>
  tell(event: string, message: Message): void
  close(): void
}

export interface LineEvents {
  /** Anything came in, be it only a ping. */
  heard(): void
  message(event: string, message: Message): void
  down(): void
}

/** A text to open, from the version that its page has. */
export interface Wanted {
  readonly text: string
  readonly since: number
}

export interface Transport {
  /**
   * Fetches a ticket and connects with it. `wanted` may be asked with the same message: who then asks for it has the
   * answer sooner by a whole way there and back. Fails with SignedOut when the session is over.
   */
  connect(events: LineEvents, wanted: readonly Wanted[]): Promise<Line>
  /** Fails with SignedOut, with Refused, or, when there was no answer, with anything else. */
  get(path: string): Promise<unknown>
}

export class SignedOut extends Error {}
/** The server has answered, and does not give this. */
export class Refused extends Error {}
export class LineLost extends Error {}

/** Told about one text. */
export interface Listener {
  /** The version from which it will open the text. */
  since(): number
  up(): void
  down(): void
  event(name: string, message: Message): void
}

export type LineState = 'connecting' | 'up' | 'down' | 'signed_out' | 'closed'

/** The server pings every 10 s. Silence so long is looked into, and no answer so long is an end: together under 30 s. */
const QUIET_MS = 15_000
const LOOK_MS = 2_000
const ANSWER_MS = 10_000
const FIRST_WAIT_MS = 500
/** However long a server was away, everybody is back within 5 s of its return. */
const LONGEST_WAIT_MS = 4_000

export class Connection {
  readonly state = new Signal<LineState>('down')
  /** Announcements (`news`), which belong to no text. */
  readonly news = new Signal<Message | null>(null)
  /** False while `reach` has had no answer for too long. */
  readonly isReached = new Signal(true)
  private readonly transport: Transport
  private readonly clock: Clock
  private readonly listeners = new Map<string, Listener>()
  private line: Line | null = null
  private attempts = 0
  private heardAt = 0
  /** Of the line that counts: what an earlier one still says is not heard. */
  private number = 0
  private stopWaiting = () => {}
  private stopWatching = () => {}

  constructor(transport: Transport, clock: Clock = realClock) {
    this.transport = transport
    this.clock = clock
  }

  /** Listens to one text; connects if that has not been done. Call the returned function to stop. */
  join(text: string, listener: Listener): () => void {
    this.listeners.set(text, listener)
    if (this.line) listener.up()
    else if (this.state.value === 'down' && !this.attempts) void this.connect()
    return () => void (this.listeners.get(text) === listener && this.listeners.delete(text))
  }

  /** Fails with LineLost when the line ends, or gives no answer for so long that it must have. */
  async ask(event: string, message: Message): Promise<Answer> {
    const { line, number } = this
    if (!line) throw new LineLost()
    let stop = () => {}
    const tooLong = new Promise<never>((_, fail) => {
      stop = this.clock.after(ANSWER_MS, () => {
        this.lose(number)
        fail(new LineLost())
      })
    })
    try {
      return await Promise.race([line.ask(event, message), tooLong])
    } finally {
      stop()
    }
  }

  tell(event: string, message: Message): void {
    this.line?.tell(event, message)
  }

  get(path: string): Promise<unknown> {
    return this.transport.get(path)
  }

  /** Asks until there is an answer: a page may lose its line just when it opens. Fails with SignedOut or Refused. */
  async reach(path: string): Promise<unknown> {
    const stop = this.clock.after(QUIET_MS, () => this.isReached.set(false))
    try {
      for (let attempts = 0; ; attempts++) {
        try {
          return await this.get(path)
        } catch (failure) {
          if (failure instanceof SignedOut || failure instanceof Refused) throw failure
          this.isReached.set(false)
        }
        await new Promise<void>(then => this.clock.after(this.waitAfter(attempts), then))
      }
    } finally {
      stop()
      this.isReached.set(true)
    }
  }

  /** The network is said to be back, or the page is looked at again: try at once, or see whether the line still lives. */
  wake(): void {
    if (this.line) this.look()
    if (this.state.value !== 'down') return
    this.attempts = 0
    this.stopWaiting()
    void this.connect()
  }

  close(): void {
    this.end('closed')
  }

  private async connect(): Promise<void> {
    const number = ++this.number
    this.state.set('connecting')
    try {
      const line = await this.transport.connect(this.events(number), this.wanted())
      if (number === this.number) this.use(line)
      else line.close()
    } catch (failure) {
      if (number !== this.number) return
      if (failure instanceof SignedOut) this.end('signed_out')
      else this.waitToConnect()
    }
  }

  private wanted(): Wanted[] {
    return [...this.listeners].map(([text, listener]) => ({ text, since: listener.since() }))
  }

  private use(line: Line): void {
    this.line = line
    this.attempts = 0
    this.heardAt = this.clock.now()
    this.watch()
    this.state.set('up')
    for (const listener of this.listeners.values()) listener.up()
  }

  private events(number: number): LineEvents {
    const current = () => number === this.number
    return {
      heard: () => {
        if (current()) this.heardAt = this.clock.now()
      },
      message: (event, message) => current() && this.hear(event, message),
      down: () => this.lose(number),
    }
  }

  private hear(event: string, message: Message): void {
    this.heardAt = this.clock.now()
    if (event === 'signed_out') this.end('signed_out')
    else if (event === 'news') this.news.set(message)
    else this.listeners.get(String(message.text))?.event(event, message)
  }

  /** Often, by the time of day: a laptop that slept has timers that still wait, on a line that may long be dead. */
  private watch(): void {
    this.stopWatching = this.clock.after(LOOK_MS, () => {
      this.look()
      if (this.line) this.watch()
    })
  }

  /** After too much silence, asks something that must be answered. */
  private look(): void {
    const now = this.clock.now()
    if (now - this.heardAt < QUIET_MS) return
    this.heardAt = now
    for (const listener of this.listeners.values()) listener.event('quiet', {})
  }

  private lose(number: number): void {
    if (number !== this.number) return
    this.drop()
    this.waitToConnect()
  }

  private drop(): void {
    const { line } = this
    this.number++
    this.line = null
    this.stopWatching()
    this.stopWaiting()
    line?.close()
    if (line) for (const listener of this.listeners.values()) listener.down()
  }

  private end(state: 'signed_out' | 'closed'): void {
    this.drop()
    this.state.set(state)
  }

  private waitToConnect(): void {
    this.stopWaiting = this.clock.after(this.waitAfter(this.attempts++), () => void this.connect())
    this.state.set('down')
  }

  /** Half of the wait by chance, so that a restarted server is not met by everyone at once. */
  private waitAfter(attempts: number): number {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** attempts, LONGEST_WAIT_MS)
    return wait * (0.5 + this.clock.random() / 2)
  }
}
