// The diff that an author sees while writing: by words, Han characters one by one, never inside a character. What is
// recorded or printed is compared on the server.
import { DIFF_DELETE, DIFF_INSERT, diff_match_patch } from 'diff-match-patch'

export type Op = 'same' | 'inserted' | 'deleted'

export interface Piece {
  readonly op: Op
  readonly words: string
}

const HAN = '\\u2e80-\\u312f\\u31a0-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff'
const EXTENDING = '[\\p{M}\\u{1f3fb}-\\u{1f3ff}]'
const JOINED = '[\\u200c\\u200d].?'
const TAIL = `(?:${EXTENDING}|${JOINED})`
const WORD = `(?![${HAN}])[\\p{L}\\p{N}'’_]`
const FLAG = '[\\u{1f1e6}-\\u{1f1ff}]{2}'
const TOKEN = new RegExp(
  `[${HAN}]${TAIL}*|(?:${WORD})(?:${WORD}|${TAIL})*|\\p{Z}+${TAIL}*|${FLAG}${TAIL}*|.${TAIL}*`,
  'gsu',
)

/** Code points stand for words: above the line ends and below the surrogates. */
const FIRST = 0x100
const AFTER_LAST = 0xd800

/** Words cut into tokens, so that no cut falls inside a character as a reader sees it. */
export function splitWords(words: string): string[] {
  return words.match(TOKEN) ?? []
}

/** What became of the words, in reading order: all that is not inserted is `before`, all that is not deleted `after`. */
export function diffWords(before: string, after: string): Piece[] {
  const codes = new Map<string, string>()
  const tokens: string[] = []
  const coded = (words: string) =>
    splitWords(words)
      .map(token => codeOf(token, codes, tokens))
      .join('')
  const [old, now] = [coded(before), coded(after)]
  if (FIRST + tokens.length > AFTER_LAST) return whole(before, after)
  const differ = new diff_match_patch()
  differ.Diff_Timeout = 0.1
  const found = differ.diff_main(old, now, false)
  differ.diff_cleanupSemantic(found)
  return found.map(([op, run]) => ({
    op: op === DIFF_INSERT ? 'inserted' : op === DIFF_DELETE ? 'deleted' : 'same',
    words: Array.from(run, code => tokens[code.charCodeAt(0) - FIRST]!).join(''),
  }))
}

function codeOf(token: string, codes: Map<string, string>, tokens: string[]): string {
  const known = codes.get(token)
  if (known) return known
  const code = String.fromCharCode(FIRST + tokens.length)
  codes.set(token, code)
  tokens.push(token)
  return code
}

function whole(before: string, after: string): Piece[] {
  const pieces: Piece[] = [
    { op: 'deleted', words: before },
    { op: 'inserted', words: after },
  ]
  return pieces.filter(piece => piece.words)
}
