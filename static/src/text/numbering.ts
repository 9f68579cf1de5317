// Numbers of clauses, computed from kind, level and the agreement's scheme; never stored, never an identity. The Python
// side does the same from the same vectors (tests/vectors/numbering.json).
import type { Node } from 'prosemirror-model'
import { clausesOf, idOf, type Kind, kindOf, levelOf, levels } from './schema.ts'

export type Scheme = 'treaty' | 'resolution'

/** `margin` stands beside the clause, `reference` names it from elsewhere. */
export interface Numbered {
  readonly margin: string
  readonly reference: string
}

/** What numbering needs to know of a clause. */
export interface Place {
  readonly id: string
  readonly kind: Kind
  readonly level: number
}

export function numbersOf(doc: Node, scheme: Scheme): Map<string, Numbered> {
  const places = clausesOf(doc).map(clause => ({
    id: idOf(clause),
    kind: kindOf(clause),
    level: levelOf(clause),
  }))
  return numbers(places, scheme)
}

export function numbers(places: readonly Place[], scheme: Scheme): Map<string, Numbered> {
  const count = new Count(scheme)
  return new Map(places.map(place => [place.id, count.next(place)]))
}

/** What a reference shows; a clause that is gone leaves a mark that nobody can overlook. */
export function referenceText(clause: string, known: ReadonlyMap<string, Numbered>): string {
  return known.get(clause)?.reference ?? '[deleted clause]'
}

const ROMAN: readonly [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

export function roman(number: number): string {
  let [written, left] = ['', number]
  for (const [value, digits] of ROMAN) {
    written += digits.repeat(Math.floor(left / value))
    left %= value
  }
  return written
}

/** a to z, then aa, ab and so on. */
export function letters(number: number): string {
  let written = ''
  for (let left = number; left; left = Math.floor((left - 1) / 26))
    written = String.fromCharCode(97 + ((left - 1) % 26)) + written
  return written
}

const BELOW: readonly ((number: number) => string)[] = [
  () => '',
  number => `(${letters(number)})`,
  number => `(${roman(number).toLowerCase()})`,
  number => `${letters(number)}.`,
]

class Count {
  private readonly scheme: Scheme
  private chapter = 0
  private article = 0
  private preambular = 0
  private paragraphs: number[] = Array(levels).fill(0)
  /** What paragraphs stand under, as references name it. */
  private heading = ''

  constructor(scheme: Scheme) {
    this.scheme = scheme
  }

  next({ kind, level }: Place): Numbered {
    if (kind === 'title') return { margin: '', reference: 'the title' }
    if (kind === 'chapter') return this.headed('Chapter', roman(++this.chapter))
    if (kind === 'article') return this.headed('Article', String(++this.article))
    return kind === 'preambular' ? this.preamble() : this.paragraph(level)
  }

  private headed(word: string, number: string): Numbered {
    this.heading = `${word.toLowerCase()} ${number}`
    const first = this.scheme === 'resolution' ? this.paragraphs[0]! : 0
    this.paragraphs = [first, ...Array(levels - 1).fill(0)]
    return { margin: `${word} ${number}`, reference: this.heading }
  }

  private preamble(): Numbered {
    const number = ++this.preambular
    if (this.scheme === 'resolution') return { margin: `PP${number}`, reference: `PP${number}` }
    return { margin: '', reference: `preambular paragraph ${number}` }
  }

  private paragraph(level: number): Numbered {
    this.paragraphs = this.paragraphs.map((number, at) =>
      at < level ? number : at === level ? number + 1 : 0,
    )
    // A level that was skipped has no number and is not named.
    const below = this.paragraphs.flatMap((number, at) => (at && number ? [BELOW[at]!(number)] : []))
    const margin = level ? below.at(-1)! : this.firstLevelMargin()
    return { margin, reference: [this.firstLevel(), ...below].filter(Boolean).join(' ') }
  }

  private firstLevelMargin(): string {
    const number = this.paragraphs[0]
    if (this.scheme === 'resolution') return `OP${number}`
    return this.heading.startsWith('article') ? `${this.article}.${number}` : `${number}`
  }

  private firstLevel(): string {
    const number = this.paragraphs[0]
    if (this.scheme === 'resolution') return number ? `OP${number}` : ''
    return [this.heading, number ? `paragraph ${number}` : ''].filter(Boolean).join(', ')
  }
}
