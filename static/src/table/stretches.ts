// The clauses in stretches, for layout alone: at each key the browser watches and lays out some stretches, not a thousand
// clauses. A stretch is a slot in a shadow tree, so that the clauses stay siblings in the tree that the editor owns.
import { mark } from './parts.ts'

const SIZE = 16
const MOST = 2 * SIZE
const REST_MS = 1_000
const HEADINGS: ReadonlySet<string> = new Set(['title', 'chapter', 'article'])

export class Stretches {
  private readonly tree: ShadowRoot
  private named = 0
  private timer = 0

  private constructor(text: HTMLElement) {
    this.tree = text.attachShadow({ mode: 'closed' })
    // The last stretch has no name: whatever names none is shown at least.
    this.tree.append(slot(''))
  }

  /** Null where nobody has tried whether a browser edits across slots as it does without them. Chromium does. */
  static of(text: HTMLElement): Stretches | null {
    if (!('userAgentData' in navigator)) return null
    const stretches = new Stretches(text)
    stretches.divide()
    return stretches
  }

  /**
   * Puts a new clause into the stretch of the one before it, or into the first. This must be done before the clause comes
   * into the page: into what it does not show the browser sets no cursor, and what is typed next goes astray.
   */
  place(clause: HTMLElement, before: HTMLElement | undefined): void {
    clause.slot = before ? before.slot : this.slots[0]!.name
  }

  /** Divides what has grown when typing rests. `atHand`: the clause that then stays where it is; null: not now. */
  divideSoon(atHand: () => HTMLElement | null): void {
    this.timer ||= window.setTimeout(() => {
      this.timer = 0
      const clause = atHand()
      if (clause) this.divide(clause)
      else this.divideSoon(atHand)
    }, REST_MS)
  }

  private get slots(): HTMLSlotElement[] {
    return [...this.tree.children] as HTMLSlotElement[]
  }

  private divide(atHand?: HTMLElement): void {
    for (const place of this.slots) {
      const clauses = place.assignedElements() as HTMLElement[]
      while (clauses.length > MOST) {
        const first = clauses.slice(0, endOfFirst(clauses))
        if (first.some(clause => clause === atHand)) break
        clauses.splice(0, first.length)
        const stretch = slot(`${++this.named}`)
        place.before(stretch)
        gather(stretch, first)
      }
      gather(place, clauses)
    }
  }
}

function slot(name: string): HTMLSlotElement {
  const stretch = document.createElement('slot')
  stretch.name = name
  stretch.setAttribute('part', 'stretch')
  return stretch
}

/** So large a place is kept for it, until it has been laid out. */
function gather(stretch: HTMLSlotElement, clauses: readonly HTMLElement[]): void {
  for (const clause of clauses) mark(clause, 'slot', stretch.name)
  stretch.style.setProperty('--clauses', `${clauses.length}`)
}

/** Not between a heading and what follows: their margins overlap, and do not across stretches. */
function endOfFirst(clauses: readonly HTMLElement[]): number {
  let end = SIZE
  while (end < MOST && HEADINGS.has(clauses[end - 1]!.dataset.kind!)) end++
  return end
}
