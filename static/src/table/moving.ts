// Moving a clause, by key or by its grip. The server moves it: typing in it goes on meanwhile.
import type { Node } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import type { Answer } from '../live/connection.ts'
import { clausesOf, idOf } from '../text/schema.ts'
import { clauseAt } from './commands.ts'

/** Carries a move out; null when it cannot be asked for now. */
export type Carry = (clause: Node, after: string | null) => Promise<Answer>

/** After which clause (null: the beginning) a clause stands when it moves by one place; undefined at an end. */
export function neighbour(doc: Node, index: number, way: 1 | -1): string | null | undefined {
  if (way > 0) return index + 1 < doc.childCount ? idOf(doc.child(index + 1)) : undefined
  if (index === 0) return undefined
  return index === 1 ? null : idOf(doc.child(index - 2))
}

/** Moves one after the other: each is upon what the one before has made of the text. */
export class Mover {
  private readonly view: EditorView
  private readonly carry: Carry
  private last: Promise<unknown> = Promise.resolve()

  constructor(view: EditorView, carry: Carry) {
    this.view = view
    this.carry = carry
  }

  byOne(way: 1 | -1): void {
    const { doc, selection } = this.view.state
    const id = idOf(clauseAt(doc, selection.head).node)
    this.next(id, (now, index) => neighbour(now, index, way))
  }

  after(id: string, target: string | null): void {
    this.next(id, () => target)
  }

  private next(id: string, where: (doc: Node, index: number) => string | null | undefined): void {
    this.last = this.last.then(async () => {
      const { doc } = this.view.state
      const index = clausesOf(doc).findIndex(clause => idOf(clause) === id)
      const target = index < 0 ? undefined : where(doc, index)
      if (target === undefined || target === id) return
      await this.carry(doc.child(index), target)
    })
  }
}

const EDGE_PX = 60
const SCROLL_PX = 12

/** Dragging by the grip: a line shows where the clause would land. */
export class GripDrag {
  private readonly view: EditorView
  private readonly mover: Mover
  private readonly line = document.createElement('div')
  private id = ''
  private target: string | null | undefined
  private y = 0
  private frame = 0

  constructor(view: EditorView, mover: Mover) {
    this.view = view
    this.mover = mover
    this.line.className = 'clause-drop'
    view.dom.addEventListener('pointerdown', event => this.start(event))
  }

  private start(event: PointerEvent): void {
    const grip = event.target instanceof Element ? event.target.closest('.clause-grip') : null
    const clause = grip?.closest<HTMLElement>('.clause')
    if (!clause || event.button !== 0 || !this.view.editable) return
    event.preventDefault()
    this.id = clause.id
    this.y = event.clientY
    clause.classList.add('clause-dragged')
    const stop = new AbortController()
    const end = (drop: boolean) => {
      stop.abort()
      this.end(clause, drop)
    }
    addEventListener('pointermove', moved => this.moved(moved), { signal: stop.signal })
    addEventListener('pointerup', () => end(true), { signal: stop.signal })
    addEventListener('pointercancel', () => end(false), { signal: stop.signal })
    addEventListener('keydown', key => key.key === 'Escape' && end(false), {
      signal: stop.signal,
      capture: true,
    })
    this.frame = requestAnimationFrame(() => this.scroll())
  }

  private moved(event: PointerEvent): void {
    this.y = event.clientY
    this.aim()
  }

  private aim(): void {
    const clauses = [...this.view.dom.querySelectorAll<HTMLElement>('.clause')]
    // What is far from view has no place yet that could be told.
    const at = clauses.findIndex(
      clause => clause.checkVisibility({ contentVisibilityAuto: true }) && middle(clause) > this.y,
    )
    const index = at < 0 ? clauses.length : at
    this.target = index === 0 ? null : clauses[index - 1]!.id
    const beside = clauses[Math.max(0, index - 1)]!
    const sheet = this.view.dom.parentElement!
    if (!this.line.isConnected) sheet.append(this.line)
    const top = index === 0 ? beside.getBoundingClientRect().top : beside.getBoundingClientRect().bottom
    this.line.style.insetBlockStart = `${top - sheet.getBoundingClientRect().top}px`
  }

  private scroll(): void {
    const doc = this.view.dom.closest('.doc')
    const { top, bottom } = doc?.getBoundingClientRect() ?? { top: 0, bottom: innerHeight }
    const by = this.y < top + EDGE_PX ? -SCROLL_PX : this.y > bottom - EDGE_PX ? SCROLL_PX : 0
    if (by && this.target !== undefined) {
      doc?.scrollBy(0, by)
      this.aim()
    }
    this.frame = requestAnimationFrame(() => this.scroll())
  }

  private end(clause: HTMLElement, drop: boolean): void {
    cancelAnimationFrame(this.frame)
    clause.classList.remove('clause-dragged')
    this.line.remove()
    const { target } = this
    this.target = undefined
    if (drop && target !== undefined && !this.isWhereItIs(target)) this.mover.after(this.id, target)
  }

  private isWhereItIs(target: string | null): boolean {
    const clauses = clausesOf(this.view.state.doc).map(idOf)
    const index = clauses.indexOf(this.id)
    return target === this.id || target === (clauses[index - 1] ?? null)
  }
}

function middle(element: HTMLElement): number {
  const { top, bottom } = element.getBoundingClientRect()
  return (top + bottom) / 2
}
