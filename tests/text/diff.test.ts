import { expect, test } from 'vitest'
import { diffRuns, type Run, splitWords } from '../../static/src/text/diff.ts'

const PAIRS = [
  ['Each State Party shall cooperate.', 'Each State Party should fully cooperate.'],
  ['Les États coopèrent.', 'Les États parties coopèrent pleinement.'],
  ['Государства сотрудничают.', 'Государства-участники сотрудничают.'],
  ['تتعاون الدول الأطراف', 'تتعاون جميع الدول'],
  ['各国应当合作。', '各缔约国应合作。'],
  ['Los Estados cooperarán 👍🏽 🇰🇪', 'Los Estados 👍🏿 cooperan 🇰🇭'],
  ['', 'new'],
  ['gone', ''],
] as const

const plain = (words: string): Run[] => (words ? [{ words, marks: [] }] : [])
const strong = (words: string): Run => ({ words, marks: ['strong'] })
const to = (clause: string): Run => ({ words: '', marks: [], clause })
const said = (runs: readonly Run[]) => runs.map(({ words, clause }) => words || `@${clause}`).join('')

test.each(PAIRS)('a diff reproduces both sides: %s', (before, after) => {
  const pieces = diffRuns(plain(before), plain(after))

  expect(pieces.map(piece => said(piece.before)).join('')).toBe(before)
  expect(pieces.map(piece => said(piece.after)).join('')).toBe(after)
})

test('words change as wholes, Han characters one by one', () => {
  expect(diffRuns(plain('shall act'), plain('should act'))).toEqual([
    { op: 'deleted', before: plain('shall'), after: [] },
    { op: 'inserted', before: [], after: plain('should') },
    { op: 'same', before: plain(' act'), after: plain(' act') },
  ])
  expect(splitWords('各国 act')).toEqual(['各', '国', ' ', 'act'])
})

test('no cut falls inside a character', () => {
  expect(splitWords('👍🏽🇰🇪👩‍⚖️é')).toEqual(['👍🏽', '🇰🇪', '👩‍⚖️', 'é'])
})

test('words that are only set otherwise stay, and are told apart from those beside them', () => {
  const found = diffRuns(plain('States shall act'), [...plain('States '), strong('shall'), ...plain(' act')])

  expect(found.map(({ op, after }) => [op, said(after)])).toEqual([
    ['same', 'States '],
    ['reformatted', 'shall'],
    ['same', ' act'],
  ])
})

test('a word that is half set otherwise is not cut', () => {
  const [, piece] = diffRuns(plain('we cooperate'), [...plain('we co'), strong('operate')])

  expect(piece).toEqual({
    op: 'reformatted',
    before: plain('cooperate'),
    after: [...plain('co'), strong('operate')],
  })
})

test('another reference is another word', () => {
  const [, gone, come] = diffRuns([...plain('under '), to('one')], [...plain('under '), to('two')])

  expect([gone!.op, said(gone!.before), come!.op, said(come!.after)]).toEqual([
    'deleted',
    '@one',
    'inserted',
    '@two',
  ])
})
