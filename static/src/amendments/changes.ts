// The diff as one writes: clause by clause, against the clause that one began with.
import type { Node } from 'prosemirror-model'
import { el, hidden } from '../table/parts.ts'
import { diffWords, type Piece } from '../text/diff.ts'
import { clausesOf } from '../text/schema.ts'
import type { DiffWords, References } from './data.ts'

/** What others will see, a list of pieces for each clause. The first is compared with the base, the rest are new. */
export function changes(
  base: Node | null,
  doc: Node,
  references: References,
  gone: string,
): readonly (readonly Piece[])[] {
  return clausesOf(doc).map((clause, at) =>
    diffWords(at === 0 && base ? wordsOf(base, references, gone) : '', wordsOf(clause, references, gone)),
  )
}

/** A clause's words, references as they read. */
export function wordsOf(clause: Node, references: References, gone: string): string {
  return clause.children
    .map(node => (node.isText ? (node.text ?? '') : (references[node.attrs.clause] ?? gone)))
    .join('')
}

export function drawChanges(
  place: HTMLElement,
  found: readonly (readonly Piece[])[],
  words: DiffWords,
  text: { lang: string; dir: string },
): void {
  const drawn = found.map(pieces =>
    el(
      'p',
      { class: 'diff treaty', lang: text.lang, dir: text.dir },
      ...pieces.map(piece => drawPiece(piece, words)),
    ),
  )
  place.replaceChildren(...drawn)
}

function drawPiece({ op, words }: Piece, said: DiffWords): string | HTMLElement {
  if (op === 'same') return words
  if (op === 'inserted')
    return el('ins', {}, hidden(`${said.inserted} `), words, hidden(` ${said.insertedEnd} `))
  return el('del', {}, hidden(`${said.deleted} `), words, hidden(` ${said.deletedEnd} `))
}
