// What people do to a text, at random: typing in six languages, deleting, splitting, joining, moving, marking, undoing.
// Every character typed is one that nobody typed before, so that each can be looked for afterwards.

import { redo, undo } from 'prosemirror-history'
import type { Node } from 'prosemirror-model'
import { type EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { canSplit } from 'prosemirror-transform'
import { splitClause } from '../../static/src/live/ids.ts'
import { schema } from '../../static/src/text/schema.ts'
import type { Chance } from './chance.ts'

type Alphabet = readonly [number, number]

/** Latin (for English, French and Spanish), Cyrillic, Arabic, Han, and emoji, which take two units of UTF-16. */
const ALPHABETS: readonly Alphabet[] = [
  [0x00c0, 0x024f],
  [0x0400, 0x04ff],
  [0x0620, 0x064a],
  [0x4e00, 0x9fff],
  [0x1f300, 0x1f5ff],
]

export class Pen {
  private readonly chance: Chance
  private readonly next = new Map<Alphabet, number>()

  constructor(chance: Chance) {
    this.chance = chance
  }

  /** One to four characters never given out before. */
  words(): string {
    const alphabet = this.chance.pick(ALPHABETS)
    return Array.from({ length: 1 + this.chance.below(4) }, () => this.letter(alphabet)).join('')
  }

  private letter(alphabet: Alphabet): string {
    const letter = this.next.get(alphabet) ?? alphabet[0]
    if (letter > alphabet[1]) return this.letter(ALPHABETS[3]!)
    this.next.set(alphabet, letter + 1)
    return String.fromCodePoint(letter)
  }
}

export function newDocument(chance: Chance): Node {
  const clause = () =>
    schema.node('clause', { id: chance.id(), kind: 'paragraph', level: chance.below(4) }, [
      schema.text('shall cooperate'),
    ])
  return schema.node('doc', null, Array.from({ length: 2 + chance.below(5) }, clause))
}

/** One act of an author on the text as it is on their screen; null when chance picked one that is not possible. */
export function edit(state: EditorState, chance: Chance, pen: Pen): Transaction | null {
  const act = chance.pick(ACTS)
  const tr = act(state, chance, pen)
  return tr?.docChanged ? tr : null
}

type Act = (state: EditorState, chance: Chance, pen: Pen) => Transaction | null

function type(state: EditorState, chance: Chance, pen: Pen): Transaction {
  const at = place(state.doc, chance)
  const tr = state.tr.setSelection(TextSelection.create(state.doc, at))
  return chance.one(4)
    ? tr.insert(at, schema.text(pen.words(), [emphasis(chance)]))
    : tr.insertText(pen.words(), at)
}

/** Where the cursor is, as people do. */
function typeOn(state: EditorState, _chance: Chance, pen: Pen): Transaction | null {
  return state.selection.$from.parent.inlineContent ? state.tr.insertText(pen.words()) : null
}

function remove(state: EditorState, chance: Chance): Transaction | null {
  const [from, to] = range(state.doc, chance)
  return to - from < 16 ? state.tr.delete(from, to) : null
}

function replace(state: EditorState, chance: Chance, pen: Pen): Transaction | null {
  const [from, to] = range(state.doc, chance)
  return to - from < 30 ? state.tr.insertText(pen.words(), from, to) : null
}

function split(state: EditorState, chance: Chance): Transaction | null {
  const at = place(state.doc, chance)
  const there = state.apply(state.tr.setSelection(TextSelection.create(state.doc, at)))
  let made: Transaction | null = null
  splitClause(() => chance.id())(there, tr => {
    made = tr
  })
  return rebuilt(state, made)
}

/** By something that knows no ids: both halves have the same until the plugin sees it. */
function splitBlindly(state: EditorState, chance: Chance): Transaction | null {
  const at = place(state.doc, chance)
  return canSplit(state.doc, at) ? state.tr.split(at) : null
}

function join(state: EditorState, chance: Chance): Transaction | null {
  const at = clauseStart(state.doc, chance)
  return at ? state.tr.join(at) : null
}

function mark(state: EditorState, chance: Chance): Transaction {
  const [from, to] = range(state.doc, chance)
  const tr = state.tr
  return chance.one(3) ? tr.removeMark(from, to, emphasis(chance)) : tr.addMark(from, to, emphasis(chance))
}

function setLevel(state: EditorState, chance: Chance): Transaction {
  return state.tr.setNodeAttribute(clauseStart(state.doc, chance), 'level', chance.below(4))
}

function deleteClause(state: EditorState, chance: Chance): Transaction | null {
  const at = clauseStart(state.doc, chance)
  return state.doc.childCount > 2 ? state.tr.delete(at, at + state.doc.nodeAt(at)!.nodeSize) : null
}

function addClause(state: EditorState, chance: Chance, pen: Pen): Transaction {
  const id = chance.one(3) ? state.doc.child(0).attrs.id : chance.one(2) ? '' : chance.id()
  const clause = schema.node('clause', { id, kind: 'paragraph', level: 0 }, [schema.text(pen.words())])
  return state.tr.insert(clauseStart(state.doc, chance), clause)
}

function refer(state: EditorState, chance: Chance): Transaction {
  const to = state.doc.child(chance.below(state.doc.childCount)).attrs.id || 'gone0000'
  return state.tr.insert(place(state.doc, chance), schema.node('reference', { clause: to }))
}

function takeBack(state: EditorState): Transaction | null {
  return from(state, undo)
}

function putBack(state: EditorState): Transaction | null {
  return from(state, redo)
}

const ACTS: readonly Act[] = [
  ...[
    type,
    type,
    type,
    typeOn,
    typeOn,
    typeOn,
    typeOn,
    remove,
    remove,
    remove,
    replace,
    split,
    splitBlindly,
    join,
  ],
  ...[mark, setLevel, deleteClause, addClause, refer, takeBack, takeBack, putBack],
]

function from(state: EditorState, command: typeof undo): Transaction | null {
  let made: Transaction | null = null
  command(state, tr => {
    made = tr
  })
  return made
}

/** The same steps, upon the state that is on screen. */
function rebuilt(state: EditorState, made: Transaction | null): Transaction | null {
  if (!made) return null
  const tr = state.tr
  for (const step of made.steps) tr.step(step)
  return tr
}

function emphasis(chance: Chance) {
  return schema.marks[chance.pick(['em', 'strong', 'bracket'])]!.create({ id: 'bracket1' })
}

function range(doc: Node, chance: Chance): [number, number] {
  const [a, b] = [place(doc, chance), place(doc, chance)]
  const near = Math.min(Math.max(a, b), Math.min(a, b) + 12)
  return [Math.min(a, b), chance.one(2) ? whole(doc, near) : Math.max(a, b)]
}

/** A place where one can type: in a clause, never inside a character. */
function place(doc: Node, chance: Chance): number {
  return whole(doc, TextSelection.near(doc.resolve(chance.below(doc.content.size + 1))).from)
}

function whole(doc: Node, at: number): number {
  const $at = TextSelection.near(doc.resolve(at)).$from
  const before = $at.nodeBefore?.text?.charCodeAt($at.nodeBefore.text.length - 1) ?? 0
  return before >= 0xd800 && before <= 0xdbff ? $at.pos + 1 : $at.pos
}

function clauseStart(doc: Node, chance: Chance): number {
  const index = chance.below(doc.childCount)
  return doc.children.slice(0, index).reduce((sum, clause) => sum + clause.nodeSize, 0)
}
