import { expect, test } from 'vitest'
import { diffWords, splitWords } from '../../static/src/text/diff.ts'

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

test.each(PAIRS)('a diff reproduces both sides: %s', (before, after) => {
  const pieces = diffWords(before, after)

  expect(
    pieces
      .filter(({ op }) => op !== 'inserted')
      .map(({ words }) => words)
      .join(''),
  ).toBe(before)
  expect(
    pieces
      .filter(({ op }) => op !== 'deleted')
      .map(({ words }) => words)
      .join(''),
  ).toBe(after)
})

test('words change as wholes, Han characters one by one', () => {
  expect(diffWords('shall act', 'should act')).toEqual([
    { op: 'deleted', words: 'shall' },
    { op: 'inserted', words: 'should' },
    { op: 'same', words: ' act' },
  ])
  expect(splitWords('各国 act')).toEqual(['各', '国', ' ', 'act'])
})

test('no cut falls inside a character', () => {
  expect(splitWords('👍🏽🇰🇪👩‍⚖️é')).toEqual(['👍🏽', '🇰🇪', '👩‍⚖️', 'é'])
})
