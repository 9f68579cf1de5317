// A paper typed again to a peer by one client and followed by another, then opened by a third. Reads its job from a
// file:
//
//     -> typed (everything has reached the other client)    <- open URL    -> opened

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { Reader, Writer } from './bytes.ts'
import { Socket } from './socket.ts'

const [SYNC, AUTH] = [0, 2]
const [ASK, REPLY, UPDATE] = [0, 1, 2]
// So many edits at most are on their way, so that no server has to keep them all.
const UNDERWAY = 2_000
const BREATH = 200

type Edit = [at: number, deleted: number, words: string]

interface Words {
  insert(at: number, words: string): void
  delete(at: number, size: number): void
  toString(): string
  length: number
}

interface Doc {
  getText(name: string): Words
  transact(act: () => void): void
  on(event: 'update', heard: (update: Uint8Array) => void): void
}

const job: { server: string; url: string; packages: string; edits: Edit[]; text: string } = JSON.parse(
  readFileSync(process.argv[2]!, 'utf8'),
)
const entry = join(job.packages, 'node_modules', 'yjs', 'dist', 'yjs.mjs')
const library = await import(pathToFileURL(entry).href)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const prefix = job.server === 'hocuspocus' ? new Writer().words('paper').bytes : []
const pause = () => new Promise(done => setTimeout(done, 1))

class Peer {
  readonly doc: Doc = new library.Doc()
  readonly words = this.doc.getText('paper')
  #socket!: Socket
  #ready: () => void = () => {}

  async join(url: string): Promise<this> {
    const ready = new Promise<void>(done => {
      this.#ready = done
    })
    const path = job.server === 'hocuspocus' ? '/' : '/paper'
    this.#socket = new Socket(new URL(path, url), {}, frame => this.#hear(new Reader(frame)))
    await this.#socket.opened()
    if (prefix.length) this.#send(new Writer().number(AUTH).number(0).words('token').words('4.7.0'))
    this.#send(new Writer().number(SYNC).number(ASK).block([0]))
    await ready
    return this
  }

  tell(): void {
    this.doc.on('update', update => this.#send(new Writer().number(SYNC).number(UPDATE).block(update)))
  }

  #send(message: Writer): void {
    this.#socket.send(Uint8Array.from([...prefix, ...message.bytes]))
  }

  #hear(reader: Reader): void {
    if (prefix.length) reader.block()
    if (reader.number() !== SYNC) return
    const kind = reader.number()
    if (kind === ASK) this.#send(new Writer().number(SYNC).number(REPLY).block([0, 0]))
    else library.applyUpdate(this.doc, reader.block())
    if (kind === REPLY) this.#ready()
  }
}

function heardOf(watcher: Peer): number {
  let clocks = 0
  for (const clock of library.decodeStateVector(library.encodeStateVector(watcher.doc)).values())
    clocks += clock
  return clocks
}

async function typeAll(): Promise<number> {
  const typist = await new Peer().join(job.url)
  const watcher = await new Peer().join(job.url)
  typist.tell()
  const began = performance.now()
  for (const [index, [at, deleted, words]] of job.edits.entries()) {
    typist.doc.transact(() => {
      if (deleted) typist.words.delete(at, deleted)
      if (words) typist.words.insert(at, words)
    })
    if (index % BREATH === 0) while (heardOf(typist) - heardOf(watcher) > UNDERWAY) await pause()
  }
  while (watcher.words.length !== job.text.length || watcher.words.toString() !== job.text) await pause()
  return performance.now() - began
}

process.stdout.write(`${JSON.stringify({ ms: await typeAll() })}\n`)
const { value } = await lines.next()
const began = performance.now()
const newcomer = await new Peer().join(String(value))
const isEqual = newcomer.words.toString() === job.text
process.stdout.write(`${JSON.stringify({ ms: performance.now() - began, isEqual })}\n`)
process.exit(0)
