// Clients of Hocuspocus and of y-websocket. A keystroke is encoded by hand as Yjs would encode it, and known by its
// author and number, so that no client here needs a document of its own; only the last check uses Yjs.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { delays } from './book.ts'
import { Reader, Writer } from './bytes.ts'
import type { Client, Given, Job, World } from './client.ts'
import { Socket } from './socket.ts'

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
const [ASK, REPLY, UPDATE] = [0, 1, 2]
// Yjs takes 32 random bits for each client.
const FIRST_AUTHOR = 3_000_000_000
const SEEDER = 2_000_000_000
const WORDS = 'to the best of their means, '

interface Doc {
  clientID: number
  getXmlFragment(name: string): {
    insert(at: number, nodes: unknown[]): void
    toArray(): { get(at: number): { length: number } }[]
  }
}

interface Library {
  Doc: new () => Doc
  XmlElement: new (name: string) => { insert(at: number, nodes: unknown[]): void }
  XmlText: new (words: string) => { _start: { id: { clock: number } } }
  encodeStateAsUpdate(doc: Doc): Uint8Array
  applyUpdate(doc: Doc, update: Uint8Array): void
}

class Text {
  // When each author typed each character, by author and number.
  readonly typed = new Map<number, number[]>()
  count = 0
  constructor(readonly name: string) {}
}

export class Yjs implements World {
  readonly #texts = new Map<string, Text>()
  readonly #seeders: Participant[] = []
  #library!: Library
  seed!: Uint8Array
  // Where each clause's words begin, in the seeder's numbering.
  readonly starts: number[] = []

  constructor(readonly job: Job) {}

  async prepare(): Promise<void> {
    const entry = join(this.job.packages, 'node_modules', 'yjs', 'dist', 'yjs.mjs')
    this.#library = await import(pathToFileURL(entry).href)
    this.#makeSeed()
    for (const text of this.job.texts) await this.#plant(text)
    await new Promise(done => setTimeout(done, 500))
  }

  // A text that nobody has open may be let go, so the seeders stay until the others are there.
  settle(): void {
    for (const seeder of this.#seeders) seeder.end()
  }

  client(given: Given): Client {
    return new Participant(this, given, this.text(given.text))
  }

  text(name: string): Text {
    const known = this.#texts.get(name) ?? new Text(name)
    this.#texts.set(name, known)
    return known
  }

  typedIn(text: string): number {
    return this.text(text).count
  }

  async length(text: string): Promise<number> {
    const newcomer = new Participant(
      this,
      { index: -1, url: this.job.clients[0]!.url, text, types: false, cookie: '', token: '' },
      new Text(text),
    )
    await newcomer.join()
    const doc = new this.#library.Doc()
    this.#library.applyUpdate(doc, newcomer.received!)
    newcomer.end()
    const clauses = doc.getXmlFragment('prosemirror').toArray()
    return clauses.reduce((sum, clause) => sum + clause.get(0).length, 0)
  }

  #makeSeed(): void {
    const doc = new this.#library.Doc()
    doc.clientID = SEEDER
    const made = this.job.clauses.map(words => {
      const inside = new this.#library.XmlText(words)
      const element = new this.#library.XmlElement('paragraph')
      element.insert(0, [inside])
      return { element, inside }
    })
    doc.getXmlFragment('prosemirror').insert(
      0,
      made.map(each => each.element),
    )
    for (const { inside } of made) this.starts.push(inside._start.id.clock)
    this.seed = this.#library.encodeStateAsUpdate(doc)
  }

  async #plant(text: string): Promise<void> {
    const seeder = new Participant(
      this,
      { index: -2, url: this.job.clients[0]!.url, text, types: false, cookie: '', token: '' },
      new Text(text),
    )
    await seeder.join()
    seeder.plant()
    this.#seeders.push(seeder)
  }
}

class Participant implements Client {
  heard = 0
  joinBytes = 0
  received: Buffer | null = null
  readonly faults: string[] = []
  readonly #prefix: number[]
  readonly #next = new Map<number, number>()
  #socket!: Socket
  #points = 0
  #ready: () => void = () => {}

  constructor(
    readonly world: Yjs,
    readonly given: Given,
    readonly text: Text,
  ) {
    this.#prefix = world.job.server === 'hocuspocus' ? new Writer().words(text.name).bytes : []
  }

  get bytes(): number {
    return this.#socket.bytes
  }

  get frames(): number {
    return this.#socket.frames
  }

  async join(): Promise<void> {
    const ready = new Promise<void>(done => {
      this.#ready = done
    })
    const path = this.world.job.server === 'hocuspocus' ? '/' : `/${this.text.name}`
    this.#socket = new Socket(new URL(path, this.given.url), {}, frame => this.#hear(new Reader(frame)))
    await this.#socket.opened()
    if (this.#prefix.length) this.#send(new Writer().number(AUTH).number(0).words('token').words('4.7.0'))
    this.#send(new Writer().number(SYNC).number(ASK).block([0]))
    await ready
    this.joinBytes = this.#socket.bytes
  }

  plant(): void {
    this.#send(new Writer().number(SYNC).number(UPDATE).block(this.world.seed))
  }

  type(now: number): void {
    const author = FIRST_AUTHOR + this.given.index
    const times = this.text.typed.get(author) ?? []
    this.text.typed.set(author, times)
    const clock = times.push(now) - 1
    this.text.count++
    this.#send(new Writer().number(SYNC).number(UPDATE).block(this.#inserted(author, clock).bytes))
  }

  point(): void {
    const place = {
      type: null,
      tname: 'prosemirror',
      item: { client: SEEDER, clock: this.#caret() },
      assoc: 0,
    }
    const user = { name: `Delegate ${this.given.index}`, color: '#1f6feb' }
    const state = JSON.stringify({ user, cursor: { anchor: place, head: place } })
    const update = new Writer()
      .number(1)
      .number(FIRST_AUTHOR + this.given.index)
      .number(++this.#points)
      .words(state)
    this.#send(new Writer().number(AWARENESS).block(update.bytes))
  }

  end(): void {
    this.#socket.end()
  }

  #caret(): number {
    const place = this.world.job.inOneClause ? 1 : this.given.index
    const clause = (place * 7) % this.world.starts.length
    return this.world.starts[clause]! + (this.world.job.clauses[clause]!.length >> 1)
  }

  // One client with one item: a string between its left and its right neighbour, and nothing deleted.
  #inserted(author: number, clock: number): Writer {
    const update = new Writer().number(1).number(1).number(author).number(clock).byte(0xc4)
    if (clock) update.number(author).number(clock - 1)
    else update.number(SEEDER).number(this.#caret() - 1)
    return update
      .number(SEEDER)
      .number(this.#caret())
      .words(WORDS[clock % WORDS.length]!)
      .number(0)
  }

  #send(message: Writer): void {
    this.#socket.send(Uint8Array.from([...this.#prefix, ...message.bytes]))
  }

  #hear(reader: Reader): void {
    if (this.#prefix.length) reader.block()
    if (reader.number() !== SYNC) return
    const kind = reader.number()
    if (kind === UPDATE) this.#updated(reader)
    else if (kind === ASK) this.#send(new Writer().number(SYNC).number(REPLY).block([0, 0]))
    else if (kind === REPLY && !this.received) {
      this.received = Buffer.from(reader.block())
      if (this.given.index >= 0) this.received = Buffer.alloc(0)
      this.#ready()
    }
  }

  // Hocuspocus gathers what several have typed into one update.
  #updated(reader: Reader): void {
    reader.number()
    const now = performance.now()
    for (let authors = reader.number(); authors > 0; authors--) {
      const items = reader.number()
      const author = reader.number()
      const first = reader.number()
      if (author === SEEDER) return
      let clock = first
      for (let item = 0; item < items; item++) clock += sizeOfString(reader)
      this.#came(author, first, clock, now)
    }
  }

  #came(author: number, first: number, end: number, now: number): void {
    const expected = this.#next.get(author) ?? 0
    if (first !== expected) this.faults.push(`${first} of ${author} came instead of ${expected}`)
    this.#next.set(author, end)
    this.heard += end - first
    if (author === FIRST_AUTHOR + this.given.index) return
    const typed = this.text.typed.get(author)
    for (let clock = first; clock < end; clock++) delays.add(now - (typed?.[clock] ?? now))
  }
}

// Passes one item of the only kind that is typed here; how many characters it has.
function sizeOfString(reader: Reader): number {
  const info = reader.data[reader.at++]!
  if ((info & 31) !== 4 || !(info & 0xc0)) throw new Error('This is not a string between neighbours.')
  for (const side of [0x80, 0x40]) if (info & side) reader.skip(2)
  return reader.block().length
}
