// What the load generator asks of a client, whichever server it talks to.

export interface Given {
  index: number
  url: string
  text: string
  types: boolean
  cookie: string
  token: string
}

export interface Job {
  server: 'workspace' | 'hocuspocus' | 'y-websocket'
  // Where the peers' packages are.
  packages: string
  // The words of the clauses that a peer's text begins with.
  clauses: string[]
  clients: Given[]
  texts: string[]
  // Everybody types in the same clause, instead of each in one of their own.
  inOneClause: boolean
  perSecond: number
  cursorsPerSecond: number
  warmSeconds: number
  seconds: number
  // Once everything typed has been heard, the server is killed and started again before a newcomer looks.
  isKilled?: boolean
  // All join evenly within this time; 0: twenty at once, as fast as they get in.
  joinSeconds: number
}

export interface Client {
  readonly given: Given
  readonly bytes: number
  readonly frames: number
  readonly joinBytes: number
  // Keystrokes that came, and what must never happen.
  readonly heard: number
  readonly faults: string[]
  join(): Promise<void>
  type(now: number): void
  point(): void
  end(): void
}

export interface World {
  client(given: Given): Client
  prepare(): Promise<void>
  // Everybody has joined.
  settle(): void
  typedIn(text: string): number
  // How many characters a newcomer finds in the text.
  length(text: string): Promise<number>
}
