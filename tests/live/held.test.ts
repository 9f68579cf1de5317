// Words that did not get into the text, as they stood: with emphasis, references, spaces and clause boundaries.
import { EditorState } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { newId } from '../../static/src/live/ids.ts'
import type { Kept } from '../../static/src/live/store.ts'
import { receive, refuse, send, sync } from '../../static/src/live/sync.ts'
import { type Lost, wordsAt } from '../../static/src/live/words.ts'
import { clausesOf } from '../../static/src/table/held-panel.ts'
import { schema } from '../../static/src/text/schema.ts'
import { calm, KeepingStore, table, type, unopened } from './world.ts'

const clause = (id: string, words: string) =>
  schema.node('clause', { id, kind: 'paragraph', level: 0 }, words ? [schema.text(words)] : [])
const opened = (...words: string[]) =>
  EditorState.create({
    doc: schema.node(
      'doc',
      null,
      words.map((each, i) => clause(`clause0${i}`, each)),
    ),
    plugins: [sync(0)],
  })
const refused = (state: EditorState) => refuse(state.apply(send(state, 'mine0000-0'))).lost
const shown = ({ content = [] }: Lost) => content.map(json => schema.nodeFromJSON(json).toString())
const em = [schema.mark('em')]

test('emphasis and references are held with the words, spaces too', () => {
  const state = opened('shall')
  const typed = state.apply(
    state.tr.insert(6, [
      schema.text(' duly ', em),
      schema.node('reference', { clause: 'clause09' }),
      schema.text(' act'),
    ]),
  )

  const lost = refused(typed)

  expect(lost).toMatchObject([{ clause: 'clause00', words: ' duly  act' }])
  expect(shown(lost[0]!)).toEqual(['clause(em(" duly "), reference, " act")'])
})

test('words that go on into the next clause are one piece, with the boundary where it was', () => {
  const state = opened('shall', 'Two')
  const typed = state.apply(state.tr.insertText(' act', 6).split(8, 1, [{ type: schema.nodes.clause! }]))

  const lost = refused(typed)

  expect(lost).toMatchObject([{ clause: 'clause00', words: ' a\nct' }])
  expect(shown(lost[0]!)).toEqual(['clause(" a")', 'clause("ct")'])
})

test('pieces of one clause belong together; a boundary or spaces alone are nothing to hold', () => {
  const { doc } = opened('One and two', 'Three')

  expect(
    wordsAt(doc, [
      { from: 1, to: 4 },
      { from: 9, to: 12 },
    ]),
  ).toMatchObject([{ words: 'One … two' }])
  expect(
    wordsAt(doc, [
      { from: 4, to: 5 },
      { from: 12, to: 14 },
    ]),
  ).toEqual([])
})

test('a deleted reference that nobody had seen is held, although it has no words of its own', () => {
  const start = opened('One', 'Two')
  const typed = start.apply(start.tr.insert(4, schema.node('reference', { clause: 'clause01' })))
  const sent = typed.apply(send(typed, 'mine0000-0'))
  const deletion = { ref: 'other', mirrors: [], steps: [start.tr.delete(0, 5).steps[0]!] }

  const after = sent.apply(receive(sent, [deletion]).tr)

  expect(shown(refuse(after).lost[0]!)).toEqual(['clause(reference)'])
})

test('what was held by an earlier version of the page is still read, a line for each clause', () => {
  const old = { id: 'a', why: 'locked', when: 0, clause: null, words: 'shall\n\nact ' } as const

  expect(clausesOf(old).map(String)).toEqual(['clause("shall")', 'clause("act ")'])
})

/** Steps as an earlier page kept them: typed letter by letter, and divided. */
const kept = (steps: object[]): Kept => ({
  version: 5,
  pending: steps.map(step => ({ step, made: 5, sent: null })),
  flight: null,
  own: [],
})
const put = (from: number, ...content: object[]) => ({
  stepType: 'replace',
  from,
  to: from,
  slice: { content },
})
const boundary = { type: 'clause', attrs: { id: 'clause00', kind: 'paragraph', level: 0 } }

test('steps that have no document to stand on any more are held with all that they put in', async () => {
  const store = new KeepingStore()
  const split = {
    stepType: 'replace',
    from: 3,
    to: 3,
    slice: { content: [boundary, boundary], openStart: 1, openEnd: 1 },
  }
  const letter = { type: 'text', text: 'a' }
  const strong = { type: 'text', marks: [{ type: 'strong' }], text: 'b' }
  store.pages.set('gone', kept([put(1, letter), put(2, strong), split, put(5, letter)]))

  const { live } = await unopened({ store })

  expect(live.held.items.value).toMatchObject([{ why: 'closed', words: 'ab\na' }])
  expect(shown(live.held.items.value[0]!)).toEqual(['clause("a", strong("b"))', 'clause("a")'])
  expect([...store.pages]).toEqual([])
})

test('steps of a kind that is not known any more become held text, and the text opens', async () => {
  const store = new KeepingStore()
  const strange = { ...put(1, { type: 'text', text: 'ours ' }), stepType: 'replaceLater' }
  store.pages.set('gone', { ...kept([strange]), version: 0 })

  const { live, server } = await unopened({ store })
  await server.answer('text:open', { version: 0, commits: [] })
  await type(live, '!')

  expect(live.held.items.value).toMatchObject([{ words: 'ours ' }])
  expect((await server.hears('text:commit')).message.steps).toEqual([[10, 10, '!']])
})

test('typing goes on, is sent, and nobody is told that it is kept, while the store refuses', async () => {
  const store = new KeepingStore()
  const { live, server, clock } = await table({ store })
  store.isFull = true

  await type(live, ' now')
  const { ref, steps } = await server.answer('text:commit', { version: 1, dropped: [] })
  expect(live.status.value).toMatchObject({ kind: 'saving', isKept: false })
  await server.say('text:commits', { from: 0, commits: [{ ref, seat: 's', steps }] })
  await server.cut()
  await type(live, '!')
  expect(live.status.value).toMatchObject({ kind: 'offline', edits: 1, isKept: false })

  store.isFull = false
  clock.advance(5_000)
  await live.kept()

  expect(live.status.value.isKept).toBe(true)
  expect([...store.pages.values()]).toMatchObject([{ pending: [{ step: { from: 14 } }] }])
})

test('refused words that the store does not take stand in the steps it has, until it does', async () => {
  const store = new KeepingStore()
  const { live, server, clock } = await table({ store })
  await type(live, ' now')
  const asked = await server.hears('text:commit')
  store.isFull = true

  asked.answer({ ok: false, reason: 'forbidden' })
  await live.kept()
  await type(live, '?')
  expect(live.status.value).toMatchObject({ held: 1, isKept: false })
  expect(JSON.stringify([...store.pages.values()])).toContain('now')

  store.isFull = false
  clock.advance(5_000)
  await live.kept()
  await live.held.settled()

  expect([...store.items.values()]).toMatchObject([{ words: ' now' }])
  expect(live.status.value.isKept).toBe(true)
})

test('where nothing can be kept, that is said from the first', async () => {
  const { live } = await table()

  expect(live.status.value).toMatchObject({ kind: 'saved', isKept: false })
})

test('of two pages that closed with unsent words, the next goes on with one and holds the other', async () => {
  const store = new KeepingStore()
  for (const words of [' first', ' second']) {
    const { live, server } = await unopened({ store, claim: async () => false, newId })
    await type(live, words)
    await live.kept()
    live.close()
    await server.cut()
  }

  const next = await unopened({ store })
  await next.server.answer('text:open', { version: 0, commits: [] })
  const sent = (await next.server.hears('text:commit')).message.steps as [number, number, string][]
  const held = next.live.held.items.value.map(item => item.words)

  expect([...sent.map(([, , words]) => words), ...held].sort()).toEqual([' first', ' second'])
  expect(store.pages.size).toBe(1)
})

test('what another tab left is held in the one that stays open, unless it was only reloaded', async () => {
  const store = new KeepingStore()
  const other = await unopened({ store, claim: async () => false, newId })
  await type(other.live, ' closed')
  await other.live.kept()
  other.live.close()
  const living = new Set<string>()
  const { live, clock } = await unopened({
    store,
    claim: async page => !living.has(page),
    newId,
    text: 'text',
  })
  // It was taken up on opening; another is left later, and one whose page lives on.
  for (const [page, words] of [
    ['left', 'left words'],
    ['alive', 'other words'],
  ] as const)
    store.pages.set(page, kept([put(1, { type: 'text', text: words })]))
  living.add('alive')

  clock.advance(60_000)
  await calm()
  expect(live.held.items.value).toEqual([])
  clock.advance(60_000)
  await calm()

  expect(live.held.items.value).toMatchObject([{ why: 'closed', words: 'left words' }])
  expect([...store.pages.keys()]).toContain('alive')
  expect([...store.pages.keys()]).not.toContain('left')
})
