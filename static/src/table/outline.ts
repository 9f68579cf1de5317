// The outline: one line for each clause, and which of them a filter leaves.
import type { Node } from 'prosemirror-model'
import type { Numbered } from '../text/numbering.ts'
import { idOf, type Kind, kindOf, levelOf } from '../text/schema.ts'

export type Status = 'open' | 'bracketed' | 'informals' | 'adref' | 'agreed' | 'reopened'

/** What the page knows of a clause beside its words. */
export interface Facts {
  readonly status: Status
  readonly locked: boolean
  readonly amendments: number
}

export interface Line extends Facts {
  readonly id: string
  readonly kind: Kind
  readonly level: number
  readonly number: string
  readonly words: string
  /** The article, or chapter before the first one, that the line stands under; itself, for an article. */
  readonly under: string
}

export const OPEN: Facts = { status: 'open', locked: false, amendments: 0 }
const SHOWN = 60

/** Lines that are as they were `before` stay the same objects: while somebody types, nearly all of them. */
export function outlineOf(
  doc: Node,
  numbers: ReadonlyMap<string, Numbered>,
  factsOf: (id: string) => Facts,
  before: readonly Line[] = [],
): readonly Line[] {
  let under = ''
  const lines = doc.children.map((clause, i) => {
    const [id, kind] = [idOf(clause), kindOf(clause)]
    if (kind === 'article' || kind === 'chapter') under = id
    const number = numbers.get(id)?.margin ?? ''
    const line = {
      id,
      kind,
      level: levelOf(clause),
      number,
      words: firstWords(clause),
      under,
      ...factsOf(id),
    }
    const known = before[i]
    return known && isSame(known, line) ? known : line
  })
  return lines.length === before.length && lines.every((line, i) => line === before[i]) ? before : lines
}

export function isSame(a: Line, b: Line): boolean {
  return (Object.keys(a) as (keyof Line)[]).every(fact => a[fact] === b[fact])
}

const firsts = new WeakMap<Node, string>()

/** A clause has no title of its own: its first words stand for it. */
export function firstWords(clause: Node): string {
  const known = firsts.get(clause)
  if (known !== undefined) return known
  const words = cut(clause)
  firsts.set(clause, words)
  return words
}

function cut(clause: Node): string {
  const words = clause.textBetween(0, Math.min(clause.content.size, SHOWN * 2), '', '…').trim()
  if (words.length <= SHOWN) return words
  return `${words.slice(0, words.lastIndexOf(' ', SHOWN) > 20 ? words.lastIndexOf(' ', SHOWN) : SHOWN)}…`
}

/** The lines with one of these statuses (none: any), whose number begins with, or whose words hold, what was typed. */
export function filtered(
  lines: readonly Line[],
  typed: string,
  statuses: ReadonlySet<Status>,
  holds: (id: string) => boolean,
): Set<string> {
  const query = typed.trim().toLocaleLowerCase()
  const wanted = (line: Line) =>
    (!statuses.size || (statuses.has(line.status) && line.kind !== 'title')) &&
    (!query || line.number.toLocaleLowerCase().startsWith(query) || holds(line.id))
  return new Set(lines.filter(wanted).map(line => line.id))
}

/** From worst to best: what still needs work comes first. */
export const STATUSES: readonly Status[] = ['reopened', 'bracketed', 'open', 'informals', 'adref', 'agreed']

export function worst(statuses: readonly Status[]): Status {
  return STATUSES.find(status => statuses.includes(status)) ?? 'open'
}

/** How many clauses have each status; headings are left out. */
export function counts(lines: readonly Line[]): Map<Status, number> {
  const result = new Map<Status, number>()
  for (const { kind, status } of lines)
    if (kind === 'paragraph' || kind === 'preambular') result.set(status, (result.get(status) ?? 0) + 1)
  return result
}
