// Verbs of editing. Each makes only steps that the server takes: replacements, marks, kind and level.
import { Fragment, type Node, type NodeType, Slice } from 'prosemirror-model'
import { type Command, type EditorState, Selection, TextSelection, type Transaction } from 'prosemirror-state'
import { ReplaceStep } from 'prosemirror-transform'
import { newId } from '../live/ids.ts'
import { type Kind, kindOf, levelOf, levels } from '../text/schema.ts'

export interface PlacedClause {
  readonly node: Node
  readonly index: number
  /** Before the clause. */
  readonly pos: number
}

/** The clause at a position. */
export function clauseAt(doc: Node, pos: number): PlacedClause {
  const index = Math.min(doc.resolve(pos).index(0), doc.childCount - 1)
  return placed(doc, index)
}

export function placed(doc: Node, index: number): PlacedClause {
  let pos = 0
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
  return { node: doc.child(index), index, pos }
}

export function placeOf(doc: Node, id: string): PlacedClause | null {
  for (let i = 0, pos = 0; i < doc.childCount; pos += doc.child(i).nodeSize, i++)
    if (doc.child(i).attrs.id === id) return { node: doc.child(i), index: i, pos }
  return null
}

/** The clauses that a selection touches. */
export function clausesIn(state: EditorState): PlacedClause[] {
  const first = clauseAt(state.doc, state.selection.from)
  const last = state.selection.empty ? first : clauseAt(state.doc, state.selection.to)
  const found = [first]
  for (let i = first.index + 1; i <= last.index; i++) {
    const before = found.at(-1)!
    found.push({ node: state.doc.child(i), index: i, pos: before.pos + before.node.nodeSize })
  }
  return found
}

/** What Enter puts after a clause of each kind. */
const AFTER: Record<Kind, Kind> = {
  title: 'preambular',
  chapter: 'article',
  article: 'paragraph',
  preambular: 'preambular',
  paragraph: 'paragraph',
}

function sibling(
  type: NodeType,
  kind: Kind,
  level: number,
): { type: NodeType; attrs: Record<string, unknown> } {
  return { type, attrs: { id: newId(), kind, level } }
}

/** Enter: the first half keeps the id; at its very start a clause keeps its words and an empty one comes before. */
export const splitClause: Command = (state, dispatch) => {
  const tr = state.tr
  deleteWords(tr, state.selection)
  const $at = tr.doc.resolve(tr.selection.from)
  const clause = $at.parent
  if (clause.type.name !== 'clause') return false
  const [kind, level] = [kindOf(clause), levelOf(clause)]
  if ($at.parentOffset === 0 && clause.content.size) {
    const before = sibling(clause.type, kind, level)
    tr.insert($at.before(), before.type.create(before.attrs))
  } else {
    const atEnd = $at.parentOffset === clause.content.size
    tr.split($at.pos, 1, [sibling(clause.type, atEnd ? AFTER[kind] : kind, level)])
  }
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Takes the selected words out; the rest of the last clause joins the first. */
export function deleteWords(tr: Transaction, { from, to }: { from: number; to: number }): Transaction {
  if (from === to) return tr
  const end = tr.doc.content.size
  const [start, stop] = [Math.max(from, 1), Math.min(to, end - 1)]
  const [$from, $to] = [tr.doc.resolve(start), tr.doc.resolve(stop)]
  const [a, b] = [$from.depth ? start : start + 1, $to.depth ? stop : stop - 1]
  if (a < b) tr.step(new ReplaceStep(a, b, Slice.empty))
  return tr
}

export const deleteSelected: Command = (state, dispatch) => {
  if (state.selection.empty) return false
  dispatch?.(deleteWords(state.tr, state.selection).scrollIntoView())
  return true
}

/** Backspace at the start of a clause: it joins the one before; an empty one before just goes. */
export const joinBefore: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset > 0) return false
  return join(state, clauseAt(state.doc, $from.pos).index - 1, dispatch)
}

/** Delete at the end of a clause. */
export const joinAfter: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset < $from.parent.content.size) return false
  return join(state, clauseAt(state.doc, $from.pos).index, dispatch)
}

function join(state: EditorState, index: number, dispatch?: (tr: Transaction) => void): boolean {
  if (index < 0 || index + 1 >= state.doc.childCount) return true
  const first = placed(state.doc, index)
  const border = first.pos + first.node.nodeSize
  const tr = state.tr
  if (first.node.content.size) tr.join(border)
  else tr.delete(first.pos, border)
  dispatch?.(tr.scrollIntoView())
  return true
}

/** Deletes whole clauses; the only one there is loses its words. */
export const deleteClauses: Command = (state, dispatch) => {
  const touched = clausesIn(state)
  const [first, last] = [touched[0]!, touched.at(-1)!]
  const tr = state.tr
  if (touched.length === state.doc.childCount) deleteWords(tr, { from: 1, to: state.doc.content.size - 1 })
  else tr.delete(first.pos, last.pos + last.node.nodeSize)
  tr.setSelection(Selection.near(tr.doc.resolve(Math.min(first.pos + 1, tr.doc.content.size - 1)), -1))
  dispatch?.(tr.scrollIntoView())
  return true
}

export function setKind(kind: Kind): Command {
  return (state, dispatch) => {
    const tr = state.tr
    for (const { node, pos } of clausesIn(state)) {
      if (kindOf(node) === kind) continue
      if (levelOf(node) && kind !== 'paragraph') tr.setNodeAttribute(pos, 'level', 0)
      tr.setNodeAttribute(pos, 'kind', kind)
    }
    if (!tr.docChanged) return false
    dispatch?.(tr)
    return true
  }
}

/** What numbering needs to know of a clause. */
export interface Place {
  readonly kind: Kind
  readonly level: number
}

/**
 * One level in or out; a paragraph stands at most one level below the paragraph before it. `above`: what stands before
 * the first clause, where that is in another text.
 */
export function changeLevel(by: 1 | -1, above: Place | null = null): Command {
  return (state, dispatch) => {
    const tr = state.tr
    for (const { node, index, pos } of clausesIn(state)) {
      if (kindOf(node) !== 'paragraph') continue
      const most = deepest(index ? placeIn(tr.doc.child(index - 1)) : above)
      const level = Math.max(by > 0 ? levelOf(node) : 0, Math.min(levelOf(node) + by, most))
      if (level !== levelOf(node)) tr.setNodeAttribute(pos, 'level', level)
    }
    if (!tr.docChanged) return false
    dispatch?.(tr)
    return true
  }
}

function placeIn(clause: Node): Place {
  return { kind: kindOf(clause), level: levelOf(clause) }
}

function deepest(before: Place | null): number {
  const under = before?.kind === 'paragraph' ? before.level + 1 : 1
  return Math.min(under, levels - 1)
}

/** Puts a reference in place of the selected words, which must lie in one clause. */
export function insertReference(clause: string): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection
    if (!$from.sameParent($to)) return false
    const reference = state.schema.nodes.reference!.create({ clause }, null, $from.marks())
    const tr = state.tr.replaceWith($from.pos, $to.pos, reference)
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

/** Puts clauses at the selection: words of a single one flow in, several stand beside or between the present words. */
export function insertClauses(clauses: readonly Node[], flows: boolean): Command {
  return (state, dispatch) => {
    const tr = deleteWords(state.tr, state.selection)
    const at = tr.selection.from
    if (flows && clauses.length === 1) insertWords(tr, at, clauses[0]!.content)
    else insertWhole(tr, at, clauses)
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

function insertWords(tr: Transaction, at: number, words: Fragment): void {
  if (!words.size) return
  tr.step(new ReplaceStep(at, at, new Slice(words, 0, 0)))
  tr.setSelection(TextSelection.create(tr.doc, at + words.size))
}

function insertWhole(tr: Transaction, at: number, clauses: readonly Node[]): void {
  const $at = tr.doc.resolve(at)
  const { parent, parentOffset } = $at
  const content = Fragment.from([...clauses])
  if (!parent.content.size) insertIntoEmpty(tr, $at.before(), clauses)
  else if (parentOffset === 0) tr.insert($at.before(), content)
  else if (parentOffset === parent.content.size) tr.insert($at.after(), content)
  else tr.step(new ReplaceStep(at, at, new Slice(content, 1, 1)))
  const end = parent.content.size && parentOffset === 0 ? $at.before() : at
  const last = Math.min(end + content.size, tr.doc.content.size)
  tr.setSelection(Selection.near(tr.doc.resolve(last), -1))
}

/** An empty clause takes the first one's words, kind and level, and keeps its id. */
function insertIntoEmpty(tr: Transaction, pos: number, clauses: readonly Node[]): void {
  const [first, ...rest] = clauses
  const present = tr.doc.nodeAt(pos)!
  tr.insert(pos + present.nodeSize, rest)
  if (first!.content.size) tr.insert(pos + 1, first!.content)
  if (kindOf(first!) !== 'paragraph' && levelOf(present)) tr.setNodeAttribute(pos, 'level', 0)
  if (kindOf(first!) !== kindOf(present)) tr.setNodeAttribute(pos, 'kind', kindOf(first!))
  if (levelOf(first!) && levelOf(first!) !== levelOf(present))
    tr.setNodeAttribute(pos, 'level', levelOf(first!))
}
