// Clients of the workspace, as docs/protocol.md describes them.

import http from 'node:http'
import { gunzipSync } from 'node:zlib'
import { delays, type Keystroke } from './book.ts'
import type { Client, Given, Job, World } from './client.ts'
import { Socket } from './socket.ts'

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
const WORDS = 'to the best of their means, '

type Short = [number, number, string]
interface Told {
  from: number
  commits: { ref: string; steps: Short[] }[]
}

// What one broadcast says: read once, however many hear it.
interface Heard {
  to: number
  size: number
  keystrokes: Keystroke[]
  commits: Told['commits']
}

class Text {
  typed = 0
  readonly sent = new Map<string, Keystroke[]>()
  readonly #heard = new Map<string, Heard>()
  readonly #prefix: string
  doc: { version: number; starts: number[]; sizes: number[] } | null = null

  constructor(readonly id: string) {
    this.#prefix = `42["text:commits",{"text":"${id}","from":`
  }

  from(frame: Buffer): number {
    let at = this.#prefix.length
    let value = 0
    for (let digit = frame[at]!; digit >= 48 && digit < 58; digit = frame[++at]!)
      value = value * 10 + digit - 48
    return value
  }

  // Each server tells what came since its last tick.
  heard(from: number, frame: Buffer, server: string): Heard {
    const key = `${from} ${server}`
    const known = this.#heard.get(key)
    if (known?.size === frame.length) return known
    const told: Told = JSON.parse(frame.toString('utf8', 2))[1]
    const to = from + told.commits.reduce((steps, commit) => steps + commit.steps.length, 0)
    const keystrokes = told.commits.flatMap(commit => this.sent.get(commit.ref) ?? [])
    const heard = { to, size: frame.length, keystrokes, commits: told.commits }
    this.#heard.set(key, heard)
    return heard
  }
}

export class Workspace implements World {
  readonly #texts = new Map<string, Text>()

  constructor(readonly job: Job) {}

  async prepare(): Promise<void> {}

  settle(): void {}

  client(given: Given): Client {
    return new Participant(this.job, given, this.text(given.text))
  }

  typedIn(text: string): number {
    return this.text(text).typed
  }

  text(id: string): Text {
    const known = this.#texts.get(id) ?? new Text(id)
    this.#texts.set(id, known)
    return known
  }

  async length(id: string): Promise<number> {
    const anyone = this.job.clients.find(client => client.text === id)!
    // What is given out may be two seconds old.
    await new Promise(done => setTimeout(done, 2_200))
    const answer = await asked(anyone.url, 'GET', `/texts/${id}/document`, anyone)
    return shape(answer.body).sizes.reduce((sum, size) => sum + size, 0)
  }
}

class Participant implements Client {
  heard = 0
  joinBytes = 0
  readonly faults: string[] = []
  #socket!: Socket
  #version = -1
  #early: Buffer[] = []
  #caret = 0
  #pending: Keystroke[] = []
  #inFlight = ''
  #commits = 0
  #ready: () => void = () => {}

  constructor(
    readonly job: Job,
    readonly given: Given,
    readonly text: Text,
  ) {}

  get bytes(): number {
    return this.#socket.bytes
  }

  get frames(): number {
    return this.#socket.frames
  }

  async join(): Promise<void> {
    const { url } = this.given
    const document = await asked(url, 'GET', `/texts/${this.text.id}/document`, this.given)
    this.text.doc ??= shape(document.body)
    const since = this.text.doc.version
    this.#caret = caretOf(this.text.doc, this.job.inOneClause ? 1 : this.given.index)
    const ready = new Promise<void>(done => {
      this.#ready = done
    })
    this.#socket = new Socket(
      new URL('/socket.io/?EIO=4&transport=websocket', url),
      headers(url, this.given),
      frame => this.#hear(frame, { ticket: document.ticket, open: [{ text: this.text.id, since }] }),
    )
    await ready
    this.joinBytes = document.size + this.#socket.bytes
  }

  type(now: number): void {
    this.text.typed++
    this.#pending.push({ author: this.given.index, at: now })
    this.#flush()
  }

  point(): void {
    const at = { text: this.text.id, version: this.#version, anchor: this.#caret, head: this.#caret }
    this.#socket.say(`42${JSON.stringify(['text:cursor', at])}`)
  }

  end(): void {
    this.#socket.end()
  }

  // 42["text:commits", 42["text:opened" or 43<number>[...]; everything else is only counted.
  #hear(frame: Buffer, auth: object): void {
    if (frame[0] !== 52) this.#engine(frame, auth)
    else if (frame[1] === 50 && frame[10] === 111 && frame[12] === 109) this.#told(frame)
    else if (frame[1] === 50 && frame[9] === 111) this.#answered(frame)
    else if (frame[1] === 51) this.#answered(frame)
  }

  #engine(frame: Buffer, auth: object) {
    if (frame[0] === 48) this.#socket.say(`40${JSON.stringify(auth)}`)
    else if (frame[0] === 50) this.#socket.say('3')
  }

  #answered(frame: Buffer) {
    if (this.#version >= 0 && !this.given.types) return
    const answer = JSON.parse(frame.toString('utf8', frame.indexOf('['))).at(-1)
    if (!answer.ok) this.#refused(answer.reason)
    if (!answer.ok || this.#version >= 0) return
    this.#version = answer.version
    for (const early of this.#early) if (this.text.from(early) >= this.#version) this.#told(early)
    this.#ready()
  }

  #refused(reason: string): void {
    this.faults.push(`refused: ${reason}`)
    this.#inFlight = ''
  }

  #told(frame: Buffer): void {
    if (this.#version < 0) {
      this.#early.push(Buffer.from(frame))
      return
    }
    const from = this.text.from(frame)
    if (from !== this.#version) this.faults.push(`gap: from ${from} at ${this.#version}`)
    const heard = this.text.heard(from, frame, this.given.url)
    this.#version = heard.to
    this.heard += heard.keystrokes.length
    const now = performance.now()
    for (const keystroke of heard.keystrokes)
      if (keystroke.author !== this.given.index) delays.add(now - keystroke.at)
    if (this.given.types) this.#follow(heard.commits)
  }

  #follow(commits: Told['commits']): void {
    for (const { ref, steps } of commits) {
      for (const [from, to, words] of steps) {
        if (ref === this.#inFlight) this.#caret = from + words.length
        else if (to <= this.#caret) this.#caret += words.length - (to - from)
      }
      if (ref === this.#inFlight) this.#inFlight = ''
    }
    this.#flush()
  }

  #flush(): void {
    if (this.#inFlight || !this.#pending.length) return
    const ref = `${this.given.index}-${this.#commits++}`
    const words = this.#pending.map((_, index) => WORDS[(this.heard + index) % WORDS.length]).join('')
    this.text.sent.set(ref, this.#pending)
    this.#pending = []
    this.#inFlight = ref
    const steps: Short[] = [[this.#caret, this.#caret, words]]
    this.#say('text:commit', { text: this.text.id, version: this.#version, ref, steps }, this.#commits)
  }

  #say(event: string, message: object, number: number): void {
    this.#socket.say(`42${number}${JSON.stringify([event, message])}`)
  }
}

function caretOf(doc: NonNullable<Text['doc']>, index: number): number {
  const clause = (index * 7) % doc.starts.length
  return doc.starts[clause]! + 1 + Math.floor(doc.sizes[clause]! / 2)
}

function shape(body: Buffer): NonNullable<Text['doc']> {
  const { version, doc } = JSON.parse(body.toString())
  const sizes: number[] = doc.content.map((clause: { content?: { text: string }[] }) =>
    (clause.content ?? []).reduce((size, run) => size + run.text.length, 0),
  )
  let at = 0
  const starts = sizes.map(size => {
    at += size + 2
    return at - size - 2
  })
  return { version, starts, sizes }
}

function headers(url: string, given: Given): Record<string, string> {
  return { Cookie: given.cookie, Origin: url, 'X-CSRFToken': given.token, Accept: 'application/json' }
}

interface Answer {
  body: Buffer
  size: number
  // To connect with.
  ticket: string
}

function asked(url: string, method: string, path: string, given: Given): Promise<Answer> {
  const options = {
    method,
    agent,
    headers: { ...headers(url, given), 'Accept-Encoding': 'gzip', 'Content-Length': '0' },
  }
  return new Promise((done, failed) => {
    const request = http.request(new URL(path, url), options, response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('end', () => {
        const raw = Buffer.concat(parts)
        if (response.statusCode !== 200) return failed(new Error(`${path}: ${response.statusCode} ${raw}`))
        const isZipped = response.headers['content-encoding'] === 'gzip'
        return done({
          body: isZipped ? gunzipSync(raw) : raw,
          size: raw.length + response.rawHeaders.join('\r\n').length,
          ticket: String(response.headers['live-ticket']),
        })
      })
    })
    request.on('error', failed)
    request.end()
  })
}
