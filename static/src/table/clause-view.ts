// How a clause stands on the page: the shape of its status, its number, its words, margin notes. Only the words belong to
// the editor; the rest is shown here as it becomes known, without a transaction. What the server drew is taken over as it
// stands: to draw a thousand clauses again takes the browser longer than everything else.
import type { Node } from 'prosemirror-model'
import type { NodeView, ViewMutationRecord } from 'prosemirror-view'
import { idOf, kindOf, levelOf } from '../text/schema.ts'
import type { Status } from './outline.ts'
import { el, hidden, icon } from './parts.ts'
import { marginIn } from './written.ts'

/** What stands beside the words. */
export interface Margin {
  readonly status: Status
  readonly locked: boolean
  readonly number: string
  /** Made by the server. */
  readonly notes: string
}

export interface ClauseWords {
  readonly statuses: Record<Status, string>
  readonly locked: string
  readonly grip: string
}

const HEADINGS: Record<string, 'h2' | 'h3'> = { title: 'h2', chapter: 'h2', article: 'h3' }

export class ClauseView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  readonly id: string
  private node: Node
  private readonly words: ClauseWords
  private readonly leave: (view: ClauseView) => void
  private readonly status: HTMLElement
  private readonly number: HTMLElement
  private readonly notes: HTMLElement
  private why: HTMLElement | null = null
  private shape = ''
  private margin: Margin | null = null

  /** `written`: the clause as it stands in the page already, if it does. */
  constructor(
    node: Node,
    words: ClauseWords,
    margin: Margin,
    leave: (view: ClauseView) => void,
    written?: HTMLElement,
  ) {
    this.node = node
    this.id = idOf(node)
    this.words = words
    this.leave = leave
    const isFit = written?.querySelector('.clause-text')?.localName === tagFor(node)
    this.dom = isFit ? written! : drawn(this.id, tagFor(node))
    if (isFit) {
      this.margin = marginIn(this.dom)
      this.shape = `${this.dom.dataset.kind} ${this.dom.dataset.level} ${!this.dom.classList.contains('clause-empty')}`
    }
    const [status, number, text, notes] = this.dom.children as unknown as HTMLElement[]
    this.status = still(status!)
    this.number = still(number!)
    this.contentDOM = text!
    this.notes = still(notes!)
    this.number.tabIndex = -1
    this.dom.append(grip(words.grip))
    this.describe()
    this.show(margin)
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type || idOf(node) !== this.id) return false
    // Another kind may need another element for its words.
    if (kindOf(node) !== kindOf(this.node)) return false
    this.node = node
    this.describe()
    return true
  }

  show(margin: Margin): void {
    const before = this.margin
    this.margin = margin
    if (before?.status !== margin.status || before.locked !== margin.locked) this.showStatus(margin)
    if (before?.number !== margin.number) {
      this.number.replaceChildren(el('bdi', {}, margin.number))
      // A link without words has no name.
      this.number.hidden = !margin.number
    }
    if (before?.notes !== margin.notes) this.notes.innerHTML = margin.notes
  }

  /** Says beside the words why nothing was changed. */
  explain(notice: HTMLElement | null): void {
    this.why?.remove()
    this.why = notice
    if (!notice) return
    notice.classList.add('clause-why')
    notice.setAttribute('contenteditable', 'false')
    this.dom.append(notice)
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target)
  }

  stopEvent(event: Event): boolean {
    return (
      event.target instanceof Element && !!event.target.closest('.clause-notes, .clause-why, .clause-grip')
    )
  }

  destroy(): void {
    this.leave(this)
  }

  private describe(): void {
    const shape = `${kindOf(this.node)} ${levelOf(this.node)} ${this.node.content.size > 0}`
    // Written only when it changes: each writing makes the browser look at its styles again, and this runs at every key.
    if (shape === this.shape) return
    this.shape = shape
    this.dom.dataset.kind = kindOf(this.node)
    this.dom.dataset.level = String(levelOf(this.node))
    this.dom.classList.toggle('clause-empty', !this.node.content.size)
  }

  private showStatus({ status, locked }: Margin): void {
    const word = this.words.statuses[status]
    this.dom.dataset.status = status
    this.dom.toggleAttribute('data-locked', locked)
    this.status.dataset.status = status
    this.status.title = word
    this.status.replaceChildren(icon(`s-${status}`), hidden(locked ? `${word}, ${this.words.locked}` : word))
  }
}

function tagFor(node: Node): 'h2' | 'h3' | 'p' {
  return HEADINGS[kindOf(node)] ?? 'p'
}

/** As the server draws it. */
function drawn(id: string, tag: 'h2' | 'h3' | 'p'): HTMLElement {
  return el(
    'div',
    { class: 'clause', id },
    el('span', { class: 'clause-st' }),
    el('a', { class: 'clause-no', href: `#${id}` }),
    el(tag, { class: 'clause-text' }),
    el('div', { class: 'clause-notes' }),
  )
}

function still(element: HTMLElement): HTMLElement {
  element.contentEditable = 'false'
  return element
}

function grip(title: string): HTMLElement {
  return el('span', { class: 'clause-grip', contenteditable: 'false', title, draggable: 'true' })
}

/** A reference shows the present number of the clause that it names. */
export class ReferenceView implements NodeView {
  readonly dom: HTMLAnchorElement
  readonly clause: string
  private readonly leave: (view: ReferenceView) => void

  constructor(node: Node, leave: (view: ReferenceView) => void) {
    this.clause = node.attrs.clause
    this.leave = leave
    this.dom = el('a', {
      class: 'ref',
      href: `#${this.clause}`,
      'data-reference': this.clause,
      draggable: 'false',
    })
  }

  show(words: string, isThere: boolean): void {
    this.dom.textContent = words
    this.dom.classList.toggle('ref-gone', !isThere)
  }

  ignoreMutation(): boolean {
    return true
  }

  destroy(): void {
    this.leave(this)
  }
}
