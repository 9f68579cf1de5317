// Words that leave the text, as they stood there: with emphasis, references, spaces, and where one clause ended and the
// next began.
import { Fragment, type Node } from 'prosemirror-model'
import { joined, type Range } from './ranges.ts'

export interface Lost {
  readonly words: string
  /** The clause in which they stood, or the first of several. */
  readonly clause: string | null
  /** The same as clauses, in ProseMirror's JSON. What was kept by an earlier version of the page has words alone. */
  readonly content?: readonly object[]
}

const GAP = ' … '

/** The words at these ranges. Those of one clause belong together, and those that go on into the next. */
export function wordsAt(doc: Node, ranges: readonly Range[]): Lost[] {
  const found: { readonly clause: string | null; readonly clauses: Node[] }[] = []
  for (const { from, to } of joined(ranges)) {
    const clauses = trimmed(doc.cut(from, to).children)
    if (!clauses.some(isWorthHolding)) continue
    const before = found.at(-1)?.clauses ?? []
    if (before.at(-1)?.attrs.id === clauses[0]!.attrs.id) before.splice(-1, 1, ...afterGap(before, clauses))
    else found.push({ clause: doc.maybeChild(doc.resolve(from).index(0))?.attrs.id ?? null, clauses })
  }
  return found.map(({ clause, clauses }) => lostOf(clause, clauses))
}

export function lostOf(clause: string | null, clauses: readonly Node[]): Lost {
  const words = clauses.map(each => each.textContent).join('\n')
  return { clause, words, content: clauses.map(each => each.toJSON()) }
}

/** The words that steps put in, when there is no document to put them back upon. `steps` in ProseMirror's JSON. */
export function wordsPutIn(steps: readonly object[]): Lost[] {
  const clauses: ClauseJson[] = []
  let end = -1
  for (const { from, slice } of steps as readonly StepJson[]) {
    const content = slice?.content ?? []
    if (!content.length) continue
    if (!clauses.length || from !== end) clauses.push({ type: 'clause', content: [] })
    for (const [i, node] of content.entries()) {
      if (node.type !== 'clause') clauses.at(-1)!.content.push(node)
      else if (i === 0 && slice?.openStart) clauses.at(-1)!.content.push(...(node.content ?? []))
      else clauses.push({ ...node, content: [...(node.content ?? [])] })
    }
    end = (from ?? 0) + sizeOf(content) - (slice?.openStart ?? 0) - (slice?.openEnd ?? 0)
  }
  const held = clauses.filter(({ content }) => content.length)
  const words = held.map(({ content }) => content.map(node => node.text ?? '').join('')).join('\n')
  const isWorth = words.trim() || held.some(({ content }) => content.some(node => node.type === 'reference'))
  return isWorth ? [{ clause: null, words, content: held }] : []
}

interface NodeJson {
  readonly type: string
  readonly text?: string
  readonly content?: readonly NodeJson[]
}

interface ClauseJson extends NodeJson {
  readonly content: NodeJson[]
}

interface StepJson {
  readonly from?: number
  readonly slice?: {
    readonly content?: readonly NodeJson[]
    readonly openStart?: number
    readonly openEnd?: number
  }
}

function sizeOf(nodes: readonly NodeJson[]): number {
  return nodes.reduce(
    (sum, { type, text, content }) =>
      sum + (text?.length ?? (type === 'clause' ? 2 + sizeOf(content ?? []) : 1)),
    0,
  )
}

/** Of a clause at the edge of which nothing but the boundary was taken, there is nothing to hold. */
function trimmed(clauses: readonly Node[]): Node[] {
  const isEmpty = (clause: Node) => !clause.content.size
  const first = clauses.findIndex(clause => !isEmpty(clause))
  const last = clauses.findLastIndex(clause => !isEmpty(clause))
  return clauses.slice(Math.max(0, first), last + 1)
}

/** Spaces alone are nothing that anybody could miss, or paste. */
function isWorthHolding(clause: Node): boolean {
  return clause.children.some(node => !node.isText || node.text!.trim() !== '')
}

function afterGap(last: readonly Node[], [first, ...rest]: readonly Node[]): Node[] {
  const { content, type } = last.at(-1)!
  const gap = Fragment.from(type.schema.text(GAP))
  return [last.at(-1)!.copy(content.append(gap).append(first!.content)), ...rest]
}
