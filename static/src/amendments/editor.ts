// What both editors of amendments share: keys, clean words, references as they read in the working text.
import { redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import type { Command, Plugin } from 'prosemirror-state'
import type { NodeView } from 'prosemirror-view'
import { clipboard } from '../table/clipboard.ts'
import { deleteSelected, joinAfter, joinBefore, splitClause } from '../table/commands.ts'
import { COMMANDS } from '../table/keys.ts'
import { el } from '../table/parts.ts'
import { Numbers } from '../text/numbering.ts'
import type { References } from './data.ts'

const NOTHING: Command = () => true

const either =
  (...commands: Command[]): Command =>
  (state, dispatch, view) =>
    commands.some(command => command(state, dispatch, view))

/** Other words for a clause stay one clause; new words may be several. */
export function plugins(kind: 'modify' | 'add', leave: () => void): Plugin[] {
  const split = kind === 'add' ? splitClause : NOTHING
  const left: Command = () => {
    leave()
    return true
  }
  const keys = keymap({
    Enter: split,
    'Shift-Enter': split,
    Backspace: either(deleteSelected, joinBefore),
    Delete: either(deleteSelected, joinAfter),
    'Mod-b': COMMANDS.strong!,
    'Mod-i': COMMANDS.em!,
    'Mod-z': undo,
    'Mod-y': redo,
    'Shift-Mod-z': redo,
    Escape: left,
  })
  const quiet = () => {}
  return [keys, clipboard({ numbers: () => new Numbers('en'), left: quiet, dropped: quiet })]
}

export function referenceView(references: References, gone: string) {
  return (node: Node): NodeView => {
    const words = references[node.attrs.clause]
    const attributes = { class: words ? 'ref' : 'ref ref-gone', 'data-reference': node.attrs.clause }
    return { dom: el('span', attributes, words ?? gone), ignoreMutation: () => true }
  }
}
