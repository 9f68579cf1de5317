// The live connection over Socket.IO, and the log and documents over HTTP.
import { io, type ManagerOptions, type Socket } from 'socket.io-client'
import {
  type Answer,
  type Line,
  type LineEvents,
  LineLost,
  type Message,
  SignedOut,
  type Transport,
} from './connection.ts'

const OPEN_MS = 10_000

export class SocketTransport implements Transport {
  private readonly origin: string
  private readonly csrf: () => string
  private readonly options: Partial<ManagerOptions>

  /** `csrf`: the token that the page carries. `options`: for what is no browser. */
  constructor(origin: string, csrf: () => string, options: Partial<ManagerOptions> = {}) {
    this.origin = origin
    this.csrf = csrf
    this.options = options
  }

  async connect(events: LineEvents): Promise<Line> {
    const { ticket } = (await this.fetched('/live/ticket', 'POST')) as { ticket: string }
    const socket = io(this.origin, {
      auth: { ticket },
      // Websocket first; long polling where networks block it. Connecting again is the connection's own affair.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
      timeout: OPEN_MS,
      ...this.options,
    })
    return opened(socket, events)
  }

  get(path: string): Promise<unknown> {
    return this.fetched(path, 'GET')
  }

  private async fetched(path: string, method: 'GET' | 'POST'): Promise<unknown> {
    const headers = { Accept: 'application/json', ...(method === 'POST' && { 'X-CSRFToken': this.csrf() }) }
    const response = await fetch(new URL(path, this.origin), { method, headers, credentials: 'same-origin' })
    // Whoever is not signed in any more is refused, or led to the page where one signs in.
    if (response.status === 401 || response.redirected) throw new SignedOut()
    if (!response.ok) throw new Error(`${path} answered ${response.status}`)
    return response.json()
  }
}

function opened(socket: Socket, events: LineEvents): Promise<Line> {
  return new Promise((resolve, reject) => {
    const line = new SocketLine(socket, events)
    socket.once('connect', () => {
      line.listen()
      resolve(line)
    })
    const fail = (why: Error | string) => {
      socket.close()
      reject(why instanceof Error ? why : new LineLost(why))
    }
    socket.once('connect_error', fail)
    // A server may take the packet CONNECT and never answer it.
    const timer = setTimeout(() => !socket.connected && fail('no answer'), OPEN_MS)
    socket.once('connect', () => clearTimeout(timer))
  })
}

class SocketLine implements Line {
  private readonly socket: Socket
  private readonly events: LineEvents
  private readonly unanswered = new Set<(why: Error) => void>()

  constructor(socket: Socket, events: LineEvents) {
    this.socket = socket
    this.events = events
    socket.onAny((event: string, message: Message = {}) => events.message(event, message))
    socket.once('disconnect', () => this.down())
  }

  listen(): void {
    this.socket.io.engine.on('packet', () => this.events.heard())
  }

  ask(event: string, message: Message): Promise<Answer> {
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
    // Cursors are worth nothing late.
    this.socket.volatile.emit(event, message)
  }

  close(): void {
    this.socket.close()
    this.down()
  }

  private down(): void {
    for (const fail of [...this.unanswered]) fail(new LineLost())
    this.unanswered.clear()
    this.events.down()
  }
}
