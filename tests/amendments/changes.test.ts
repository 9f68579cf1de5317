import type { Node } from 'prosemirror-model'
import { expect, test } from 'vitest'
import { changes, formsOf, recastOf } from '../../static/src/amendments/changes.ts'
import { schema } from '../../static/src/text/schema.ts'

const read = (id: string) => ({ other001: 'article 9' })[id] ?? '[deleted clause]'
const clause = (content: Node[], kind = 'paragraph', level = 0) =>
  schema.nodes.clause!.create({ id: 'clause01', kind, level }, content)
const words = (said: string, ...marks: ('em' | 'strong')[]) =>
  schema.text(
    said,
    marks.map(mark => schema.mark(mark)),
  )
const reference = () => schema.nodes.reference!.create({ clause: 'other001' })
const doc = (...clauses: Node[]) => schema.nodes.doc!.create(null, clauses)

test('another kind or level is told, and of a new clause what it is unless it is a plain paragraph', () => {
  const [base, heading] = [clause([words('Purpose')]), clause([words('Purpose')], 'article')]
  const [modified] = changes(base, doc(heading), read)
  const [same, added] = changes(base, doc(base, clause([words('deeper')], 'paragraph', 1)), read)
  const [plain] = changes(null, doc(base), read)

  expect(recastOf(modified!)).toEqual({ was: base, now: heading })
  expect(recastOf(same!)).toBeNull()
  expect(recastOf(added!)?.was).toBeNull()
  expect(recastOf(plain!)).toBeNull()
})

test('emphasis that comes or goes is told', () => {
  const [before, after] = [clause([words('Recalling', 'strong')]), clause([words('Recalling', 'em')])]

  const [piece] = changes(before, doc(after), read)[0]!.pieces

  expect(piece!.op).toBe('reformatted')
  expect(formsOf(piece!)).toEqual({ come: ['em'], went: ['strong'] })
})

test('words that become a reference which reads the same changed their form alone', () => {
  const [typed, linked] = [
    clause([words('under article 9.')]),
    clause([words('under '), reference(), words('.')]),
  ]

  const [, piece] = changes(typed, doc(linked), read)[0]!.pieces

  expect(piece!.op).toBe('reformatted')
  expect(formsOf(piece!)).toEqual({ come: ['reference'], went: [] })
})
