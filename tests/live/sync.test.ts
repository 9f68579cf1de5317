// The pure part: what is on screen after commits come in, and what is sent.

import { undo } from 'prosemirror-history'
import { TextSelection } from 'prosemirror-state'
import { ReplaceAroundStep, type Step } from 'prosemirror-transform'
import { expect, test } from 'vitest'
import { align } from '../../static/src/live/flight.ts'
import { fromWire, newRef, seenBy, toWire, type WireStep } from '../../static/src/live/steps.ts'
import { parts, receive, restore, syncOf, unsend } from '../../static/src/live/sync.ts'
import { schema } from '../../static/src/text/schema.ts'
import { clause, commit, opened, sendable, sent, type, words } from './states.ts'

test('what others did goes under what is pending here', () => {
  const state = type(opened('shall act'), 10, ' now')

  const { tr } = receive(state, [commit('other', [1, 1, 'States '])])

  expect(words(state.apply(tr))).toEqual(['States shall act now'])
  expect(syncOf(state.apply(tr)).version).toBe(1)
})

test('one commit is in flight at a time, and its confirmation changes nothing on screen', () => {
  const flying = type(sent(type(opened('shall'), 6, ' act')), 10, ' now')

  const { tr } = receive(flying, [commit('mine0000-0', [6, 6, ' act'])])
  const after = flying.apply(tr)

  expect(sendable(flying)).toBeNull()
  expect(tr.docChanged).toBe(false)
  expect(sendable(after)?.steps.map(toWire)).toEqual([[10, 10, ' now']])
})

test('the form that the server recorded is the one that counts', () => {
  const state = sent(type(opened('shall act'), 10, ' now'))
  const after = type(state, 14, '!')

  const { tr } = receive(after, [commit('other', [1, 1, 'X']), commit('mine0000-0', [11, 11, ' now'])])

  expect(words(after.apply(tr))).toEqual(['Xshall act now!'])
  expect(syncOf(after.apply(tr)).flight).toBeNull()
})

test("undo covers one's own steps, also after others have typed around them", () => {
  let state = type(opened('shall act'), 10, ' now')
  state = state.apply(receive(state, [commit('other', [1, 1, 'States '])]).tr)
  state = state.apply(receive(sent(state), [commit('mine0000-0', [17, 17, ' now'])]).tr)
  state = state.apply(receive(state, [commit('other', [8, 8, 'and others '])]).tr)

  undo(state, tr => {
    state = state.apply(tr)
  })

  expect(words(state)).toEqual(['States and others shall act'])
  expect(sendable(state)).not.toBeNull()
})

test('of the steps sent, those recorded are found again when the server has dropped some', () => {
  const steps = (
    [
      [1, 1, 'a'],
      [2, 2, 'b'],
      [3, 3, 'c'],
    ] as WireStep[]
  ).map(each => fromWire(schema, each))

  expect(align(steps, [fromWire(schema, [9, 9, 'b'])])).toEqual([1])
  expect(align(steps, [fromWire(schema, [7, 7, 'a']), fromWire(schema, [9, 9, 'c'])])).toEqual([0, 2])
})

test("commits are taken in so that one's own ends a part", () => {
  const log = ['a', 'mine', 'b'].map(ref => commit(ref, [1, 1, 'x']))

  expect(parts(log, 'mine').map(part => part.map(({ ref }) => ref))).toEqual([['a', 'mine'], ['b']])
  expect(parts(log, undefined)).toHaveLength(1)
})

test('what comes out of flight unrecorded is sent anew, mapped', () => {
  const state = sent(type(opened('shall'), 6, ' act'))
  const mapped = state.apply(receive(state, [commit('other', [1, 1, 'X'])]).tr)

  const after = mapped.apply(unsend(mapped).tr)

  expect(sendable(after)?.steps.map(toWire)).toEqual([[7, 7, ' act']])
})

test('steps kept from before a reload can be undone', () => {
  const before = sent(type(opened('shall'), 6, ' act'))
  const { pending, flight, own } = syncOf(before)
  const fresh = opened('shall')
  let state = fresh.apply(restore(fresh, pending, flight, own))

  expect(words(state)).toEqual(['shall act'])
  expect(syncOf(state).flight?.ref).toBe('mine0000-0')
  undo(state, tr => {
    state = state.apply(tr)
  })
  expect(words(state)).toEqual(['shall'])
})

test("one's own cursor stays before what others put in at its place", () => {
  const state = opened('shall').apply(opened('shall').tr)
  const there = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 6)))

  expect(there.apply(receive(there, [commit('other', [6, 6, ' act'])]).tr).selection.head).toBe(6)
})

test('a step that carries words along is sent as a replacement, since the server takes no other', () => {
  const state = opened('One', 'Two')
  const around = new ReplaceAroundStep(
    0,
    5,
    1,
    4,
    schema.node('doc', null, [clause('clause09', '')]).slice(0, 2),
    1,
  )
  const after = state.apply(state.tr.step(around))

  const steps = sendable(after)?.steps as Step[]

  expect(steps.map(step => step.toJSON().stepType)).toEqual(['replace'])
  expect(steps[0]?.apply(state.doc).doc?.eq(after.doc)).toBe(true)
})

test('a ref carries what its author had seen; of other refs nothing is assumed', () => {
  expect(seenBy(newRef('k3v9p2xa', 1204))).toBe(1204)
  expect(seenBy('550e8400-e29b-41d4-a716-446655440000')).toBe(Number.POSITIVE_INFINITY)
})
