// What becomes of steps that are pending when others' come in, or when they are refused: where they go, and which words are lost.
import { closeHistory, redo, undo } from 'prosemirror-history'
import { type EditorState, TextSelection } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { fromWire, toWire, type WireStep } from '../../static/src/live/steps.ts'
import { receive, refuse, syncOf } from '../../static/src/live/sync.ts'
import { schema } from '../../static/src/text/schema.ts'
import { clause, commit, opened, sendable, sent, type, words } from './states.ts'

test('words of a refused commit are lost, with what was typed into them; other words stay', () => {
  let state = sent(type(opened('shall', 'Two'), 6, ' act'))
  state = type(type(state, 8, 'BC'), 14, 'own ')

  const { tr, lost } = refuse(state)

  expect(lost).toMatchObject([{ clause: 'clause00', words: ' aBCct' }])
  expect(words(state.apply(tr))).toEqual(['shall', 'own Two'])
})

test('a deletion that is refused and was taken back meanwhile leaves the clause once, with what was typed into it', () => {
  let state = opened('One', 'Two', 'Three')
  state = sent(state.apply(state.tr.delete(5, 10)))
  undo(state, tr => {
    state = state.apply(tr)
  })
  state = type(state, 9, '!')
  state = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 8)))

  const { tr, lost } = refuse(state)
  const after = state.apply(tr)

  expect(words(after)).toEqual(['One', 'Two!', 'Three'])
  expect(after.doc.child(1).attrs.id).toBe('clause01')
  expect(lost).toEqual([])
  expect(sendable(after)?.steps.map(toWire)).toEqual([[9, 9, '!']])
  expect(after.selection.head).toBe(8)
})

test('a refused deletion that was taken back, done again and taken back again leaves the words', () => {
  let state = opened('One', 'Two', 'Three')
  state = sent(state.apply(state.tr.delete(5, 10)))
  for (const command of [undo, redo, undo])
    command(state, tr => {
      state = state.apply(tr)
    })
  expect(words(state)).toEqual(['One', 'Two', 'Three'])

  const { tr, lost } = refuse(state)
  const after = state.apply(tr)

  expect(words(after)).toEqual(['One', 'Two', 'Three'])
  expect(lost).toEqual([])
})

test('so it is with several deletions, typed around, and others writing', () => {
  let state = opened('One', 'Two', 'Three')
  state = sent(state.apply(state.tr.delete(5, 10).delete(1, 4)))
  state = type(state, 6, 'X')
  undo(state, tr => {
    state = state.apply(tr)
  })
  undo(state, tr => {
    state = state.apply(tr)
  })
  const told = state.apply(receive(state, [commit('other', [11, 11, 'Y'])]).tr)

  const after = told.apply(refuse(told).tr)

  expect(words(after)).toEqual(['One', 'Two', 'YThree'])
})

test('what its author deleted again is not held', () => {
  const typed = sent(type(opened('shall'), 6, ' act'))
  const state = typed.apply(typed.tr.delete(6, 10))

  expect(refuse(state).lost).toEqual([])
})

test('words whose clause somebody deleted are lost once the server has no place for them either', () => {
  const state = sent(type(opened('One', 'Two'), 4, ' more'))

  const gone = receive(state, [commit('other', { stepType: 'replace', from: 0, to: 5 })])
  const after = state.apply(gone.tr)

  expect(gone.lost).toEqual([])
  expect(refuse(after).lost).toMatchObject([{ clause: 'clause00', words: ' more' }])
})

test('words deleted by somebody who had not seen them are held; by somebody who had, not', () => {
  const typed = sent(type(opened('shall act'), 6, ' soon'))
  const saved = typed.apply(receive(typed, [commit('mine0000-0', [6, 6, ' soon'])]).tr)

  const unseen = receive(saved, [commit('theirs00-0', [1, 12, ''])])
  const seen = receive(saved, [commit('theirs00-1', [1, 12, ''])])

  expect(unseen.unseen).toMatchObject([{ clause: 'clause00', words: ' soon' }])
  expect(seen.unseen).toEqual([])
})

test('typing follows a clause that is moved, and is not lost by it', () => {
  const state = type(opened('One', 'Two'), 4, '!')
  const step = {
    stepType: 'replace',
    from: 5,
    to: 5,
    slice: { content: [clause('clause00', 'One').toJSON()] },
  }
  const move = {
    ...commit('other', { stepType: 'replace', from: 0, to: 5 }, step),
    mirrors: [[0, 1]] as const,
  }

  const { tr, lost, unseen } = receive(state, [move])

  expect(words(state.apply(tr))).toEqual(['Two', 'One!'])
  expect([...lost, ...unseen]).toEqual([])
})

test('a deletion of which one end went along with a moved clause is dropped', () => {
  const state = opened('One', 'Two', 'Three')
  const deleting = state.apply(state.tr.delete(3, 7))
  const step = {
    stepType: 'replace',
    from: 12,
    to: 12,
    slice: { content: [clause('clause00', 'One').toJSON()] },
  }
  const move = {
    ...commit('other', { stepType: 'replace', from: 0, to: 5 }, step),
    mirrors: [[0, 1]] as const,
  }

  const after = deleting.apply(receive(deleting, [move]).tr)

  expect(words(after)).toEqual(['Two', 'Three', 'One'])
  expect(syncOf(after).pending).toEqual([])
})

/**
 * A clause of one's own, put in after another's new clause, went along when that was moved to the beginning; but the server,
 * asked before either, had put it in where it was first meant.
 */
function putElsewhere(typed: (state: EditorState) => EditorState) {
  const put = (at: number, id: string, what: string): WireStep => ({
    stepType: 'replace',
    from: at,
    to: at,
    slice: { content: [clause(id, what).toJSON()] },
  })
  const begun = opened('One', 'Two', 'Three')
  let state = sent(begun.apply(begun.tr.step(fromWire(schema, put(10, 'mine0000', 'Mine')))))
  state = state.apply(receive(state, [commit('other', put(10, 'moved000', 'Moved'))]).tr)
  const steps = commit('other', { stepType: 'replace', from: 10, to: 17 }, put(0, 'moved000', 'Moved'))
  state = state.apply(receive(state, [{ ...steps, mirrors: [[0, 1]] }]).tr)
  expect(words(state)).toEqual(['Moved', 'Mine', 'One', 'Two', 'Three'])
  state = typed(state)
  return state.apply(receive(state, [commit('mine0000-0', put(17, 'mine0000', 'Mine'))]).tr)
}

test('a clause begun after one that the server put elsewhere goes with it, and takes no words away', () => {
  const next = (state: EditorState) => state.apply(state.tr.insert(13, clause('next0000', 'Next')))

  const after = putElsewhere(next)

  expect(words(after)).toEqual(['Moved', 'One', 'Two', 'Mine', 'Next', 'Three'])
})

test('a deletion of which one end went where the server had put it is dropped', () => {
  const after = putElsewhere(state => state.apply(state.tr.delete(3, 10)))

  expect(words(after)).toEqual(['Moved', 'One', 'Two', 'Mine', 'Three'])
  expect(syncOf(after).pending).toEqual([])
})

test('words that had left the screen are held when the server records them under a deletion', () => {
  let state = sent(type(opened('abcdef'), 4, 'XY'))
  state = state.apply(receive(state, [commit('other', [2, 6, ''])]).tr)
  expect(words(state)).toEqual(['af'])
  state = state.apply(state.tr.delete(1, 3))

  const { tr, lost } = receive(state, [commit('mine0000-0', [2, 2, 'XY'])])

  expect(words(state.apply(tr))).toEqual([''])
  expect(lost.map(each => each.words)).toEqual(['XY'])
})

test('undo takes away no other words where the server recorded some that had left the screen', () => {
  let state = sent(type(opened('abcdef'), 7, '?'), 'mine0000-0')
  state = state.apply(receive(state, [commit('mine0000-0', [7, 7, '?'])]).tr)
  state = state.apply(closeHistory(state.tr))
  state = sent(type(type(state, 8, '!'), 4, 'XY'), 'mine0000-1')
  state = state.apply(receive(state, [commit('other', [2, 6, ''])]).tr)
  expect(words(state)).toEqual(['af?!'])
  state = state.apply(receive(state, [commit('mine0000-1', [4, 4, '!'], [2, 2, 'XY'])]).tr)
  expect(words(state)).toEqual(['aXYf?!'])

  undo(state, tr => {
    state = state.apply(tr)
  })

  expect(words(state)).toEqual(['aXYf!'])
})

test('a step that a later refusal uncovers words under counts as made before them', () => {
  let state = sent(opened('abcdef').apply(opened('abcdef').tr.delete(3, 5)))
  state = state.apply(receive(state, [commit('other00-0', [4, 4, 'XY'])]).tr)
  state = state.apply(state.tr.delete(2, 4))

  const after = state.apply(refuse(state).tr)

  expect(words(after)).toEqual(['af'])
  expect(sendable(after)?.seen).toBe(0)
})
