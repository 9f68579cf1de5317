import { describe, expect, test } from 'vitest'
import { nextFound, Search } from '../../static/src/table/find.ts'
import { numbered } from '../../static/src/table/manual-numbers.ts'
import { neighbour } from '../../static/src/table/moving.ts'
import { filtered, firstWords, type Line, OPEN, worst } from '../../static/src/table/outline.ts'
import { type Block, pastedText } from '../../static/src/table/paste.ts'
import { Presence } from '../../static/src/table/presence.ts'
import { cleaned, isClean } from '../../static/src/table/words.ts'
import { schema } from '../../static/src/text/schema.ts'

const clause = (id: string, words: string) =>
  schema.nodes.clause!.create({ id }, words ? schema.text(words) : null)
const doc = (...words: string[]) =>
  schema.nodes.doc!.create(
    null,
    words.map((line, i) => clause(`clause0${i}`, line)),
  )

describe('find', () => {
  test('finds without regard to case, in scripts and with signs of all kinds', () => {
    expect(new Search('STATE').in(doc('A state', 'No State'))).toEqual([
      { from: 3, to: 8 },
      { from: 13, to: 18 },
    ])
    expect(new Search('дело').in(doc('ДЕЛО'))).toHaveLength(1)
    expect(new Search('(a.b').in(doc('a.b (a.b) (axb)'))).toHaveLength(1)
    expect(new Search('two words').in(doc('two\u00a0words'))).toHaveLength(1)
    expect(new Search('').in(doc('a'))).toEqual([])
  })

  test('goes on from the cursor and round the ends', () => {
    const found = [
      { from: 3, to: 5 },
      { from: 9, to: 11 },
    ]
    expect([nextFound(found, 4, 1), nextFound(found, 10, 1), nextFound(found, 3, -1)]).toEqual([1, 0, 1])
    expect(nextFound([], 1, 1)).toBe(-1)
  })
})

describe('pasted words', () => {
  const block = (words: string): Block => ({
    kind: 'paragraph',
    level: 0,
    runs: words ? [{ words, em: false, strong: false }] : [],
  })
  const read = (...lines: string[]) =>
    numbered(lines.map(block)).map(({ kind, level, runs }) => [
      kind,
      level,
      runs.map(run => run.words).join(''),
    ])

  test('numbers written by hand go, and say what a clause is', () => {
    expect(
      read(
        'Chapter II',
        'Restraint',
        'Article 3. Services',
        '3.1 No State',
        '(a) one;',
        '(i) first',
        '(ii) second',
        '2. Next',
      ),
    ).toEqual([
      ['chapter', 0, 'Restraint'],
      ['article', 0, 'Services'],
      ['paragraph', 0, 'No State'],
      ['paragraph', 1, 'one;'],
      ['paragraph', 2, 'first'],
      ['paragraph', 2, 'second'],
      ['paragraph', 0, 'Next'],
    ])
  })

  test.each([
    ['Chapitre premier', 'Article premier. Objet', '1. Les États', 'a) un ;', 'ii) deux'],
    ['Capítulo I', 'Artículo 1. Objeto', '1. Los Estados', 'a) uno;', 'ii) dos'],
    ['Глава I', 'Статья 1. Цель', '1. Государства', 'a) один;', 'ii) два'],
    ['الفصل الأول', 'المادة 1 الغرض', '1. الدول', '(أ) واحد؛', '‘2’ اثنان'],
    ['第一章', '第一条 宗旨', '1. 各国', '(一) 一；', '(ii) 二'],
  ])('so do those of the other five languages: %s', (...lines) => {
    const found = read(lines[0]!, 'I', ...lines.slice(1))

    expect(found.map(([kind, level]) => [kind, level])).toEqual([
      ['chapter', 0],
      ['article', 0],
      ['paragraph', 0],
      ['paragraph', 1],
      ['paragraph', 2],
    ])
    expect(found.map(line => line[2]).join()).not.toMatch(/[0-9()]/)
    expect(read('第五条适用于此', 'الفصلان 1')[0]).toEqual(['paragraph', 0, '第五条适用于此'])
  })

  test('what only looks like a number stays', () => {
    expect(read('3.2 million people', 'Article 5 applies here, and elsewhere.', '12 States')).toEqual([
      ['paragraph', 0, '3.2 million people'],
      ['paragraph', 0, 'Article 5 applies here, and elsewhere.'],
      ['paragraph', 0, '12 States'],
    ])
    expect(read('1. One line alone')).toEqual([['paragraph', 0, '1. One line alone']])
  })

  test('one line flows into the line at the cursor, several become clauses', () => {
    expect(pastedText('one').flows).toBe(true)
    const pasted = pastedText('one\r\n\r\ntwo')
    expect([pasted.flows, pasted.blocks.length]).toEqual([false, 2])
  })

  test('characters that no text takes are left out, joiners of scripts and emoji stay', () => {
    expect(cleaned('a\u202eb\tc\u200b')).toBe('ab c')
    expect(isClean('👩‍👩‍👧 می‌خواهم')).toBe(true)
    expect(cleaned('👩‍👩‍👧 می‌خواهم')).toBe('👩‍👩‍👧 می‌خواهم')
  })
})

describe('the outline', () => {
  const line = (id: string, number: string, more: Partial<Line> = {}): Line => ({
    ...OPEN,
    id,
    kind: 'paragraph',
    level: 0,
    number,
    words: '',
    under: '',
    ...more,
  })

  test('a clause is known by its first words', () => {
    expect(firstWords(clause('clause01', 'Short.'))).toBe('Short.')
    expect(firstWords(clause('clause01', 'word '.repeat(40)))).toMatch(/^(word )+word…$/)
  })

  test('is filtered by number, by words and by status together', () => {
    const lines = [line('a', '3.1'), line('b', '3.2', { status: 'agreed' }), line('c', '13.1')]
    expect([...filtered(lines, '3.', new Set(), () => false)]).toEqual(['a', 'b'])
    expect([...filtered(lines, 'x', new Set(), id => id === 'c')]).toEqual(['c'])
    expect([...filtered(lines, '3', new Set(['agreed']), () => false)]).toEqual(['b'])
  })

  test('the worst status stands for many', () => {
    expect(worst(['agreed', 'open', 'informals'])).toBe('open')
  })
})

test('a clause moves by one place, and not beyond the ends', () => {
  const three = doc('a', 'b', 'c')
  expect([0, 1, 2].map(i => neighbour(three, i, -1))).toEqual([undefined, null, 'clause00'])
  expect([0, 1, 2].map(i => neighbour(three, i, 1))).toEqual(['clause01', 'clause02', undefined])
})

test('delegations keep their hue while they are here, and no two of eight share one', () => {
  const presence = new Presence({}, { here: '', more: '' })
  const seat = (code: string) => ({ connection: code, seat: code, name: code, delegation: code })
  const codes = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
  const first = presence.hear(codes.map(seat))
  expect(new Set(first.map(group => group.hue)).size).toBe(8)

  const [left] = presence.hear([seat('C')])
  expect(left!.hue).toBe(first[2]!.hue)
})
