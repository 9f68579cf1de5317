// States of an editor that has a text open, and what is done to them: by whoever types here, and by others.
import { history } from 'prosemirror-history'
import type { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { sendable as sendableIn } from '../../static/src/live/flight.ts'
import { fromWire, type WireStep } from '../../static/src/live/steps.ts'
import { send, sync, syncOf } from '../../static/src/live/sync.ts'
import { schema } from '../../static/src/text/schema.ts'

export const clause = (id: string, words: string): Node =>
  schema.node('clause', { id, kind: 'paragraph', level: 0 }, words ? [schema.text(words)] : [])

export function opened(...words: string[]): EditorState {
  const doc = schema.node(
    'doc',
    null,
    words.map((each, i) => clause(`clause0${i}`, each)),
  )
  return EditorState.create({ doc, plugins: [sync(0), history()] })
}

export const sendable = (state: EditorState) => sendableIn(syncOf(state))
export const words = (state: EditorState) => state.doc.children.map(each => each.textContent)
export const type = (state: EditorState, at: number, what: string) =>
  state.apply(state.tr.insertText(what, at))
export const sent = (state: EditorState, ref = 'mine0000-0') => state.apply(send(state, ref))
export const commit = (ref: string, ...steps: WireStep[]) => ({
  ref,
  mirrors: [],
  steps: steps.map(each => fromWire(schema, each)),
})
