// What is pasted becomes clauses: words, emphasis, headings and levels. The noise of Word and of web pages goes; what
// cannot be kept is named, so that nobody believes it is there.
import { Fragment, type Node, type Schema } from 'prosemirror-model'
import { newId } from '../live/ids.ts'
import { type Kind, kinds, levels } from '../text/schema.ts'
import { numbered } from './manual-numbers.ts'
import { cleaned } from './words.ts'

/** What cannot be kept. */
export type Left = 'tables' | 'images' | 'footnotes' | 'comments' | 'deletions'

export interface Run {
  readonly words: string
  readonly em: boolean
  readonly strong: boolean
  /** A reference to this clause instead of words. */
  readonly reference?: string
}

export interface Block {
  readonly kind: Kind
  readonly level: number
  readonly runs: readonly Run[]
}

export interface Pasted {
  readonly blocks: readonly Block[]
  /** Whether the words were a stretch of a line, which flows into the line at the cursor. */
  readonly flows: boolean
  readonly left: ReadonlySet<Left>
}

export function pastedText(text: string): Pasted {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(line => [{ words: line, em: false, strong: false }])
  const blocks = numbered(lines.map(runs => ({ kind: 'paragraph', level: 0, runs: tidy(runs) })))
  return { blocks: blocks.filter(isFilled), flows: lines.length === 1, left: new Set() }
}

export function pastedHtml(html: string): Pasted {
  const reader = new Reader()
  reader.read(new DOMParser().parseFromString(unstyled(html), 'text/html').body)
  const blocks = reader.finish().map(block => ({ ...block, runs: tidy(block.runs) }))
  const known = reader.isOurs ? blocks : numbered(blocks)
  return { blocks: known.filter(isFilled), flows: !reader.hadBlocks, left: reader.left }
}

/** Styles are read and not applied: under the page's policy the browser reports each one that it meets. */
function unstyled(html: string): string {
  return html
    .replace(/<style\b[\s\S]*?<\/style>/gi, '')
    .replace(/<[a-z][^>]*>/gi, tag => tag.replace(/\sstyle\s*=/gi, ' data-style='))
}

export function nodesOf(schema: Schema, blocks: readonly Block[]): Node[] {
  return blocks.map(({ kind, level, runs }) => {
    const content = runs.map(run => inline(schema, run))
    const attrs = { id: newId(), kind, level: kind === 'paragraph' ? Math.min(level, levels - 1) : 0 }
    return schema.nodes.clause!.create(attrs, Fragment.from(content))
  })
}

function inline(schema: Schema, run: Run): Node {
  const marks = [run.em && schema.marks.em!.create(), run.strong && schema.marks.strong!.create()].filter(
    mark => mark !== false,
  )
  if (run.reference) return schema.nodes.reference!.create({ clause: run.reference }, null, marks)
  return schema.text(run.words, marks)
}

function isFilled(block: Block): boolean {
  return block.runs.length > 0
}

/** Runs of spaces become one, ends are bare, empty runs go. */
function tidy(runs: readonly Run[]): Run[] {
  const kept: Run[] = []
  for (const run of runs) {
    const before = kept.at(-1)?.words
    const words = cleaned(run.words).replace(/[ \n]+/g, ' ')
    const trimmed = before === undefined || before.endsWith(' ') ? words.replace(/^ /, '') : words
    if (trimmed || run.reference) kept.push({ ...run, words: trimmed })
  }
  const last = kept.at(-1)
  if (last && !last.reference) kept[kept.length - 1] = { ...last, words: last.words.replace(/ +$/, '') }
  return kept.filter(run => run.words || run.reference)
}

const BLOCKS = new Set(
  'ADDRESS ARTICLE ASIDE BLOCKQUOTE CENTER DD DIV DL DT FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN NAV OL P PRE SECTION UL'.split(
    ' ',
  ),
)
const SKIPPED = new Set(
  'STYLE SCRIPT TITLE META LINK HEAD XML TEMPLATE NOSCRIPT BUTTON INPUT SELECT'.split(' '),
)
const IMAGES = new Set(
  'IMG PICTURE SVG VIDEO AUDIO CANVAS OBJECT EMBED IFRAME V:SHAPE V:IMAGEDATA'.split(' '),
)

/** Reads a fragment of a page from top to bottom. */
class Reader {
  readonly left = new Set<Left>()
  hadBlocks = false
  isOurs = false
  private readonly blocks: Block[] = []
  private runs: Run[] = []
  private kind: Kind = 'paragraph'
  private level = 0

  read(element: Element, em = false, strong = false): void {
    for (const child of element.childNodes) {
      if (child.nodeType === 3) this.runs.push({ words: child.nodeValue ?? '', em, strong })
      else if (child.nodeType === 1) this.readElement(child as Element, em, strong)
    }
  }

  finish(): Block[] {
    this.close()
    return this.blocks
  }

  private readElement(element: Element, em: boolean, strong: boolean): void {
    const name = element.tagName.toUpperCase()
    if (SKIPPED.has(name) || this.isLeft(element, name) || isMarker(element)) return
    const reference = element.getAttribute('data-reference')
    if (reference) this.runs.push({ words: '', em, strong, reference })
    else if (name === 'BR') this.runs.push({ words: ' ', em, strong })
    else if (BLOCKS.has(name)) this.readBlock(element, name, em, strong)
    else this.read(element, slanted(element, name) ?? em, heavy(element, name) ?? strong)
  }

  private readBlock(element: Element, name: string, em: boolean, strong: boolean): void {
    this.hadBlocks ||= !element.hasAttribute('data-flows')
    this.isOurs ||= element.hasAttribute('data-clause')
    this.close()
    const outside = [this.kind, this.level] as const
    ;[this.kind, this.level] = [kindOf(element, name), levelOf(element, name)]
    const isHeading = this.kind !== 'paragraph'
    this.read(element, slanted(element, name) ?? em, !isHeading && (heavy(element, name) ?? strong))
    this.close()
    ;[this.kind, this.level] = outside
  }

  private close(): void {
    if (this.runs.some(run => run.words.trim() || run.reference))
      this.blocks.push({ kind: this.kind, level: this.level, runs: this.runs })
    this.runs = []
  }

  /** Whether this cannot be kept, or must not be; said when somebody would miss it. */
  private isLeft(element: Element, name: string): boolean {
    const left = leftOut(element, name)
    if (left) this.left.add(left)
    return left !== null
  }
}

function leftOut(element: Element, name: string): Left | null {
  if (name === 'TABLE') return 'tables'
  if (IMAGES.has(name)) return 'images'
  if (name === 'DEL' || name === 'S' || name === 'STRIKE') return 'deletions'
  const style = styleOf(element)
  const target = element.getAttribute('href') ?? ''
  if (/mso-element:\s*(foot|end)note|mso-(foot|end)note-id/.test(style)) return 'footnotes'
  if (/#_?(ftn|edn|fn|footnote)/i.test(target)) return 'footnotes'
  if (/mso-element:\s*comment|mso-special-character:\s*comment/.test(style)) return 'comments'
  return /MsoComment|msocom/.test(element.className.toString()) ? 'comments' : null
}

/** The number that Word or we wrote before a clause: numbers are computed here. */
function isMarker(element: Element): boolean {
  return /mso-list:\s*ignore/i.test(styleOf(element)) || element.hasAttribute('data-number')
}

function kindOf(element: Element, name: string): Kind {
  const own = kinds.find(kind => kind === element.getAttribute('data-kind'))
  if (own) return own
  const word = element.className.toString()
  if (/MsoTitle/.test(word)) return 'title'
  if (name === 'H1') return 'chapter'
  return /^H[2-6]$/.test(name) ? 'article' : 'paragraph'
}

function levelOf(element: Element, name: string): number {
  const own = Number(element.getAttribute('data-level'))
  if (own) return own
  const word = /mso-list:[^;]*level(\d)/i.exec(styleOf(element))
  if (word) return Number(word[1]) - 1
  return name === 'LI' ? Math.max(0, depthOf(element) - 1) : 0
}

function depthOf(element: Element): number {
  let depth = 0
  for (let list = element.closest('ol, ul'); list; list = list.parentElement?.closest('ol, ul') ?? null)
    depth++
  return depth
}

function slanted(element: Element, name: string): boolean | null {
  const style = /(?<![-\w])font-style:\s*(italic|oblique|normal)/.exec(styleOf(element))?.[1]
  if (style) return style !== 'normal'
  return name === 'EM' || name === 'I' || name === 'CITE' ? true : null
}

function heavy(element: Element, name: string): boolean | null {
  const style = /(?<![-\w])font-weight:\s*(bold|normal|\d+)/.exec(styleOf(element))?.[1]
  if (style) return style === 'bold' || Number(style) >= 600
  return name === 'STRONG' || name === 'B' ? true : null
}

function styleOf(element: Element): string {
  return element.getAttribute('data-style') ?? ''
}
