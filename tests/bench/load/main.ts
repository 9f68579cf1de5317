// The load generator: many clients in one process. It reads its job from a file and is told on its input when to type:
//
//     -> joined    <- go    -> begin    -> end    -> heard    -> result
//
// Between `begin` and `end` it types, and at `heard` everybody has got all of it: what that has cost is then complete.

import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { delays, percentileOf, randomFrom } from './book.ts'
import type { Client, Job, World } from './client.ts'
import { Workspace } from './workspace.ts'
import { Yjs } from './yjs.ts'

const AT_ONCE = 20
const SETTLE_MS = 90_000
const LAG_EVERY_MS = 20

const job: Job = JSON.parse(readFileSync(process.argv[2]!, 'utf8'))
const world: World = job.server === 'workspace' ? new Workspace(job) : new Yjs(job)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const lags: number[] = []

function tell(event: string, more: object = {}): void {
  process.stdout.write(`${JSON.stringify({ event, ...more })}\n`)
}

const later = (ms: number) => new Promise(done => setTimeout(done, ms))

async function joined(clients: Client[]): Promise<number[]> {
  const waits: number[] = []
  const join = async (client: Client) => {
    const began = performance.now()
    await client.join()
    waits.push(performance.now() - began)
  }
  if (job.joinSeconds) await allWithin(clients, join)
  else await fewAtOnce(clients, join)
  return waits
}

async function allWithin(clients: Client[], join: (client: Client) => Promise<void>): Promise<void> {
  const apart = (job.joinSeconds * 1000) / clients.length
  await Promise.all(clients.map((client, index) => later(index * apart).then(() => join(client))))
}

async function fewAtOnce(clients: Client[], join: (client: Client) => Promise<void>): Promise<void> {
  const waiting = [...clients]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await join(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

// Each at moments of their own, as people do: no two keys are as far apart as the two before. The same for each server.
function every(clients: Client[], perSecond: number, act: (client: Client) => void): () => void {
  if (!perSecond) return () => {}
  const period = 1000 / perSecond
  const timers: NodeJS.Timeout[] = []
  for (const [index, client] of clients.entries()) {
    const random = randomFrom(index + 1)
    let due = performance.now() + random() * period
    const wait = () => {
      timers[index] = setTimeout(go, due - performance.now())
    }
    const go = () => {
      act(client)
      due += (0.5 + random()) * period
      wait()
    }
    wait()
  }
  return () => timers.forEach(clearTimeout)
}

function type(typists: Client[]): () => void {
  const stopTyping = every(typists, job.perSecond, client => client.type(performance.now()))
  const stopPointing = every(typists, job.cursorsPerSecond, client => client.point())
  return () => {
    stopTyping()
    stopPointing()
  }
}

function watchLag(): () => void {
  let due = performance.now() + LAG_EVERY_MS
  const timer = setInterval(() => {
    const now = performance.now()
    lags.push(Math.max(0, now - due))
    due = now + LAG_EVERY_MS
  }, LAG_EVERY_MS)
  return () => clearInterval(timer)
}

async function everythingHeard(clients: Client[]): Promise<boolean> {
  const ends = performance.now() + SETTLE_MS
  while (performance.now() < ends) {
    if (clients.every(client => client.heard >= world.typedIn(client.given.text))) return true
    await later(50)
  }
  return false
}

async function typing(clients: Client[]): Promise<object> {
  const typists = clients.filter(client => client.given.types)
  const warm = type(typists)
  await later(job.warmSeconds * 1000)
  warm()
  // Nothing of the warming up is left to be done when the measuring begins.
  await everythingHeard(clients)
  delays.clear()
  const before = clients.map(client => [client.bytes, client.frames] as const)
  const cpu = process.cpuUsage()
  const stopWatching = watchLag()
  tell('begin')
  const stop = type(typists)
  await later(job.seconds * 1000)
  stop()
  tell('end')
  const used = process.cpuUsage(cpu)
  stopWatching()
  const isComplete = await everythingHeard(clients)
  tell('heard', { isComplete })
  const watchers = clients
    .map((client, index) => ({ client, before: before[index]! }))
    .filter(w => !w.client.given.types)
  return {
    isComplete,
    generatorCpu: (used.user + used.system) / 1e6,
    generatorLag: percentileOf(lags, 0.99),
    watcherBytes: percentileOf(
      watchers.map(w => w.client.bytes - w.before[0]),
      0.5,
    ),
    watcherFrames: percentileOf(
      watchers.map(w => w.client.frames - w.before[1]),
      0.5,
    ),
  }
}

async function run(): Promise<void> {
  await world.prepare()
  const clients = job.clients.map(given => world.client(given))
  const waits = await joined(clients)
  world.settle()
  const joining = {
    p50: percentileOf(waits, 0.5),
    p95: percentileOf(waits, 0.95),
    max: percentileOf(waits, 1),
  }
  tell('joined', {
    joining,
    joinBytes: percentileOf(
      clients.map(client => client.joinBytes),
      0.5,
    ),
  })
  await lines.next()
  const measured = job.seconds ? await typing(clients) : { isComplete: true }
  const faults = clients.flatMap(client => client.faults)
  // The server is killed now, and started again.
  if (job.isKilled) await lines.next()
  const typed = job.texts.map(text => world.typedIn(text))
  const lengths = await Promise.all(job.texts.map(text => world.length(text)))
  tell('result', {
    ...measured,
    delays: delays.summary(),
    faults: faults.slice(0, 5),
    typed,
    lengths,
  })
  process.exit(0)
}

void run()
