// Numbering and hashes, on the vectors that Python reads too.
import { expect, test } from 'vitest'
import {
  type Numbered,
  numbers,
  numbersOf,
  type Place,
  referenceText,
  type Scheme,
} from '../../static/src/text/numbering.ts'
import { schema } from '../../static/src/text/schema.ts'
import { canonicalWording, documentHash, hex, wordingHash } from '../../static/src/text/wording.ts'
import hashes from '../vectors/hashes.json' with { type: 'json' }
import numbering from '../vectors/numbering.json' with { type: 'json' }

test.each(numbering)('clauses are numbered by the scheme: $name', ({ scheme, clauses }) => {
  const expected = clauses.map(({ id, margin, reference }) => [id, { margin, reference }])

  expect([...numbers(clauses as Place[], scheme as Scheme)]).toEqual(expected)
})

test('a document is numbered as its clauses are', () => {
  const clause = schema.node('clause', { id: 'article1', kind: 'article', level: 0 })

  const known: Map<string, Numbered> = numbersOf(schema.node('doc', null, [clause]), 'treaty')

  expect(referenceText('article1', known)).toBe('article 1')
  expect(referenceText('gone0000', known)).toBe('[deleted clause]')
})

test.each(hashes.wordings)(
  'a wording hashes as published: $name',
  async ({ clause, language, canonical, hash }) => {
    const node = schema.nodeFromJSON(clause)

    expect(hex(canonicalWording(node, language))).toBe(canonical)
    expect(await wordingHash(node, language)).toBe(hash)
  },
)

test.each(hashes.documents)('a document hashes as published: $name', async ({ doc, language, hash }) => {
  expect(await documentHash(schema.nodeFromJSON(doc), language)).toBe(hash)
})
