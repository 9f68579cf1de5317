// What keys do. The dialog of shortcuts in the template says the same.
import { selectAll, toggleMark } from 'prosemirror-commands'
import { redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import { type Command, Plugin } from 'prosemirror-state'
import { readPage } from '../live/observer.ts'
import { schema } from '../text/schema.ts'
import {
  changeLevel,
  deleteClauses,
  deleteSelected,
  joinAfter,
  joinBefore,
  setKind,
  splitClause,
} from './commands.ts'
import { WALKING } from './walking.ts'

/** What the page does when asked by a key. */
export interface Asked {
  find(): void
  help(): void
  refer(): void
  leave(): void
  move(way: 1 | -1): void
}

/** Commands that the toolbar offers as well, by name. */
export const COMMANDS: Record<string, Command> = {
  undo,
  redo,
  em: toggleMark(schema.marks.em!),
  strong: toggleMark(schema.marks.strong!),
  in: changeLevel(1),
  out: changeLevel(-1),
  delete: deleteClauses,
}

const either =
  (...commands: Command[]): Command =>
  (state, dispatch, view) =>
    commands.some(command => command(state, dispatch, view))

/** Tab stays in the text: it changes the level. Escape leaves the text, so that nobody is caught. */
const stay =
  (command: Command): Command =>
  (state, dispatch, view) => {
    command(state, dispatch, view)
    return true
  }

/**
 * On a busy machine the browser handles the next key before it tells that the last one moved the cursor; then Enter would
 * divide the clause where the cursor was. The library's observer can be asked to look now.
 */
const upToDate = new Plugin({
  props: {
    handleDOMEvents: {
      keydown(view) {
        if (!view.composing) readPage(view)
        return false
      },
    },
  },
})

export function keys(asked: Asked): Plugin[] {
  const ask =
    (act: () => void): Command =>
    () => {
      act()
      return true
    }
  const backwards = either(deleteSelected, joinBefore)
  const forwards = either(deleteSelected, joinAfter)
  const bound = keymap({
    Enter: splitClause,
    'Shift-Enter': splitClause,
    Backspace: backwards,
    'Mod-Backspace': backwards,
    'Shift-Backspace': backwards,
    Delete: forwards,
    'Mod-Delete': forwards,
    Tab: stay(COMMANDS.in!),
    'Shift-Tab': stay(COMMANDS.out!),
    'Mod-a': selectAll,
    ...WALKING,
    'Mod-b': COMMANDS.strong!,
    'Mod-i': COMMANDS.em!,
    'Mod-z': undo,
    'Mod-y': redo,
    'Shift-Mod-z': redo,
    'Shift-Mod-Backspace': deleteClauses,
    'Mod-Alt-1': setKind('title'),
    'Mod-Alt-2': setKind('chapter'),
    'Mod-Alt-3': setKind('article'),
    'Mod-Alt-4': setKind('preambular'),
    'Mod-Alt-5': setKind('paragraph'),
    'Alt-Shift-ArrowUp': ask(() => asked.move(-1)),
    'Alt-Shift-ArrowDown': ask(() => asked.move(1)),
    'Mod-k': ask(asked.refer),
    Escape: ask(asked.leave),
  })
  return [upToDate, bound, keymap({ 'Mod-f': ask(asked.find), 'Mod-/': ask(asked.help) })]
}
