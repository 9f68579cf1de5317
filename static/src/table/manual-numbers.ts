// Numbers that somebody wrote by hand ("Article 3", "3.2", "(b)"). Numbers are computed here, so they are taken out, and
// say of what kind and level the clause is.
import type { Kind } from '../text/schema.ts'
import type { Block, Run } from './paste.ts'

interface Form {
  readonly pattern: RegExp
  readonly kind: Kind
  readonly level: number
}

const GAP = '[\\s.:：–—-]*'
const CHAPTER = 'chapter|part|chapitre|partie|capítulo|parte|глава|часть'
const ARTICLE = 'article|artículo|статья'
const COUNTED = '(?:[ivxlc]+|\\d+|premier|première|primero|primera)(?![\\p{L}\\p{N}])'
const CHINESE = '[一二三四五六七八九十百零]+'
const ORDINAL = '(?:\\d+|ال\\p{L}+(?: عشر| وال\\p{L}+)?)'
const heading = (words: string, chinese: string, arabic: string) =>
  new RegExp(
    `^(?:(?:${words})\\s+${COUNTED}|第${CHINESE}${chinese}(?=[\\s:：]|$)|${arabic}\\s+${ORDINAL}(?!\\p{L}))${GAP}`,
    'iu',
  )
const FORMS: readonly Form[] = [
  { pattern: heading(CHAPTER, '[章编]', 'الفصل'), kind: 'chapter', level: 0 },
  { pattern: heading(ARTICLE, '条', 'المادة'), kind: 'article', level: 0 },
  { pattern: /^PP\s?\d+[.:]?\s+/, kind: 'preambular', level: 0 },
  { pattern: /^OP\s?\d+[.:]?\s+/, kind: 'paragraph', level: 0 },
  { pattern: /^\d{1,3}(\.\d{1,3})*[.)]\s+/, kind: 'paragraph', level: 0 },
  // Not "3.2 million": a clause begins with a capital, or in a script that has none.
  { pattern: /^\d{1,3}(\.\d{1,3})+\s+(?=[\p{Lu}\p{Lo}“"‘'«(])/u, kind: 'paragraph', level: 0 },
  { pattern: /^\((i{2,3}|iv|vi{1,3}|ix|xi{0,3})\)\s*/, kind: 'paragraph', level: 2 },
  { pattern: /^(i{2,3}|iv|vi{1,3}|ix|xi{0,3})\)\s+/, kind: 'paragraph', level: 2 },
  { pattern: /^‘\d+’\s*/, kind: 'paragraph', level: 2 },
  { pattern: /^\([a-z]{1,2}\)\s*/, kind: 'paragraph', level: 1 },
  { pattern: /^[a-z]\)\s+/, kind: 'paragraph', level: 1 },
  { pattern: /^[(（](?:[أ-ي]|هـ|[一二三四五六七八九十]+)[)）]\s*/, kind: 'paragraph', level: 1 },
]
const LONGEST_HEADING = 120

/** Blocks without the numbers written into them. A line by itself is left as it is: it may be about a number. */
export function numbered(blocks: readonly Block[]): Block[] {
  if (blocks.filter(block => block.runs.length).length < 2) return [...blocks]
  const result: Block[] = []
  for (const block of blocks) {
    const before = result.at(-1)
    const now = withoutNumber(block, before)
    // "Chapter II" on a line, its title on the next.
    if (before && isBareHeading(before) && isHeadingLine(now))
      result[result.length - 1] = { ...before, runs: now.runs }
    else result.push(now)
  }
  return result
}

function withoutNumber(block: Block, before: Block | undefined): Block {
  const words = textOf(block)
  const form = FORMS.find(
    ({ pattern, kind }) => pattern.test(words) && (!isHeading(kind) || isHeadingLine(block)),
  )
  if (!form || (block.kind !== 'paragraph' && !isHeading(form.kind))) return block
  const cut = form.pattern.exec(words)![0].length
  return { kind: form.kind, level: levelFor(form, words, block, before), runs: without(block.runs, cut) }
}

/** "(i)" comes after "(h)", or is the first of its own level. */
function levelFor({ level }: Form, words: string, block: Block, before: Block | undefined): number {
  const isI = /^\(?i\)/.test(words)
  const under = before?.kind === 'paragraph' ? before.level : 0
  return Math.max(block.level, isI && under >= 1 ? 2 : level)
}

function without(runs: readonly Run[], cut: number): Run[] {
  let left = cut
  return runs.flatMap(run => {
    const words = run.words.slice(left)
    left = Math.max(0, left - run.words.length)
    return words || run.reference ? [{ ...run, words }] : []
  })
}

function isHeading(kind: Kind): boolean {
  return kind === 'chapter' || kind === 'article'
}

function isHeadingLine(block: Block): boolean {
  const words = textOf(block)
  return words.length <= LONGEST_HEADING && !/[.;,:。；，：؛،]$/.test(words.trim())
}

function isBareHeading(block: Block): boolean {
  return isHeading(block.kind) && !block.runs.length
}

function textOf(block: Block): string {
  return block.runs.map(run => run.words).join('')
}
