import type { Node } from 'prosemirror-model'
import { type Command, EditorState, TextSelection } from 'prosemirror-state'
import { describe, expect, test } from 'vitest'
import {
  changeLevel,
  deleteClauses,
  deleteSelected,
  insertClauses,
  insertReference,
  joinAfter,
  joinBefore,
  placeOf,
  setKind,
  splitClause,
} from '../../static/src/table/commands.ts'
import { kindOf, levelOf, schema } from '../../static/src/text/schema.ts'

type Line = [id: string, words: string, kind?: string, level?: number]

function state(lines: Line[], at: [string, number], to: [string, number] = at): EditorState {
  const clauses = lines.map(([id, words, kind = 'paragraph', level = 0]) =>
    schema.nodes.clause!.create({ id, kind, level }, words ? schema.text(words) : null),
  )
  const doc = schema.nodes.doc!.create(null, clauses)
  const place = ([id, offset]: [string, number]) => placeOf(doc, id)!.pos + 1 + offset
  return EditorState.create({ doc, selection: TextSelection.create(doc, place(at), place(to)) })
}

/** What a command makes of the text: its lines, and the types of the steps that it took. */
function after(command: Command, from: EditorState): { lines: string[]; steps: string[]; doc: Node } {
  let doc = from.doc
  let steps: string[] = []
  command(from, tr => {
    doc = tr.doc
    steps = tr.steps.map(step => step.toJSON().stepType)
    doc.check()
  })
  return { lines: doc.children.map(clause => clause.textContent), steps, doc }
}

const TWO: Line[] = [
  ['aaaaaaaa', 'One two', 'article'],
  ['bbbbbbbb', 'Three', 'paragraph', 1],
]

describe('editing', () => {
  test('the first half of a divided clause keeps the id, and the second has the same kind and level', () => {
    const { lines, doc } = after(splitClause, state(TWO, ['bbbbbbbb', 2]))

    expect(lines).toEqual(['One two', 'Th', 'ree'])
    expect(doc.child(1).attrs.id).toBe('bbbbbbbb')
    expect(doc.child(2).attrs.id).toMatch(/^[0-9a-z]{8}$/)
    expect(levelOf(doc.child(2))).toBe(1)
  })

  test('after a heading comes what belongs under it', () => {
    const { doc } = after(splitClause, state(TWO, ['aaaaaaaa', 7]))

    expect(kindOf(doc.child(1))).toBe('paragraph')
  })

  test('at the start of a clause its id stays with its words', () => {
    const { lines, doc } = after(splitClause, state(TWO, ['bbbbbbbb', 0]))

    expect(lines).toEqual(['One two', '', 'Three'])
    expect(doc.child(2).attrs.id).toBe('bbbbbbbb')
  })

  test('clauses join at their border, and an empty one before just goes', () => {
    expect(after(joinBefore, state(TWO, ['bbbbbbbb', 0])).lines).toEqual(['One twoThree'])
    expect(after(joinAfter, state(TWO, ['aaaaaaaa', 7])).lines).toEqual(['One twoThree'])
    const empty: Line[] = [
      ['aaaaaaaa', ''],
      ['bbbbbbbb', 'Three', 'article'],
    ]
    const { doc } = after(joinBefore, state(empty, ['bbbbbbbb', 0]))
    expect(doc.child(0).attrs).toMatchObject({ id: 'bbbbbbbb', kind: 'article' })
  })

  test('words selected over a border go, and the rest of the last joins the first', () => {
    const { lines, doc } = after(deleteSelected, state(TWO, ['aaaaaaaa', 3], ['bbbbbbbb', 2]))

    expect(lines).toEqual(['Oneree'])
    expect(doc.child(0).attrs.id).toBe('aaaaaaaa')
  })

  test('a paragraph stands at most one level below the one before it, and a heading has no level', () => {
    const lines: Line[] = [
      ['aaaaaaaa', 'One'],
      ['bbbbbbbb', 'Two', 'paragraph', 1],
      ['cccccccc', 'Three', 'article'],
    ]
    expect(after(changeLevel(1), state(lines, ['bbbbbbbb', 0])).steps).toEqual([])
    expect(after(changeLevel(1), state(lines, ['cccccccc', 0])).steps).toEqual([])
    expect(after(setKind('chapter'), state(lines, ['bbbbbbbb', 0])).doc.child(1).attrs).toMatchObject({
      kind: 'chapter',
      level: 0,
    })
  })

  test('what stands above the first clause in another text says how deep it may go', () => {
    const alone: Line[] = [['aaaaaaaa', 'One', 'paragraph', 1]]
    const under = (level: number) => changeLevel(1, { kind: 'paragraph', level })

    expect(levelOf(after(under(1), state(alone, ['aaaaaaaa', 0])).doc.child(0))).toBe(2)
    expect(after(under(0), state(alone, ['aaaaaaaa', 0])).steps).toEqual([])
    expect(after(changeLevel(1), state(alone, ['aaaaaaaa', 0])).steps).toEqual([])
  })

  test('the only clause there is loses its words and stays', () => {
    const { lines, doc } = after(deleteClauses, state([['aaaaaaaa', 'One']], ['aaaaaaaa', 1]))

    expect(lines).toEqual([''])
    expect(doc.child(0).attrs.id).toBe('aaaaaaaa')
  })

  test('several pasted clauses stand after, before, between or in place of the present words', () => {
    const made = ['X', 'Y'].map(words =>
      schema.nodes.clause!.create({ id: words.repeat(8).toLowerCase() }, schema.text(words)),
    )
    const paste = insertClauses(made, false)

    expect(after(paste, state(TWO, ['aaaaaaaa', 7])).lines).toEqual(['One two', 'X', 'Y', 'Three'])
    expect(after(paste, state(TWO, ['aaaaaaaa', 0])).lines).toEqual(['X', 'Y', 'One two', 'Three'])
    expect(after(paste, state(TWO, ['aaaaaaaa', 4])).lines).toEqual(['One X', 'Ytwo', 'Three'])
    const { lines, doc } = after(paste, state([['aaaaaaaa', '']], ['aaaaaaaa', 0]))
    expect(lines).toEqual(['X', 'Y'])
    expect(doc.child(0).attrs.id).toBe('aaaaaaaa')
  })

  test('only steps are made that the server takes', () => {
    const commands = [
      splitClause,
      joinBefore,
      joinAfter,
      deleteSelected,
      deleteClauses,
      setKind('title'),
      setKind('paragraph'),
    ]
    const more = [changeLevel(1), changeLevel(-1), insertReference('bbbbbbbb')]
    const places: [[string, number], [string, number]][] = [
      [
        ['aaaaaaaa', 0],
        ['aaaaaaaa', 0],
      ],
      [
        ['aaaaaaaa', 7],
        ['aaaaaaaa', 7],
      ],
      [
        ['aaaaaaaa', 2],
        ['bbbbbbbb', 3],
      ],
      [
        ['bbbbbbbb', 0],
        ['bbbbbbbb', 5],
      ],
    ]
    for (const command of [...commands, ...more])
      for (const [from, to] of places)
        for (const step of after(command, state(TWO, from, to)).steps)
          expect(['replace', 'attr', 'addMark', 'removeMark']).toContain(step)
  })
})
