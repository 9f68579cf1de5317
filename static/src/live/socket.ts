// The live connection over Socket.IO, and the log and documents over HTTP.
import { io, type ManagerOptions, type Socket } from 'socket.io-client'
import {
  type Answer,
  type Line,
  type LineEvents,
  LineLost,
  type Message,
  Refused,
  SignedOut,
  type Transport,
  type Wanted,
} from './connection.ts'
import { Openings } from './openings.ts'

const OPEN_MS = 10_000
// The log and documents may come over a slow line.
const READ_MS = 60_000

/** The server is too busy, or a proxy does not reach it: as if nobody had answered. */
const LATER = new Set([408, 429, 502, 503, 504])

class NoAnswer extends LineLost {}

/** By this a proxy may lead all who have a text open to one process. Whichever they come to, it answers them. */
export function leading(text: string): Partial<ManagerOptions> {
  return { query: { way: text } }
}

export class SocketTransport implements Transport {
  private readonly origin: string
  private readonly csrf: () => string
  private readonly options: Partial<ManagerOptions>
  /** Where a network swallows websockets without a word, long polling comes first, and a websocket if one is answered. */
  private startsPolling = false
  private readonly openMs: number

  /** `csrf`: the token that the page carries. `options`: for what is no browser. */
  constructor(
    origin: string,
    csrf: () => string,
    options: Partial<ManagerOptions> = {},
    openMs: number = OPEN_MS,
  ) {
    this.origin = origin
    this.csrf = csrf
    this.options = options
    this.openMs = openMs
  }

  async connect(events: LineEvents, wanted: readonly Wanted[]): Promise<Line> {
    const { ticket } = (await this.fetched('/live/ticket', 'POST', this.openMs)) as { ticket: string }
    const socket = io(this.origin, {
      auth: { ticket, open: wanted },
      transports: this.startsPolling ? ['polling', 'websocket'] : ['websocket', 'polling'],
      // Where a network answers that it takes no websockets. Connecting again is the connection's own affair.
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      // Ours, below, is first: it also covers a server that takes the packet CONNECT and never answers it.
      timeout: 2 * this.openMs,
      ...this.options,
    })
    try {
      return await connected(new SocketLine(socket, events, wanted), socket, this.openMs)
    } catch (failure) {
      if (failure instanceof NoAnswer) this.startsPolling = !this.startsPolling
      throw failure
    }
  }

  get(path: string): Promise<unknown> {
    return this.fetched(path, 'GET', READ_MS)
  }

  private async fetched(path: string, method: 'GET' | 'POST', withinMs: number): Promise<unknown> {
    const headers = { Accept: 'application/json', ...(method === 'POST' && { 'X-CSRFToken': this.csrf() }) }
    // Where the other side is gone without a word, a browser would wait for minutes, and nobody would try again.
    const signal = AbortSignal.timeout(withinMs)
    const response = await fetch(new URL(path, this.origin), {
      method,
      headers,
      credentials: 'same-origin',
      signal,
    })
    // Whoever is not signed in any more is refused, or led to the page where one signs in.
    if (response.status === 401 || response.redirected) throw new SignedOut()
    if (!response.ok) {
      const Why = LATER.has(response.status) ? LineLost : Refused
      throw new Why(`${path} answered ${response.status}`)
    }
    return response.json()
  }
}

function connected(line: SocketLine, socket: Socket, withinMs: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      line.listen()
      resolve(line)
    })
    const fail = (why: Error | string) => {
      socket.close()
      reject(why instanceof Error ? why : new LineLost(why))
    }
    socket.once('connect_error', fail)
    const timer = setTimeout(() => !socket.connected && fail(new NoAnswer()), withinMs)
    socket.once('connect', () => clearTimeout(timer))
  })
}

class SocketLine implements Line {
  private readonly socket: Socket
  private readonly events: LineEvents
  private readonly unanswered = new Set<(why: Error) => void>()
  private readonly openings: Openings
  private readonly toTell = new Map<string, [event: string, message: Message]>()

  constructor(socket: Socket, events: LineEvents, wanted: readonly Wanted[]) {
    this.socket = socket
    this.events = events
    this.openings = new Openings(wanted)
    socket.onAny((event: string, message: Message = {}) => {
      if (event === 'text:opened') this.openings.hear(message)
      else events.message(event, message)
    })
    socket.once('disconnect', () => this.down())
  }

  listen(): void {
    this.socket.io.engine.on('packet', () => this.events.heard())
    this.socket.io.engine.on('drain', () => this.tellNow())
  }

  ask(event: string, message: Message): Promise<Answer> {
    const ask = () => this.emit(event, message)
    return event === 'text:open' ? this.openings.take(message, ask) : ask()
  }

  private emit(event: string, message: Message): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.socket.connected) return reject(new LineLost())
      this.unanswered.add(reject)
      this.socket.emit(event, message, (answer: Answer) => {
        this.unanswered.delete(reject)
        resolve(answer)
      })
    })
  }

  tell(event: string, message: Message): void {
    this.toTell.set(`${event} ${message.text}`, [event, message])
    this.tellNow()
  }

  /** Of what is told only the last counts: while something else is on its way, as often in long polling, it waits. */
  private tellNow(): void {
    if (!this.socket.connected || !this.socket.io.engine.transport.writable) return
    const told = [...this.toTell.values()]
    this.toTell.clear()
    for (const [event, message] of told) this.socket.emit(event, message)
  }

  close(): void {
    this.socket.close()
    this.down()
  }

  private down(): void {
    for (const fail of [...this.unanswered]) fail(new LineLost())
    this.openings.fail()
    this.unanswered.clear()
    this.events.down()
  }
}
