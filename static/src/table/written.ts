// What the server wrote into the page as words, read back: the document, exactly, and what stands beside its clauses. The
// text travels once, and is readable before any script.
import type { Mark, Node } from 'prosemirror-model'
import { type Kind, schema } from '../text/schema.ts'
import { hex } from '../text/wording.ts'
import type { Margin } from './clause-view.ts'
import type { Told } from './margins.ts'
import type { Status } from './outline.ts'

/** The clauses that stand in the page, by their ids. */
export type Written = Map<string, HTMLElement>

export function writtenIn(place: HTMLElement): Written {
  return new Map(
    [...place.querySelectorAll<HTMLElement>(':scope > .clause')].map(clause => [clause.id, clause]),
  )
}

export function documentIn(written: Written): Node {
  return schema.nodes.doc!.create(null, [...written.values()].map(clauseIn))
}

/** Whether a document is what the server has: it sends the digest of the exact form. */
export async function isExact(doc: object, digest: string): Promise<boolean> {
  // Absent where the connection is not secure.
  if (!crypto.subtle) return false
  const bytes = new TextEncoder().encode(JSON.stringify(doc))
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))) === digest
}

export function toldIn(written: Written): Map<string, Told> {
  return new Map([...written].map(([id, clause]) => [id, toldOf(clause)]))
}

function toldOf(clause: HTMLElement): Told {
  return {
    ...marginIn(clause),
    amendments: Number(clause.dataset.amendments ?? 0),
    is_to_words: clause.dataset.toWords !== undefined,
  }
}

export function marginIn(clause: HTMLElement): Margin {
  const notes = clause.querySelector('.clause-notes')
  return {
    status: clause.dataset.status as Status,
    locked: clause.dataset.locked !== undefined,
    number: clause.querySelector('.clause-no')?.textContent ?? '',
    notes: notes?.hasChildNodes() ? notes.innerHTML : '',
  }
}

export function wordsOf(clause: HTMLElement): HTMLElement | null {
  return clause.querySelector<HTMLElement>(':scope > .clause-text')
}

function clauseIn(clause: HTMLElement): Node {
  const { kind, level } = clause.dataset
  const attrs = { id: clause.id, kind: kind as Kind, level: Number(level) }
  const words = wordsOf(clause)
  return schema.nodes.clause!.create(attrs, words ? runsIn(words, []) : [])
}

/** `marks`: of the elements around, the innermost first, as they stand on a run. */
function runsIn(element: globalThis.Node, marks: readonly Mark[]): Node[] {
  return [...element.childNodes].flatMap(child => {
    if (child.nodeType === child.TEXT_NODE) return schema.text(child.nodeValue!, [...marks])
    const { dataset, localName } = child as HTMLElement
    if (dataset.reference !== undefined)
      return schema.nodes.reference!.create({ clause: dataset.reference }, null, [...marks])
    const mark = dataset.bracket === undefined ? schema.mark(localName) : bracket(dataset.bracket)
    return runsIn(child, [mark, ...marks])
  })
}

function bracket(id: string): Mark {
  return schema.mark('bracket', { id })
}
