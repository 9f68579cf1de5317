// What others will see of what one writes, clause by clause: words, emphasis, references, kind and level.
import type { Mark, Node } from 'prosemirror-model'
import { diffRuns, type Piece, type Run } from '../text/diff.ts'
import { clausesOf, kindOf, levelOf } from '../text/schema.ts'
import type { References } from './data.ts'

/** What became of one clause. `base` is none where the clause is new. */
export interface Change {
  readonly base: Node | null
  readonly clause: Node
  readonly pieces: readonly Piece[]
}

/** The first clause is compared with the base, the rest are new. */
export function changes(base: Node | null, doc: Node, read: (clause: string) => string): readonly Change[] {
  return clausesOf(doc).map((clause, at) => {
    const before = at === 0 ? base : null
    const pieces = diffRuns(before ? runsIn(before) : [], runsIn(clause))
    return { base: before, clause, pieces: withSwaps(pieces, read) }
  })
}

/** Kind and level before and after, where they differ; of a new clause, unless it is a plain paragraph. */
export function recastOf({ base, clause }: Change): { was: Node | null; now: Node } | null {
  const before = base ? [kindOf(base), levelOf(base)] : ['paragraph', 0]
  return `${before}` === `${[kindOf(clause), levelOf(clause)]}` ? null : { was: base, now: clause }
}

/** What of the form of a piece came and went: em, strong, bracket, reference. */
export function formsOf({ before, after }: Piece): { come: string[]; went: string[] } {
  const [old, now] = [forms(before), forms(after)]
  return { come: [...now].filter(form => !old.has(form)), went: [...old].filter(form => !now.has(form)) }
}

/** How references to clauses of the working text read. */
export const readerOf =
  (references: References, gone: string) =>
  (clause: string): string =>
    references[clause] ?? gone

export function wordsOf(run: Run, read: (clause: string) => string): string {
  return run.clause === undefined ? run.words : read(run.clause)
}

function runsIn(clause: Node): Run[] {
  return clause.children.map(node => {
    const marks = node.marks.map(nameOf).sort()
    return node.isText
      ? { words: node.text ?? '', marks }
      : { words: '', marks, clause: String(node.attrs.clause) }
  })
}

function nameOf(mark: Mark): string {
  return mark.type.name === 'bracket' ? `bracket ${mark.attrs.id}` : mark.type.name
}

/** Words that became a reference which reads the same, or ceased to be one, changed their form alone. */
function withSwaps(pieces: readonly Piece[], read: (clause: string) => string): Piece[] {
  const said = (runs: readonly Run[]) => runs.map(run => wordsOf(run, read)).join('')
  const found: Piece[] = []
  for (const piece of pieces) {
    const last = found.at(-1)
    if (last?.op === 'deleted' && piece.op === 'inserted' && said(last.before) === said(piece.after))
      found[found.length - 1] = { op: 'reformatted', before: last.before, after: piece.after }
    else found.push(piece)
  }
  return found
}

function forms(runs: readonly Run[]): Set<string> {
  const found = new Set<string>()
  for (const { marks, clause } of runs) {
    for (const mark of marks) found.add(mark.split(' ')[0]!)
    if (clause !== undefined) found.add('reference')
  }
  return found
}
