// What stands beside all clauses: numbers that follow the order of the text, statuses and notes as the server tells them.
import type { Node } from 'prosemirror-model'
import { Numbers, numbers, type Scheme } from '../text/numbering.ts'
import { clausesOf, idOf, kindOf, levelOf } from '../text/schema.ts'
import { ClauseView, type ClauseWords, type Margin, ReferenceView } from './clause-view.ts'
import { type Facts, OPEN } from './outline.ts'
import { toldIn, type Written } from './written.ts'

/** What the server tells of a clause. */
export interface Told extends Facts {
  readonly notes: string
  /** Agreement was recorded that lapses when the words change, and stands again when they return. */
  readonly is_to_words: boolean
}

const NOTHING: Told = { ...OPEN, notes: '', is_to_words: false }

export class Margins {
  private readonly scheme: Scheme
  private readonly words: ClauseWords
  private told: ReadonlyMap<string, Told>
  private locked: ReadonlySet<string> = new Set()
  private readonly language: string
  private numbered: { clauses: readonly Node[]; numbers: Numbers }
  private readonly clauses = new Map<string, ClauseView>()
  private readonly references = new Set<ReferenceView>()
  private readonly written: Written

  constructor(
    doc: Node,
    text: { readonly scheme: Scheme; readonly language: string },
    words: ClauseWords,
    written: Written,
  ) {
    this.scheme = text.scheme
    this.language = text.language
    this.numbered = { clauses: [], numbers: new Numbers(text.language) }
    this.words = words
    this.told = toldIn(written)
    this.written = new Map(written)
    this.renumber(doc)
  }

  get numbers(): Numbers {
    return this.numbered.numbers
  }

  /** Whether the server has told of this clause: it knows a new one once it is saved. */
  isKnown(id: string): boolean {
    return this.told.has(id)
  }

  /** Whether only the server can say what the status is once the words have changed. */
  isToWords(id: string): boolean {
    return this.told.get(id)?.is_to_words ?? false
  }

  factsOf(id: string): Facts {
    const told = this.told.get(id) ?? NOTHING
    return { status: told.status, amendments: told.amendments, locked: this.locked.has(id) }
  }

  clause(node: Node): ClauseView {
    const id = idOf(node)
    const leave = (gone: ClauseView) => {
      if (this.clauses.get(id) === gone) this.clauses.delete(id)
    }
    const view = new ClauseView(node, this.words, this.marginOf(id), leave, this.written.get(id))
    // Taken over once: a clause that comes back is drawn anew.
    this.written.delete(id)
    this.clauses.set(id, view)
    return view
  }

  reference(node: Node): ReferenceView {
    const view: ReferenceView = new ReferenceView(node, gone => this.references.delete(gone))
    this.draw(view)
    this.references.add(view)
    return view
  }

  viewOf(id: string): ClauseView | undefined {
    return this.clauses.get(id)
  }

  tell(told: ReadonlyMap<string, Told>): void {
    this.told = told
    this.show()
  }

  lock(locked: Iterable<string>): void {
    this.locked = new Set(locked)
    this.show()
  }

  /** After a change of the text; true when numbers or order may have changed. */
  follow(doc: Node): boolean {
    if (!this.renumber(doc)) return false
    this.show()
    for (const view of this.references) this.draw(view)
    return true
  }

  private renumber(doc: Node): boolean {
    const [before, clauses] = [this.numbered.clauses, clausesOf(doc)]
    const isAlike =
      clauses.length === before.length && clauses.every((clause, i) => isPlaced(clause, before[i]!))
    const numbered = isAlike
      ? this.numbered.numbers
      : numbers(clauses.map(placeOf), this.scheme, this.language)
    this.numbered = { clauses, numbers: numbered }
    return !isAlike
  }

  private show(): void {
    for (const [id, view] of this.clauses) view.show(this.marginOf(id))
  }

  private marginOf(id: string): Margin {
    const { status, notes } = this.told.get(id) ?? NOTHING
    return { status, notes, locked: this.locked.has(id), number: this.numbers.get(id)?.margin ?? '' }
  }

  private draw(view: ReferenceView): void {
    view.show(this.numbers.reference(view.clause), this.numbers.has(view.clause))
  }
}

function placeOf(clause: Node) {
  return { id: idOf(clause), kind: kindOf(clause), level: levelOf(clause) }
}

/** Whether a clause is numbered as another is. An unchanged one is the same object, which makes this quick at each key. */
function isPlaced(a: Node, b: Node): boolean {
  return a === b || (idOf(a) === idOf(b) && kindOf(a) === kindOf(b) && levelOf(a) === levelOf(b))
}
