// The page's transport outside a browser: it sends the cookie and the origin of one session, as a browser would.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Line, LineEvents, Transport, Wanted } from '../../static/src/live/connection.ts'
import { SocketTransport } from '../../static/src/live/socket.ts'

export interface Session {
  readonly origin: string
  readonly cookie: string
  readonly token: string
}

const headers = new AsyncLocalStorage<Record<string, string>>()
const fetched = globalThis.fetch
globalThis.fetch = (address, how) =>
  fetched(address, { ...how, headers: { ...how?.headers, ...headers.getStore() } })

export class SessionTransport implements Transport {
  private readonly own: Record<string, string>
  private readonly inner: SocketTransport

  constructor(url: string, { cookie, origin, token }: Session) {
    this.own = { Cookie: cookie, Origin: origin }
    this.inner = new SocketTransport(url, () => token, { extraHeaders: this.own })
  }

  connect(events: LineEvents, wanted: readonly Wanted[]): Promise<Line> {
    return headers.run(this.own, () => this.inner.connect(events, wanted))
  }

  get(path: string): Promise<unknown> {
    return headers.run(this.own, () => this.inner.get(path))
  }
}
