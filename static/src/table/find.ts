// Finding words in the text: where they stand, and the one at hand.
import type { Node } from 'prosemirror-model'

export interface Found {
  readonly from: number
  readonly to: number
}

/** A search that remembers what it found in each clause, so that typing searches one clause again, not all. */
export class Search {
  readonly query: string
  private readonly pattern: RegExp | null
  private readonly known = new WeakMap<Node, readonly Found[]>()

  constructor(query: string) {
    this.query = query
    this.pattern = query ? new RegExp(escaped(query), 'giu') : null
  }

  in(doc: Node): Found[] {
    const found: Found[] = []
    if (this.pattern)
      doc.forEach((clause, offset) => {
        for (const { from, to } of this.inClause(clause))
          found.push({ from: offset + 1 + from, to: offset + 1 + to })
      })
    return found
  }

  isIn(clause: Node): boolean {
    return this.pattern !== null && this.inClause(clause).length > 0
  }

  private inClause(clause: Node): readonly Found[] {
    const known = this.known.get(clause)
    if (known) return known
    const words = clause.textBetween(0, clause.content.size, '', '\ufffc')
    const found = [...words.matchAll(this.pattern!)].map(({ index, 0: hit }) => ({
      from: index,
      to: index + hit.length,
    }))
    this.known.set(clause, found)
    return found
  }
}

/** The one to go to from a position: the next, or the one before, round the ends. */
export function nextFound(found: readonly Found[], pos: number, way: 1 | -1): number {
  if (!found.length) return -1
  const after = found.findIndex(hit => hit.from >= pos)
  if (way > 0) return Math.max(after, 0)
  const before = found.findLastIndex(hit => hit.to < pos)
  return before < 0 ? found.length - 1 : before
}

function escaped(query: string): string {
  // A space finds any space, so that a non-breaking one pasted from Word is found as well.
  return query.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\s+/gu, '\\s+')
}
