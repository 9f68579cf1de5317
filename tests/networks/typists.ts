// People at the client that pages use, typing without pause, who keep books of what they typed. They are told on the
// input what to do (type, settle, versions, books); what became of it is one line of JSON. node typists.mjs JOB
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Connection } from '../../static/src/live/connection.ts'
import { LiveText } from '../../static/src/live/live-text.ts'
import { schema } from '../../static/src/text/schema.ts'
import { type Session, SessionTransport } from './session.ts'

interface Given extends Session {
  readonly url: string
}

interface Job {
  readonly text: string
  readonly clients: readonly Given[]
  readonly perSecond: number
  /** So many clauses are typed in by everybody; of those after them each has one. */
  readonly shared: number
  readonly settleSeconds: number
}

const job: Job = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const SHARED_EVERY = 8
const LOOK_MS = 10

class Typist {
  /** What stands, letter by letter, at the end of the own clause. */
  own = ''
  /** What was put, word by word, at the beginning of shared clauses. */
  readonly words: string[] = []
  typed = 0
  acknowledged = 0
  reconnections = -1
  readonly faults: string[] = []
  private readonly index: number
  private readonly live: LiveText

  private constructor(index: number, live: LiveText, connection: Connection) {
    this.index = index
    this.live = live
    connection.state.subscribe(state => {
      if (state === 'up') this.reconnections++
    })
    live.status.subscribe(() => this.note())
  }

  static async open(given: Given, index: number): Promise<Typist> {
    const transport = new SessionTransport(given.url, given)
    const found = await transport.get(`/texts/${job.text}/document`)
    const { version, doc, language } = found as { version: number; doc: object; language: string }
    const connection = new Connection(transport)
    const live = await LiveText.open({ text: job.text, version, doc, language, schema, connection })
    return new Typist(index, live, connection)
  }

  type(): void {
    const { tr, doc } = this.live.state
    if (this.typed++ % SHARED_EVERY === SHARED_EVERY - 1) {
      const word = `${this.index}-${this.words.length}.`
      this.words.push(word)
      this.live.dispatch(tr.insertText(word, startOf(doc, this.words.length % job.shared)))
    } else {
      const letter = letterOf(this.own.length)
      this.own += letter
      const mine = job.shared + this.index
      this.live.dispatch(tr.insertText(letter, startOf(doc, mine) + doc.child(mine).content.size))
    }
  }

  get version(): number {
    return this.live.version
  }

  get isSaved(): boolean {
    return this.live.status.value.kind === 'saved'
  }

  get page(): string {
    return JSON.stringify(this.live.state.doc)
  }

  get state(): object {
    return { index: this.index, ...this.live.status.value, version: this.version }
  }

  get book(): object {
    const { own, words, typed, acknowledged, reconnections, faults } = this
    return { own, words, typed, acknowledged, reconnections, faults, held: this.live.held.items.value.length }
  }

  private note(): void {
    const { kind, edits, reason } = this.live.status.value
    if (!edits) this.acknowledged = this.typed
    if (['refused', 'signed_out', 'closed'].includes(kind)) this.faults.push(`${kind} ${reason}`)
  }
}

function startOf(doc: LiveText['state']['doc'], clause: number): number {
  let at = 1
  for (let i = 0; i < clause; i++) at += doc.child(i).nodeSize
  return at
}

/** Numbers, spelled out: `0.1.2.`, so that a letter too many or too few shows. */
let spelled = ''
function letterOf(at: number): string {
  for (let number = spelled.split('.').length - 1; spelled.length <= at; number++) spelled += `${number}.`
  return spelled[at]!
}

const later = (ms: number) => new Promise(done => setTimeout(done, ms))

async function settled(typists: readonly Typist[]): Promise<object> {
  const began = performance.now()
  const isQuiet = () => typists.every(({ isSaved, version }) => isSaved && version === typists[0]!.version)
  while (!isQuiet()) {
    if (performance.now() - began > job.settleSeconds * 1000)
      return {
        event: 'unsettled',
        states: typists.filter(({ isSaved }) => !isSaved).map(({ state }) => state),
      }
    await later(LOOK_MS)
  }
  const pages = new Set(typists.map(({ page }) => page)).size
  return { event: 'settled', ms: performance.now() - began, version: typists[0]!.version, pages }
}

function typing(typists: readonly Typist[]): () => void {
  const period = 1000 / job.perSecond
  const timers: NodeJS.Timeout[] = []
  for (const [index, typist] of typists.entries()) {
    const begin = () => timers.push(setInterval(() => typist.type(), period))
    timers.push(setTimeout(begin, (period * index) / typists.length))
  }
  return () => timers.forEach(clearTimeout)
}

async function main(): Promise<void> {
  const tell = (said: object) => console.log(JSON.stringify(said))
  const typists = await Promise.all(job.clients.map((given, index) => Typist.open(given, index)))
  tell(await settled(typists))
  let rest = () => {}
  for await (const order of createInterface({ input: process.stdin })) {
    if (order === 'type') rest = typing(typists)
    else if (order === 'versions')
      tell({ event: 'versions', versions: typists.map(({ version }) => version) })
    else if (order === 'books') tell({ event: 'books', books: typists.map(({ book }) => book) })
    else {
      rest()
      tell(await settled(typists))
    }
  }
  process.exit(0)
}

void main()
