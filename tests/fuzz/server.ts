// The server's doors before the authority: lines that may be slow, silent or cut, broadcasts that may overtake
// acknowledgements. What it says and in which order is decided by the fuzz.
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answer, Line, LineEvents, Message, Transport } from '../../static/src/live/connection.ts'
import type { Chance } from './chance.ts'

export type Said = Message & { ok?: boolean; version?: number }

/** The Python process. */
export class Authority {
  private readonly process: ChildProcess
  private readonly waiting: ((said: Said) => void)[] = []

  constructor(python: string, script: string) {
    this.process = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.process.stdout! }).on('line', line =>
      this.waiting.shift()!(JSON.parse(line)),
    )
    this.process.on('exit', code => {
      if (this.waiting.length) throw new Error(`The authority ended with ${code}.`)
    })
  }

  ask(message: Message): Promise<Said> {
    return new Promise(resolve => {
      this.waiting.push(resolve)
      this.process.stdin!.write(`${JSON.stringify(message)}\n`)
    })
  }

  end(): void {
    this.process.stdin!.end()
  }
}

interface Asked {
  readonly event: string
  readonly message: Message
  answer(said: Answer): void
}

/** One connection of a client, seen from the server. */
class ServerLine implements Line {
  readonly asked: Asked[] = []
  readonly toSay: (() => void)[] = []
  isOpen = false
  isSilent = false
  private readonly fail: ((why: Error) => void)[] = []
  private readonly events: LineEvents
  private readonly client: Wire

  constructor(client: Wire, events: LineEvents) {
    this.client = client
    this.events = events
  }

  ask(event: string, message: Message): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.fail.push(reject)
      this.asked.push({ event, message, answer: resolve })
    })
  }

  tell(): void {}

  close(): void {
    if (this.client.line === this) this.client.line = null
    for (const fail of this.fail.splice(0)) fail(this.client.lost())
  }

  say(event: string, message: Message): void {
    this.toSay.push(() => this.events.message(event, message))
  }

  cut(): void {
    this.events.down()
    this.close()
  }
}

/** What one client has of the network. */
export class Wire implements Transport {
  line: ServerLine | null = null
  isBlocked = false
  readonly seat: string
  readonly lost: () => Error
  private readonly server: Server

  constructor(server: Server, seat: string, lost: () => Error) {
    this.server = server
    this.seat = seat
    this.lost = lost
  }

  async connect(events: LineEvents): Promise<Line> {
    if (this.isBlocked) throw new Error('No network.')
    this.line = new ServerLine(this, events)
    return this.line
  }

  async get(path: string): Promise<unknown> {
    if (this.isBlocked) throw new Error('No network.')
    const url = new URL(path, 'http://server')
    const ask = url.pathname.endsWith('/commits')
      ? { op: 'since', version: Number(url.searchParams.get('since')) }
      : { op: 'document', version: Number(url.searchParams.get('version')) }
    return this.server.authority.ask(ask)
  }
}

export class Server {
  readonly authority: Authority
  readonly wires: Wire[] = []
  private readonly chance: Chance
  version = 0
  private locked: string[] = []

  constructor(authority: Authority, chance: Chance) {
    this.authority = authority
    this.chance = chance
  }

  rules() {
    return { locked: this.locked, mode: 'open' as const, may_commit: true }
  }

  async lock(clauses: string[]): Promise<void> {
    this.locked = clauses
    await this.authority.ask({ op: 'lock', clauses })
    for (const { line } of this.wires)
      if (line?.isOpen) line.say('text:rules', { text: 'text', ...this.rules() })
  }

  /** Takes the next question of this client. */
  async hear(wire: Wire): Promise<boolean> {
    const { line } = wire
    const asked = line?.asked.shift()
    if (!line || !asked || line.isSilent) return false
    if (asked.event === 'text:open') await this.open(line, asked)
    else if (asked.event === 'text:close') line.toSay.push(() => asked.answer({ ok: true }))
    else await this.commit(wire, line, asked)
    return true
  }

  /** Says the next thing that this client is due to hear. */
  say(wire: Wire): boolean {
    const next = wire.line?.isSilent ? undefined : wire.line?.toSay.shift()
    next?.()
    return next !== undefined
  }

  private async open(line: ServerLine, { message, answer }: Asked): Promise<void> {
    if (this.chance.one(12)) return void line.toSay.push(() => answer({ ok: false, reason: 'too_fast' }))
    const since = Number(message.since)
    const said = await this.authority.ask({ op: 'since', version: since })
    const isStale = this.version - since > 20 && this.chance.one(2)
    line.isOpen ||= !isStale
    line.toSay.push(() => answer(isStale ? { ok: false, reason: 'stale' } : (said as Answer)))
    if (!isStale) line.say('text:rules', { text: 'text', ...this.rules() })
  }

  private async commit(wire: Wire, line: ServerLine, { event, message, answer }: Asked): Promise<void> {
    const op = event === 'clause:move' ? 'move' : 'commit'
    const reason = this.chance.one(25) && this.chance.pick(['too_fast', 'stale', 'forbidden', 'invalid'])
    const said = reason
      ? { ok: false, reason }
      : await this.authority.ask({ ...message, op, seat: wire.seat })
    const acknowledge = () => line.toSay.push(() => answer(said as Answer))
    const isFirst = this.chance.one(2)
    if (isFirst) acknowledge()
    if (said.ok) await this.broadcast()
    if (!isFirst) acknowledge()
  }

  private async broadcast(): Promise<void> {
    const from = this.version
    const { version, commits } = await this.authority.ask({ op: 'since', version: from })
    if (version === from) return
    this.version = Number(version)
    const message = { text: 'text', from, at: 0, commits }
    // Now and then one is lost, as from Redis: the gap shows with the next.
    for (const { line } of this.wires)
      if (line?.isOpen && !this.chance.one(60)) line.say('text:commits', message)
  }
}
