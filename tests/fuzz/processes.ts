// Random rounds as in fuzz.ts, through real servers: authors at the shipped module, on sockets of any of the processes, in
// real time. node processes.mjs JOB. Asks on its output for clauses to be gavelled; ends with how much was recorded.
import { readFileSync } from 'node:fs'
import type { Transaction } from 'prosemirror-state'
import {
  Connection,
  type Line,
  type LineEvents,
  type Transport,
  type Wanted,
} from '../../static/src/live/connection.ts'
import { LiveText } from '../../static/src/live/live-text.ts'
import { clausesOf, schema } from '../../static/src/text/schema.ts'
import { wordingHash } from '../../static/src/text/wording.ts'
import { type Session, SessionTransport } from '../networks/session.ts'
import { Chance } from './chance.ts'
import { Fates, judge } from './fates.ts'
import { MemoryStore } from './memory.ts'
import { edit, Pen } from './writing.ts'

interface Job {
  readonly seed: number
  readonly texts: readonly string[]
  readonly urls: readonly string[]
  readonly people: readonly Session[]
}

const job: Job = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const TURNS = 120
const LONGEST_PAUSE_MS = 12
const AT_ONCE = 4
const SETTLE_MS = 40_000
const QUIET_MS = 300

const later = (ms: number) => new Promise(done => setTimeout(done, ms))

/** One author's way to a process. */
class Wire implements Transport {
  isBlocked = false
  private readonly inner: SessionTransport
  private line: Line | null = null

  constructor(url: string, session: Session) {
    this.inner = new SessionTransport(url, session)
  }

  async connect(events: LineEvents, wanted: readonly Wanted[]): Promise<Line> {
    if (this.isBlocked) throw new Error('No network.')
    this.line = await this.inner.connect(events, wanted)
    return this.line
  }

  async get(path: string): Promise<unknown> {
    if (this.isBlocked) throw new Error('No network.')
    return this.inner.get(path)
  }

  cut(): void {
    this.isBlocked = true
    this.line?.close()
  }
}

interface Round {
  readonly chance: Chance
  readonly pen: Pen
  readonly fates: Fates
  /** What everybody did, told if the round fails: in real time it may not happen again. */
  readonly diary: string[]
}

class Author {
  live!: LiveText
  wire!: Wire
  private readonly store = new MemoryStore()
  private connection!: Connection
  private readonly text: string
  private readonly index: number
  private readonly round: Round
  private opened = 0

  constructor(text: string, index: number, round: Round) {
    this.text = text
    this.index = index
    this.round = round
  }

  /** Each time in the next process. */
  async open(): Promise<void> {
    const url = job.urls[(this.index + this.opened++) % job.urls.length]!
    this.wire = new Wire(url, job.people[this.index]!)
    this.connection = new Connection(this.wire)
    const found = await this.wire.get(`/texts/${this.text}/document`)
    const { version, doc, language } = found as { version: number; doc: object; language: string }
    const own = { connection: this.connection, store: this.store, newId: () => this.round.chance.id() }
    this.live = await LiveText.open({ text: this.text, version, doc, language, schema, ...own })
  }

  /** Closes the page and opens it again; what it kept is all that remains. */
  async reload(): Promise<void> {
    await this.live.kept()
    this.close()
    await this.open()
  }

  close(): void {
    this.note('closes')
    this.live.close()
    this.connection.close()
  }

  cut(): void {
    this.note('is cut off')
    this.wire.cut()
  }

  mend(): void {
    this.note('is back')
    this.wire.isBlocked = false
    this.connection.wake()
  }

  edit(): void {
    const tr = edit(this.live.state, this.round.chance, this.round.pen)
    if (tr) this.dispatch(tr)
  }

  async move(): Promise<void> {
    const { chance } = this.round
    const clauses = clausesOf(this.live.state.doc)
    const [clause, after] = [chance.pick(clauses), chance.pick([null, ...clauses])]
    const hash = await wordingHash(clause, 'en')
    this.note(`moves ${clause.attrs.id} after ${after?.attrs.id}`)
    void this.live.move(clause.attrs.id, after?.attrs.id ?? null, hash)
  }

  private dispatch(tr: Transaction): void {
    const { fates } = this.round
    const before = this.live.state.doc.textContent
    fates.noteMarks(tr)
    this.live.dispatch(tr)
    fates.note(this, before, this.live.state.doc.textContent)
    this.note(`${JSON.stringify(tr.steps)}\n  ${before}\n  ${this.live.state.doc.textContent}`)
  }

  note(what: string): void {
    const at = Math.round(performance.now())
    this.round.diary.push(`${at} author ${this.index} at ${this.live.version}: ${what}`)
  }
}

async function play(text: string, seed: number): Promise<{ steps: number; held: number }> {
  const chance = new Chance(seed)
  const round: Round = { chance, pen: new Pen(chance), fates: new Fates(), diary: [] }
  const authors = Array.from({ length: 2 + chance.below(5) }, (_, i) => new Author(text, i, round))
  for (const author of authors) await author.open()
  for (let turn = 0; turn < TURNS; turn++) {
    await act(chance.pick(authors), chance, text)
    await later(chance.below(LONGEST_PAUSE_MS))
  }
  for (const author of authors) author.mend()
  await settle(authors)
  const { live, wire } = authors[0]!
  const found = await wire.get(`/texts/${text}/document?version=${live.version}`)
  try {
    judge(authors, round.fates, schema.nodeFromJSON((found as { doc: object }).doc))
  } catch (fault) {
    const held = authors.map(author => author.live.held.items.value)
    const log = await wire.get(`/texts/${text}/commits?since=0`)
    console.error(round.diary.join('\n'), JSON.stringify({ held, log }))
    throw fault
  }
  const held = authors.reduce((sum, author) => sum + author.live.held.items.value.length, 0)
  for (const author of authors) author.close()
  return { steps: live.version, held }
}

async function act(author: Author, chance: Chance, text: string): Promise<void> {
  const kind = chance.below(100)
  if (kind < 82) author.edit()
  else if (kind < 87) await author.move()
  else if (kind < 90) author.cut()
  else if (kind < 94) author.mend()
  else if (kind < 97) await author.reload()
  else {
    const { id } = chance.pick(clausesOf(author.live.state.doc)).attrs
    author.note(`has the gavel fall on ${id}`)
    console.log(JSON.stringify({ event: 'gavel', text, clause: id }))
  }
}

/** Until nothing has changed for a while, and nobody waits for anything. */
async function settle(authors: readonly Author[]): Promise<void> {
  const ends = performance.now() + SETTLE_MS
  const states = () => authors.map(({ live }) => ({ ...live.status.value, version: live.version }))
  const isQuiet = () =>
    states().every(
      ({ kind, edits, version }) =>
        ['saved', 'refused'].includes(kind) && !edits && version === authors[0]!.live.version,
    )
  // Seen at the beginning and at the end of a while: on a busy machine a short wait is long.
  for (let since: number | null = null; ; await later(20)) {
    if (!isQuiet()) since = null
    else if (since === null) since = performance.now()
    else if (performance.now() - since > QUIET_MS) return
    if (performance.now() > ends) throw new Error(`Not settled: ${JSON.stringify(states())}`)
  }
}

async function main(): Promise<void> {
  const waiting = [...job.texts.entries()]
  const sums = { steps: 0, held: 0 }
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const seed = job.seed + next[0]
      const { steps, held } = await play(next[1], seed).catch(fault => {
        console.error(`Seed ${seed}:`, fault)
        process.exit(1)
      })
      sums.steps += steps
      sums.held += held
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  console.log(JSON.stringify({ event: 'played', ...sums }))
  process.exit(0)
}

void main()
