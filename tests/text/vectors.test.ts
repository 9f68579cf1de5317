// Numbering and hashes, on the vectors that Python reads too.
import { expect, test } from 'vitest'
import { numbers, numbersOf, type Place, type Scheme } from '../../static/src/text/numbering.ts'
import { schema } from '../../static/src/text/schema.ts'
import { canonicalWording, documentHash, hex, wordingHash } from '../../static/src/text/wording.ts'
import hashes from '../vectors/hashes.json' with { type: 'json' }
import numbering from '../vectors/numbering.json' with { type: 'json' }

test.each(numbering)(
  'clauses are numbered by scheme and language: $name',
  ({ scheme, language, clauses }) => {
    const expected = clauses.map(({ id, margin, reference }) => [id, { margin, reference }])

    expect([...numbers(clauses as Place[], scheme as Scheme, language)]).toEqual(expected)
  },
)

test('a document is numbered as its clauses are', () => {
  const clause = schema.node('clause', { id: 'article1', kind: 'article', level: 0 })

  const known = numbersOf(schema.node('doc', null, [clause]), 'treaty', 'en')

  expect(known.reference('article1')).toBe('article 1')
  expect(known.reference('gone0000')).toBe('[deleted clause]')
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
