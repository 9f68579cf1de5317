// Numbers of clauses, computed from kind, level and the agreement's scheme; never stored, never an identity. The words are
// those of the text's language (numbering.json). Python does the same from the same words and vectors.
import type { Node } from 'prosemirror-model'
import spec from '../../../workspace/text/numbering.json' with { type: 'json' }
import { WAYS } from './numerals.ts'
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

type Words = (typeof spec)['en']

/** The numbers of a text's clauses, by their ids. */
export class Numbers extends Map<string, Numbered> {
  private readonly gone: string

  constructor(language: string, known: Iterable<readonly [string, Numbered]> = []) {
    super(known)
    this.gone = wordsOf(language).gone
  }

  /** What a reference shows; a clause that is gone leaves a mark that nobody can overlook. */
  reference(clause: string): string {
    return this.get(clause)?.reference ?? this.gone
  }
}

export function numbersOf(doc: Node, scheme: Scheme, language: string): Numbers {
  const places = clausesOf(doc).map(clause => ({
    id: idOf(clause),
    kind: kindOf(clause),
    level: levelOf(clause),
  }))
  return numbers(places, scheme, language)
}

export function numbers(places: readonly Place[], scheme: Scheme, language: string): Numbers {
  const count = new Count(scheme, wordsOf(language))
  return new Numbers(
    language,
    places.map(place => [place.id, count.next(place)] as const),
  )
}

function wordsOf(language: string): Words {
  return spec[language as keyof typeof spec] ?? spec.en
}

function written(form: string, number: number): string {
  return form.replace(/\{(\w+)\}/g, (_, way: string) => WAYS[way]!(number))
}

class Count {
  private readonly scheme: Scheme
  private readonly words: Words
  private chapter = 0
  private article = 0
  private preambular = 0
  private paragraphs: number[] = Array(levels).fill(0)
  /** What paragraphs stand under, as references name it. */
  private heading = ''
  private isInArticle = false

  constructor(scheme: Scheme, words: Words) {
    this.scheme = scheme
    this.words = words
  }

  next({ kind, level }: Place): Numbered {
    if (kind === 'title') return { margin: '', reference: this.words.title }
    if (kind === 'chapter') return this.headed(written(this.words.chapter, ++this.chapter), false)
    if (kind === 'article') return this.headed(written(this.words.article, ++this.article), true)
    return kind === 'preambular' ? this.preamble() : this.paragraph(level)
  }

  private headed(margin: string, isInArticle: boolean): Numbered {
    this.isInArticle = isInArticle
    this.heading = margin.charAt(0).toLowerCase() + margin.slice(1)
    const first = this.scheme === 'resolution' ? this.paragraphs[0]! : 0
    this.paragraphs = [first, ...Array(levels - 1).fill(0)]
    return { margin, reference: this.heading }
  }

  private preamble(): Numbered {
    const number = ++this.preambular
    if (this.scheme === 'resolution') return { margin: `PP${number}`, reference: `PP${number}` }
    return { margin: '', reference: written(this.words.preambular, number) }
  }

  private paragraph(level: number): Numbered {
    this.paragraphs = this.paragraphs.map((number, at) =>
      at < level ? number : at === level ? number + 1 : 0,
    )
    const margin = level
      ? written(this.words.below[level - 1]!, this.paragraphs[level]!)
      : this.firstLevelMargin()
    // A level that was skipped has no number and is not named.
    const named = this.paragraphs.map((number, at) =>
      at && number ? written(this.words.named[at - 1]!, number) : '',
    )
    return { margin, reference: [this.firstLevel(), ...named].filter(Boolean).join(this.words.space) }
  }

  private firstLevelMargin(): string {
    const number = this.paragraphs[0]
    if (this.scheme === 'resolution') return `OP${number}`
    return this.isInArticle ? `${this.article}.${number}` : `${number}`
  }

  private firstLevel(): string {
    const number = this.paragraphs[0]!
    if (this.scheme === 'resolution') return number ? `OP${number}` : ''
    const named = number ? written(this.words.paragraph, number) : ''
    return [this.heading, named].filter(Boolean).join(this.words.comma)
  }
}
