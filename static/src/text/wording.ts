// The canonical form of words, and the hashes that agreement is bound to. The layout is published in docs/hashes.md; the
// Python side does the same on the same vectors (tests/vectors/hashes.json).
import type { Node } from 'prosemirror-model'
import { clausesOf, kindOf, levelOf, schemaNumber } from './schema.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** In lower-case hexadecimal digits, as hashes are written everywhere. */
export async function wordingHash(clause: Node, language: string): Promise<string> {
  return hex(await sha256(canonicalWording(clause, language)))
}

export async function documentHash(doc: Node, language: string): Promise<string> {
  const clauses = clausesOf(doc)
  const hashes = await Promise.all(clauses.map(clause => sha256(canonicalWording(clause, language))))
  return hex(await sha256(joined([field('document'), field(clauses.length), ...hashes.map(field)])))
}

/** Everything that a wording is and nothing else: neither the clause's id nor its number. */
export function canonicalWording(clause: Node, language: string): Bytes {
  const runs = runsOf(clause)
  const brackets = bracketsOf(runs).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const head = [schemaNumber, language, kindOf(clause), levelOf(clause), runs.length]
  const body = runs.flatMap(({ type, marks, words }) => [type, marks, words])
  return joined([...head, ...body, brackets.length, ...brackets.flat()].map(field))
}

export function hex(bytes: Bytes): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Words, or one reference, under the same marks and brackets throughout. */
interface Run {
  readonly type: string
  readonly marks: string
  readonly brackets: readonly string[]
  readonly words: string
}

function runsOf(clause: Node): Run[] {
  // Joined anew, because the order in which brackets were put on splits nodes but means nothing.
  const runs: Run[] = []
  for (const node of clause.children) {
    const run = runOf(node)
    const last = runs.at(-1)
    if (last && run.type === 'text' && isAlike(last, run))
      runs[runs.length - 1] = { ...last, words: last.words + run.words }
    else runs.push(run)
  }
  // Each run by itself: a combining mark must not join a letter that is formatted otherwise.
  return runs.map(run => (run.type === 'text' ? { ...run, words: run.words.normalize('NFC') } : run))
}

function runOf(node: Node): Run {
  const [brackets, marks] = [node.marks.filter(isBracket), node.marks.filter(mark => !isBracket(mark))]
  return {
    type: node.type.name,
    marks: marks
      .map(mark => mark.type.name)
      .sort()
      .join('+'),
    brackets: [...new Set(brackets.map(mark => String(mark.attrs.id)))].sort(),
    words: node.text ?? String(node.attrs.clause),
  }
}

function isBracket(mark: { type: { name: string } }): boolean {
  return mark.type.name === 'bracket'
}

function isAlike(a: Run, b: Run): boolean {
  return a.type === b.type && a.marks === b.marks && a.brackets.join() === b.brackets.join()
}

/** Each bracket's stretches, in code points of the words; a reference counts as one. */
function bracketsOf(runs: readonly Run[]): [number, number][] {
  const found: [number, number][] = []
  const begun = new Map<string, number>()
  let pos = 0
  const end: Run = { type: 'text', marks: '', words: '', brackets: [] }
  for (const { type, words, brackets } of [...runs, end]) {
    for (const [id, start] of begun) if (!brackets.includes(id) && begun.delete(id)) found.push([start, pos])
    for (const id of brackets) if (!begun.has(id)) begun.set(id, pos)
    pos += type === 'text' ? [...words].length : 1
  }
  return found
}

function field(value: string | number | Bytes): Bytes {
  const content = value instanceof Uint8Array ? value : new TextEncoder().encode(String(value))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, content.length)
  return joined([length, content])
}

function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
