// The diff that an author sees while writing: by words, Han characters one by one, never inside a character; a change of
// form alone keeps its words. What is recorded or printed is compared on the server.
import { DIFF_DELETE, DIFF_INSERT, diff_match_patch } from 'diff-match-patch'

export type Op = 'same' | 'inserted' | 'deleted' | 'reformatted'

/** Words in one form, or a reference: then `clause` is what it refers to, and it has no words of its own. */
export interface Run {
  readonly words: string
  readonly marks: readonly string[]
  readonly clause?: string
}

/** Runs of the old and of the new words. All `before`s together are the old ones, all `after`s the new. */
export interface Piece {
  readonly op: Op
  readonly before: readonly Run[]
  readonly after: readonly Run[]
}

/** A word, a space, a sign, a Han character or a reference, with the parts of runs that it is made of. */
interface Token {
  readonly key: string
  readonly parts: readonly Run[]
}

const HAN = '\\u2e80-\\u312f\\u31a0-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff'
const EXTENDING = '[\\p{M}\\u{1f3fb}-\\u{1f3ff}]'
const JOINED = '[\\u200c\\u200d].?'
const TAIL = `(?:${EXTENDING}|${JOINED})`
const WORD = `(?![${HAN}])[\\p{L}\\p{N}'’_]`
const FLAG = '[\\u{1f1e6}-\\u{1f1ff}]{2}'
const TOKEN = new RegExp(
  `[${HAN}]${TAIL}*|(?:${WORD})(?:${WORD}|${TAIL})*|\\p{Z}+${TAIL}*|${FLAG}${TAIL}*|${JOINED}${TAIL}*|.${TAIL}*`,
  'gsu',
)

/** Code points stand for words: above the line ends and below the surrogates. */
const FIRST = 0x100
const AFTER_LAST = 0xd800

/** Words cut into tokens, so that no cut falls inside a character as a reader sees it. */
export function splitWords(words: string): string[] {
  return words.match(TOKEN) ?? []
}

/** What became of the words, in reading order. */
export function diffRuns(before: readonly Run[], after: readonly Run[]): Piece[] {
  const [old, now] = [tokensOf(before), tokensOf(after)]
  const pieces: Piece[] = []
  for (const [op, count] of compared(old, now)) {
    const gone = op === DIFF_INSERT ? [] : old.splice(0, count)
    const come = op === DIFF_DELETE ? [] : now.splice(0, count)
    if (op === DIFF_DELETE) pieces.push({ op: 'deleted', before: runsOf(gone), after: [] })
    else if (op === DIFF_INSERT) pieces.push({ op: 'inserted', before: [], after: runsOf(come) })
    else pieces.push(...kept(gone, come))
  }
  return pieces
}

/** Operations of the library, each with how many tokens it is about. */
function compared(old: readonly Token[], now: readonly Token[]): [number, number][] {
  const codes = new Map<string, string>()
  const coded = (tokens: readonly Token[]) => tokens.map(({ key }) => codeOf(key, codes)).join('')
  const [before, after] = [coded(old), coded(now)]
  if (FIRST + codes.size > AFTER_LAST)
    return [[DIFF_DELETE, old.length] as [number, number], [DIFF_INSERT, now.length]]
  const differ = new diff_match_patch()
  differ.Diff_Timeout = 0.1
  const found = differ.diff_main(before, after, false)
  differ.diff_cleanupSemantic(found)
  return found.map(([op, run]) => [op, run.length])
}

function codeOf(key: string, codes: Map<string, string>): string {
  const known = codes.get(key)
  if (known) return known
  const code = String.fromCharCode(FIRST + codes.size)
  codes.set(key, code)
  return code
}

/** The same words, parted where their form changed, and where it changed in another way. */
function kept(gone: readonly Token[], come: readonly Token[]): Piece[] {
  const pieces: Piece[] = []
  for (let start = 0, end = 0; start < gone.length; start = end) {
    const change = changeOf(gone[start]!, come[start]!)
    while (end < gone.length && changeOf(gone[end]!, come[end]!) === change) end++
    const op = change ? 'reformatted' : 'same'
    pieces.push({ op, before: runsOf(gone.slice(start, end)), after: runsOf(come.slice(start, end)) })
  }
  return pieces
}

function changeOf(before: Token, after: Token): string {
  const [old, now] = [before, after].map(({ parts }) => JSON.stringify(parts))
  const marks = ({ parts }: Token) => parts.map(part => part.marks)
  return old === now ? '' : JSON.stringify([marks(before), marks(after)])
}

/** A word may span several runs. */
function tokensOf(runs: readonly Run[]): Token[] {
  const tokens: Token[] = []
  for (let i = 0; i < runs.length; ) {
    const { clause } = runs[i]!
    if (clause !== undefined) {
      tokens.push({ key: `\0${clause}`, parts: [runs[i++]!] })
      continue
    }
    const from = i
    while (i < runs.length && runs[i]!.clause === undefined) i++
    tokens.push(...textTokens(runs.slice(from, i)))
  }
  return tokens
}

function textTokens(runs: readonly Run[]): Token[] {
  let [run, used] = [0, 0]
  const take = (count: number): Run => {
    const { words, marks } = runs[run]!
    const part = words.slice(used, used + count)
    used += part.length
    if (used === words.length) [run, used] = [run + 1, 0]
    return { words: part, marks }
  }
  return splitWords(runs.map(({ words }) => words).join('')).map(key => {
    const parts: Run[] = []
    for (let left = key.length; left > 0; left -= parts.at(-1)!.words.length) parts.push(take(left))
    return { key, parts }
  })
}

function runsOf(tokens: readonly Token[]): Run[] {
  const runs: Run[] = []
  for (const part of tokens.flatMap(token => token.parts)) {
    const last = runs.at(-1)
    const joins =
      last && last.clause === undefined && part.clause === undefined && `${last.marks}` === `${part.marks}`
    if (joins) runs[runs.length - 1] = { ...last, words: last.words + part.words }
    else runs.push(part)
  }
  return runs
}
