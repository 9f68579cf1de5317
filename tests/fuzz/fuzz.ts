// Random rounds: authors at the shipped client module, the authority in Python, and lines that fail between them.
// node fuzz.js PYTHON SEED ROUNDS. Every round has a seed of its own, printed when it fails: run it with ROUNDS 1.
import { schema } from '../../static/src/text/schema.ts'
import { Author } from './author.ts'
import { Chance, ManualClock } from './chance.ts'
import { Fates, judge } from './fates.ts'
import { Authority, Server } from './server.ts'
import { newDocument, Pen } from './writing.ts'

const [python, script, seed, rounds] = process.argv.slice(2)
const TURNS = 70
/** Hashes are made on threads, which a busy machine may keep waiting: this is of its own time, not of the clock's. */
const LONGEST_SETTLING_MS = 60_000

interface Round {
  readonly chance: Chance
  readonly clock: ManualClock
  readonly server: Server
  readonly fates: Fates
  readonly authors: Author[]
}

/** To see that something happened. */
const sums = { versions: 0, held: 0, marked: 0, movesTakenBack: 0 }

async function main(): Promise<void> {
  const authority = new Authority(python!, script!)
  const first = Number(seed)
  for (let i = 0; i < Number(rounds); i++) {
    try {
      await play(authority, first + i)
    } catch (fault) {
      console.error(`Seed ${first + i}:`, fault)
      process.exit(1)
    }
  }
  authority.end()
  console.log(
    `${rounds} rounds from seed ${seed}: ${sums.versions} steps recorded, ${sums.held} pieces of text held, ${sums.marked} runs in them marked, ` +
      `${sums.movesTakenBack} moves taken back.`,
  )
}

async function play(authority: Authority, seed: number): Promise<void> {
  const round = await begin(authority, new Chance(seed))
  for (let turn = 0; turn < TURNS; turn++) {
    await act(round, round.chance.pick(round.authors))
    await calm()
  }
  await settle(round)
  await score(round, authority)
}

async function begin(authority: Authority, chance: Chance): Promise<Round> {
  const [clock, pen, fates] = [new ManualClock(chance), new Pen(chance), new Fates()]
  await authority.ask({ op: 'begin', doc: newDocument(chance).toJSON() })
  const server = new Server(authority, chance)
  const author = (_: unknown, i: number) => new Author(server, `seat${i}`, chance, clock, pen, fates)
  const authors = Array.from({ length: 2 + chance.below(5) }, author)
  for (const each of authors) await each.open()
  return { chance, clock, server, fates, authors }
}

async function act({ chance, clock, server }: Round, author: Author): Promise<void> {
  const kind = chance.below(100)
  if (kind < 40) author.edit()
  else if (kind < 62) await server.hear(author.wire)
  else if (kind < 82) for (let n = chance.below(5); n >= 0; n--) server.say(author.wire)
  else if (kind < 86) await author.move()
  else if (kind < 88) author.cut()
  else if (kind < 89) author.silence()
  else if (kind < 91) author.wire.isBlocked = false
  else if (kind < 93) await author.reload()
  else if (kind < 95) await server.lock(someClauses(author, chance))
  else clock.advance(chance.below(chance.one(10) ? 30_000 : 1_500))
}

function someClauses(author: Author, chance: Chance): string[] {
  return author.live.state.doc.children.filter(() => chance.one(4)).map(clause => clause.attrs.id)
}

/** The network is well again, and everyone waits until all is said. */
async function settle({ server, authors, clock }: Round): Promise<void> {
  await server.lock([])
  for (const { wire } of authors) {
    wire.isBlocked = false
    if (wire.line?.isSilent) wire.line.cut()
  }
  const latest = performance.now() + LONGEST_SETTLING_MS
  for (let quiet = 0; quiet < 2; ) {
    if (performance.now() > latest)
      throw new Error(`Not settled: ${JSON.stringify(authors.map(a => a.live.status.value))}`)
    const isBusy = await exchange(server, authors)
    const isBehind = authors.some(({ live }) => live.status.value.edits || live.version !== server.version)
    quiet = isBehind ? 0 : quiet + 1
    if (isBehind && !isBusy) await later(1)
    // Silence long enough that a lost broadcast is looked for.
    if (!isBusy || quiet) clock.advance(10_000)
  }
}

async function exchange(server: Server, authors: readonly Author[]): Promise<boolean> {
  let isBusy = false
  for (const { wire } of authors) {
    while (await server.hear(wire)) isBusy = true
    while (server.say(wire)) isBusy = true
    await calm()
  }
  return isBusy
}

async function score({ authors, fates }: Round, authority: Authority): Promise<void> {
  const { version, doc } = await authority.ask({ op: 'document' })
  sums.versions += Number(version)
  sums.movesTakenBack += fates.movesTakenBack
  sums.held += authors.reduce((sum, { live }) => sum + live.held.items.value.length, 0)
  sums.marked += judge(authors, fates, schema.nodeFromJSON(doc))
}

function later(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}

/** Until every promise that can has gone on. */
function calm(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

await main()
