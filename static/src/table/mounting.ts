// Mounts the editor where the server has set the text, so that the words stay where they are.

import type { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { LiveText } from '../live/live-text.ts'
import type { Margins } from './margins.ts'
import { find } from './parts.ts'

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
  const view: EditorView = new EditorView(
    { mount: place },
    {
      state: text.state,
      attributes: state => (state && !text.rules.value.may_commit ? readonly : attributes),
      nodeViews: { clause: node => margins.clause(node), reference: node => margins.reference(node) },
      handleClick: click,
      handleDOMEvents: { click: (_, event) => stay(event) },
      handleScrollToSelection: view => {
        keepInView(view)
        return true
      },
      dispatchTransaction(tr) {
        const before = view.state
        view.updateState(before.apply(tr))
        changed(before, view.state)
      },
    },
  )
  return view
}

/** The table follows links within the text itself; the browser would take the focus away from the words. */
function stay(event: MouseEvent): boolean {
  const isLink = event.target instanceof Element && event.target.closest('a.ref, a.clause-no') !== null
  if (isLink && !event.metaKey && !event.ctrlKey) event.preventDefault()
  return false
}
