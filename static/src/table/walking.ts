// From clause to clause with the arrows. Between two stands what nobody writes in, a status and a number; there the browser
// leaves out the first place, and from the last one it goes down by two lines.
import {
  type Command,
  type EditorState,
  type Selection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

interface How {
  /** What is selected goes along. */
  readonly extends: boolean
}

/** Word by word: the key that a Mac has for it leads back through pages elsewhere. */
const WORD = /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? '') ? 'Alt' : 'Ctrl'

/** Where the way down began, if it has just led here: over a short clause one comes back to where one was. */
let went: { readonly to: Selection; readonly left: number } | null = null

function sideways(arrow: 'ArrowLeft' | 'ArrowRight', how: How): Command {
  return (state, dispatch, view) => {
    const { $head } = state.selection
    if (!view || !isWalking(state, how)) return false
    const isBack = (arrow === 'ArrowLeft') !== (getComputedStyle(view.dom).direction === 'rtl')
    if ($head.parentOffset !== (isBack ? 0 : $head.parent.content.size)) return false
    const head = isBack ? $head.before() - 1 : $head.after() + 1
    if (head < 0 || head > state.doc.content.size) return false
    dispatch?.(led(state, head, how))
    return true
  }
}

function down(how: How): Command {
  return (state, dispatch, view) => {
    const { $head } = state.selection
    if (!view || !isWalking(state, how) || $head.parentOffset !== $head.parent.content.size) return false
    // Below the last one the browser would leave the text.
    if (!state.doc.nodeAt($head.after())) return true
    const left = went?.to === state.selection ? went.left : view.coordsAtPos($head.pos).left
    const tr = led(state, nearest(view, $head.after() + 1, left), how)
    went = { to: tr.selection, left }
    dispatch?.(tr)
    return true
  }
}

export const WALKING: Readonly<Record<string, Command>> = {
  ...ways('', { extends: false }),
  ...ways('Shift-', { extends: true }),
}

function ways(shift: string, how: How): Record<string, Command> {
  const [left, right] = [sideways('ArrowLeft', how), sideways('ArrowRight', how)]
  return {
    [`${shift}ArrowLeft`]: left,
    [`${shift}ArrowRight`]: right,
    [`${WORD}-${shift}ArrowLeft`]: left,
    [`${WORD}-${shift}ArrowRight`]: right,
    [`${shift}ArrowDown`]: down(how),
  }
}

function isWalking({ selection }: EditorState, how: How): boolean {
  return selection instanceof TextSelection && (selection.empty || how.extends)
}

function led({ doc, selection, tr }: EditorState, head: number, how: How): Transaction {
  const there = TextSelection.create(doc, how.extends ? selection.anchor : head, head)
  return tr.setSelection(there).scrollIntoView()
}

/** The place nearest to `left` in the first line of the clause whose words begin at `start`. */
function nearest(view: EditorView, start: number, left: number): number {
  const { bottom } = view.coordsAtPos(start)
  const end = view.state.doc.resolve(start).end()
  let [found, least] = [start, Number.POSITIVE_INFINITY]
  for (let pos = start; pos <= end; pos++) {
    const at = view.coordsAtPos(pos)
    if (at.top >= bottom) break
    const away = Math.abs(at.left - left)
    if (away < least) [found, least] = [pos, away]
  }
  return found
}
