// From clause to clause with the arrows. Between two stands what nobody writes in, a status and a number, and behind it the
// browser leaves out the first place.
import { type Command, TextSelection } from 'prosemirror-state'

/** `extends`: what is selected goes along. */
export function walk(arrow: 'ArrowLeft' | 'ArrowRight', how: { readonly extends: boolean }): Command {
  return ({ selection, doc, tr }, dispatch, view) => {
    const { $anchor, $head, empty } = selection
    if (!(selection instanceof TextSelection) || !view || (!empty && !how.extends)) return false
    const isBack = (arrow === 'ArrowLeft') !== (getComputedStyle(view.dom).direction === 'rtl')
    if ($head.parentOffset !== (isBack ? 0 : $head.parent.content.size)) return false
    const head = isBack ? $head.before() - 1 : $head.after() + 1
    if (head < 0 || head > doc.content.size) return false
    const there = TextSelection.create(doc, how.extends ? $anchor.pos : head, head)
    dispatch?.(tr.setSelection(there).scrollIntoView())
    return true
  }
}
