// Mounts the editor where the server has set the text, so that the words stay where they are.

import type { Node } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { LiveText } from '../live/live-text.ts'
import { idOf } from '../text/schema.ts'
import { clauseAt } from './commands.ts'
import type { Margins } from './margins.ts'
import { find } from './parts.ts'
import { Stretches } from './stretches.ts'

export interface Mounting {
  readonly text: LiveText
  readonly margins: Margins
  /** What a screen reader calls the editor. */
  readonly label: string
  click(view: EditorView, pos: number, event: MouseEvent): boolean
  keepInView(view: EditorView): void
  changed(before: EditorState, state: EditorState): void
}

export function mounted({ text, margins, label, click, keepInView, changed }: Mounting): EditorView {
  const place = find('#text')
  const attributes = {
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    class: 'text',
    id: 'text',
    lang: place.lang,
    dir: place.dir,
    translate: 'no',
  }
  const readonly = { ...attributes, 'aria-readonly': 'true' }
  let stretches: Stretches | null = null
  const clause = (node: Node, { state }: EditorView) => {
    const drawn = margins.clause(node)
    stretches?.place(drawn.dom, clauseBefore(state.doc, node, margins))
    return drawn
  }
  const atHand = () => (view.composing ? null : clauseAtCursor(view.state, margins))
  const view: EditorView = new EditorView(
    { mount: place },
    {
      state: text.state,
      attributes: state => (state && !text.rules.value.may_commit ? readonly : attributes),
      nodeViews: { clause, reference: node => margins.reference(node) },
      handleClick: click,
      handleDOMEvents: { click: (_, event) => stay(event) },
      handleScrollToSelection: view => {
        keepInView(view)
        return true
      },
      dispatchTransaction(tr) {
        const before = view.state
        view.updateState(before.apply(tr))
        if (view.state.doc.childCount > before.doc.childCount) stretches?.divideSoon(atHand)
        changed(before, view.state)
      },
    },
  )
  stretches = Stretches.of(place)
  return view
}

function clauseBefore(doc: Node, clause: Node, margins: Margins): HTMLElement | undefined {
  const before = doc.maybeChild(doc.children.indexOf(clause) - 1)
  return before ? margins.viewOf(idOf(before))?.dom : undefined
}

function clauseAtCursor({ doc, selection }: EditorState, margins: Margins): HTMLElement | null {
  return margins.viewOf(idOf(clauseAt(doc, selection.head).node))?.dom ?? null
}

/** The table follows links within the text itself; the browser would take the focus away from the words. */
function stay(event: MouseEvent): boolean {
  const isLink = event.target instanceof Element && event.target.closest('a.ref, a.clause-no') !== null
  if (isLink && !event.metaKey && !event.ctrlKey) event.preventDefault()
  return false
}
