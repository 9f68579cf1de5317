// Moving clauses, and taking that back: in order with one's other edits, under present rights, honestly.
import { IDBFactory } from 'fake-indexeddb'
import 'fake-indexeddb/auto'
import { redo, undo } from 'prosemirror-history'
import { expect, test } from 'vitest'
import type { LiveText } from '../../static/src/live/live-text.ts'
import { Store } from '../../static/src/live/store.ts'
import { schema } from '../../static/src/text/schema.ts'
import { wordingHash } from '../../static/src/text/wording.ts'
import { calm, FakeServer, table, type, unopened, wordsOf } from './world.ts'

const KEY = new Uint8Array(32).fill(7)
const clause = (id: string, words: string) =>
  schema.node('clause', { id, kind: 'paragraph', level: 0 }, [schema.text(words)])
const DOC = schema
  .node('doc', null, [clause('clause00', 'One'), clause('clause01', 'Two'), clause('clause02', 'Six')])
  .toJSON()

/** As the server records it: all clauses here take five positions. */
function moved(ref: string, words: string, from: number, to: number) {
  const content = [clause(`clause0${['One', 'Two', 'Six'].indexOf(words)}`, words).toJSON()]
  const steps = [
    { stepType: 'replace', from, to: from + 5 },
    { stepType: 'replace', from: to, to, slice: { content } },
  ]
  return { ref, seat: 's', cause: 'move', steps, mirrors: [[0, 1]] }
}

const back = (live: LiveText) => undo(live.state, tr => live.dispatch(tr))
const again = (live: LiveText) => redo(live.state, tr => live.dispatch(tr))
const hashOf = (live: LiveText, index: number) => wordingHash(live.state.doc.child(index), 'en')

/** A text in which this seat has moved the first clause to the end. */
async function movedToEnd() {
  const opened = await table({ doc: DOC })
  const { live, server } = opened
  const answer = live.move('clause00', 'clause02', await hashOf(live, 0))
  const { ref } = await server.answer('clause:move', { version: 2, dropped: [] })
  await server.say('text:commits', { from: 0, commits: [moved(String(ref), 'One', 0, 10)] })
  expect(await answer).toEqual({ ok: true })
  expect(wordsOf(live.state)).toBe('Two\nSix\nOne')
  return opened
}

test('undo takes a move back as another move, upon the words that are there now', async () => {
  const { live, server } = await movedToEnd()
  await server.say('text:commits', { from: 2, commits: [{ ref: 'x', seat: 't', steps: [[14, 14, '!']] }] })

  back(live)
  expect(live.status.value).toMatchObject({ kind: 'saving', edits: 1 })
  const asked = await server.answer('clause:move', { version: 5, dropped: [] })
  const step = moved(String(asked.ref), 'One', 10, 0)
  const [deletion, insertion] = [
    { stepType: 'replace', from: 10, to: 16 },
    { ...step.steps[1], slice: { content: [clause('clause00', 'One!').toJSON()] } },
  ]
  await server.say('text:commits', { from: 3, commits: [{ ...step, steps: [deletion, insertion] }] })

  expect(asked).toMatchObject({ text: 'text', clause: 'clause00', after: null })
  expect(asked.hash).toBe(await hashOf(live, 0))
  expect(wordsOf(live.state)).toBe('One!\nTwo\nSix')
  expect(live.status.value.kind).toBe('saved')

  again(live)
  expect((await server.hears('clause:move')).message).toMatchObject({ clause: 'clause00', after: 'clause02' })
})

test("a move has its place among one's edits: what was typed after it is undone first", async () => {
  const { live, server } = await movedToEnd()
  await type(live, 'X', 1)
  const { ref, steps } = await server.answer('text:commit', { version: 3, dropped: [] })
  await server.say('text:commits', { from: 2, commits: [{ ref, seat: 's', steps }] })

  back(live)
  const taken = (await server.hears('text:commit')).message
  back(live)
  await calm()

  expect(wordsOf(live.state)).toBe('Two\nSix\nOne')
  expect(taken.steps).toEqual([[1, 2, '']])
  expect(server.asked).toEqual([])
  await server.say('text:commits', { from: 3, commits: [{ ...taken, seat: 's' }] })
})

test('hundreds of edits by others later, a move is still taken back', async () => {
  const { live, server } = await movedToEnd()
  await type(live, 'X', 1)
  const typed = await server.hears('text:commit')
  const others = Array.from({ length: 600 }, (_, i) => ({ ref: `x${i}`, seat: 't', steps: [[1, 1, '.']] }))
  await server.say('text:commits', { from: 2, commits: others })
  typed.answer({ ok: true, version: 603, dropped: [] })
  const recorded = { ref: typed.message.ref, seat: 's', steps: [[601, 601, 'X']] }
  await server.say('text:commits', { from: 602, commits: [recorded] })

  back(live)
  const untyped = await server.hears('text:commit')
  untyped.answer({ ok: true, version: 604, dropped: [] })
  const again = { ref: untyped.message.ref, seat: 's', steps: untyped.message.steps }
  await server.say('text:commits', { from: 603, commits: [again] })
  back(live)

  expect(untyped.message.steps).toEqual([[601, 602, '']])
  expect((await server.hears('clause:move')).message).toMatchObject({ clause: 'clause00', after: null })
})

test('a clause that somebody has moved since is left there, and that is said', async () => {
  const { live, server } = await movedToEnd()
  await server.say('text:commits', { from: 2, commits: [moved('theirs00-2', 'One', 10, 5)] })

  back(live)
  await calm()

  expect(wordsOf(live.state)).toBe('Two\nOne\nSix')
  expect(live.notMoved.value).toMatchObject({ ok: false, reason: 'moved_since' })
  expect(server.asked).toEqual([])
  expect(live.status.value.kind).toBe('saved')
})

test('a clause that is gone cannot be moved back, and that is said', async () => {
  const { live, server } = await movedToEnd()
  const gone = { ref: 'theirs00-2', seat: 't', steps: [{ stepType: 'replace', from: 10, to: 15 }] }
  await server.say('text:commits', { from: 2, commits: [gone] })

  back(live)
  await calm()

  expect(live.notMoved.value).toMatchObject({ reason: 'gone' })
  expect(live.status.value.kind).toBe('saved')
})

test('a move is taken back under present rights: a refusal is told, and earlier edits can still be undone', async () => {
  const { live, server } = await table({ doc: DOC })
  await type(live, 'X', 1)
  const typed = await server.answer('text:commit', { version: 1, dropped: [] })
  await server.say('text:commits', { from: 0, commits: [{ ...typed, seat: 's' }] })
  void live.move('clause01', null, await hashOf(live, 1))
  const { ref } = await server.answer('clause:move', { version: 3, dropped: [] })
  await server.say('text:commits', { from: 1, commits: [moved(String(ref), 'Two', 6, 0)] })

  back(live)
  await server.answer('clause:move', { ok: false, reason: 'locked', message: 'It is agreed.' })
  expect(live.notMoved.value).toMatchObject({ reason: 'locked', message: 'It is agreed.' })
  expect(wordsOf(live.state)).toBe('Two\nXOne\nSix')
  back(live)

  expect(wordsOf(live.state)).toBe('Two\nOne\nSix')
})

test('a move that was taken back before it was sent is sent, and taken back', async () => {
  const { live, server } = await unopened({ doc: DOC })
  void live.move('clause00', 'clause02', await hashOf(live, 0))
  back(live)
  await server.answer('text:open', { version: 0, connection: 'me', commits: [] })

  const { ref } = await server.answer('clause:move', { version: 2, dropped: [] })
  await server.say('text:commits', { from: 0, commits: [moved(String(ref), 'One', 0, 10)] })

  expect((await server.hears('clause:move')).message).toMatchObject({ clause: 'clause00', after: null })
})

test('of a move that was refused nothing is left to take back', async () => {
  const { live, server } = await unopened({ doc: DOC })
  const answer = live.move('clause00', 'clause02', await hashOf(live, 0))
  back(live)
  await server.answer('text:open', { version: 0, connection: 'me', commits: [] })

  await server.answer('clause:move', { ok: false, reason: 'words_moved', hash: 'b'.repeat(64) })
  await calm()

  expect(await answer).toMatchObject({ reason: 'words_moved' })
  expect(live.notMoved.value).toBeNull()
  expect(live.status.value).toMatchObject({ kind: 'saved', edits: 0 })
})

test('a move under way survives a reload under its ref, and a refusal then is told', async () => {
  const idb = new IDBFactory()
  const first = await table({ doc: DOC, store: await Store.open(idb, 'seat', 'text', KEY) })
  void first.live.move('clause00', 'clause02', await hashOf(first.live, 0))
  const sent = (await first.server.hears('clause:move')).message
  await first.server.cut()

  const second = await unopened(
    { doc: DOC, store: await Store.open(idb, 'seat', 'text', KEY) },
    new FakeServer(),
  )
  await second.server.answer('text:open', { version: 0, commits: [] })

  expect(await second.server.answer('clause:move', { ok: false, reason: 'words_moved' })).toEqual(sent)
  expect(second.live.notMoved.value).toMatchObject({ reason: 'words_moved' })
})
