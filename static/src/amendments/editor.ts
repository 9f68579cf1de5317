// What both editors of amendments share: keys, clean words, references as they read in the working text.
import { redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import type { Command, Plugin } from 'prosemirror-state'
import type { EditorView, NodeView } from 'prosemirror-view'
import { clipboard } from '../table/clipboard.ts'
import {
  changeLevel,
  deleteSelected,
  insertReference,
  joinAfter,
  joinBefore,
  type Place,
  setKind,
  splitClause,
} from '../table/commands.ts'
import { COMMANDS } from '../table/keys.ts'
import { el } from '../table/parts.ts'
import { type Choice, ReferencePicker } from '../table/references.ts'
import { Numbers } from '../text/numbering.ts'
import { kinds } from '../text/schema.ts'
import type { References } from './data.ts'

const NOTHING: Command = () => true

/** Tab stays in the words: it changes the level. Escape leaves them, so that nobody is caught. */
const stay =
  (command: Command): Command =>
  (state, dispatch, view) => {
    command(state, dispatch, view)
    return true
  }

const either =
  (...commands: Command[]): Command =>
  (state, dispatch, view) =>
    commands.some(command => command(state, dispatch, view))

/** What the tools and keys do; the level of the first clause depends on what stands before it in the working text. */
export function commandsBelow(above: Place | null): Record<string, Command> {
  return { ...COMMANDS, in: changeLevel(1, above), out: changeLevel(-1, above) }
}

export interface Asked {
  /** Other words for a clause stay one clause; new words may be several. */
  readonly kind: 'modify' | 'add'
  readonly commands: Record<string, Command>
  /** Of the working text: what is copied says what its references say. */
  readonly references: References
  leave(): void
  refer(): void
}

export function plugins({ kind, commands, references, leave, refer }: Asked): Plugin[] {
  const split = kind === 'add' ? splitClause : NOTHING
  const ask =
    (act: () => void): Command =>
    () => {
      act()
      return true
    }
  const keys = keymap({
    Enter: split,
    'Shift-Enter': split,
    Backspace: either(deleteSelected, joinBefore),
    Delete: either(deleteSelected, joinAfter),
    Tab: stay(commands.in!),
    'Shift-Tab': stay(commands.out!),
    'Mod-b': commands.strong!,
    'Mod-i': commands.em!,
    'Mod-k': ask(refer),
    'Mod-z': undo,
    'Mod-y': redo,
    'Shift-Mod-z': redo,
    ...Object.fromEntries(kinds.map((kind, at) => [`Mod-Alt-${at + 1}`, setKind(kind)])),
    Escape: ask(leave),
  })
  const quiet = () => {}
  return [keys, clipboard({ numbers: () => numbersIn(references), left: quiet, dropped: quiet })]
}

/** References as they read, for what is copied; the clauses that one writes have no numbers yet. */
export function numbersIn(references: References): Numbers {
  const read = Object.entries(references).map(
    ([clause, reference]) => [clause, { margin: '', reference }] as const,
  )
  return new Numbers(document.documentElement.lang, read)
}

/** Lets one choose a clause of the working text, and puts a reference to it at the cursor. */
export function referring(clauses: readonly Choice[], view: () => EditorView): () => void {
  const picker = new ReferencePicker()
  return () =>
    picker.open(clauses, id => {
      insertReference(id)(view().state, view().dispatch)
      view().focus()
    })
}

export function referenceView(references: References, gone: string) {
  return (node: Node): NodeView => {
    const words = references[node.attrs.clause]
    const attributes = { class: words ? 'ref' : 'ref ref-gone', 'data-reference': node.attrs.clause }
    return { dom: el('span', attributes, words ?? gone), ignoreMutation: () => true }
  }
}
