import { EditorState, TextSelection } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { idsPlugin, newId, splitClause } from '../../static/src/live/ids.ts'
import { sync } from '../../static/src/live/sync.ts'
import { schema } from '../../static/src/text/schema.ts'

const clause = (id: string, words: string) =>
  schema.node('clause', { id, kind: 'paragraph', level: 1 }, [schema.text(words)])

function opened(): EditorState {
  let made = 0
  const plugins = [sync(0), idsPlugin(() => `new0000${made++}`)]
  return EditorState.create({ doc: schema.node('doc', null, [clause('clause00', 'shall act')]), plugins })
}

const ids = (state: EditorState) => state.doc.children.map(each => each.attrs.id)

test('an id is eight characters of a to z and 0 to 9', () => {
  expect(newId()).toMatch(/^[0-9a-z]{8}$/)
  expect(newId()).not.toBe(newId())
})

test('the first half of a split keeps the id, the second keeps kind and level', () => {
  const start = opened()
  let state = start.apply(start.tr.setSelection(TextSelection.create(start.doc, 6)))

  splitClause(() => 'second00')(state, tr => {
    state = state.apply(tr)
  })

  expect(ids(state)).toEqual(['clause00', 'second00'])
  expect(state.doc.child(1).attrs).toMatchObject({ kind: 'paragraph', level: 1 })
})

test('a split by something that knows no ids gets one all the same', () => {
  const start = opened()

  const state = start.apply(start.tr.split(6))

  expect(ids(state)).toEqual(['clause00', 'new00000'])
  expect(state.doc.textContent).toBe('shall act')
})

test('of a clause and its copy put before it, the clause that was there keeps its id', () => {
  const start = opened()

  const state = start.apply(start.tr.insert(0, clause('clause00', 'a copy')))

  expect(ids(state)).toEqual(['new00000', 'clause00'])
})
