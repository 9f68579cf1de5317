// Where others are in the text: a bar with the nation's code, and what they have selected.
import { type EditorState, Plugin } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { type Cursors, cursorsOf } from '../live/cursors.ts'
import { el } from './parts.ts'
import type { Presence } from './presence.ts'

const IDLE_MS = 3_000
// Where lines reach to the edge of the screen, a tag behind the last word of one must be turned.
const narrow = window.matchMedia('(max-width: 48rem)')

export function cursorMarks(presence: Presence): Plugin {
  const flags = new Flags(presence)
  let known: { state: EditorState; seats: number; set: DecorationSet } | null = null
  return new Plugin({
    props: {
      decorations(state) {
        const { seats } = presence
        const isKnown =
          known?.seats === seats &&
          known.state.doc === state.doc &&
          cursorsOf(known.state) === cursorsOf(state)
        if (!known || !isKnown) known = { state, seats, set: flags.at(state, cursorsOf(state)) }
        return known.set
      },
    },
  })
}

/** The flags of all cursors. Each keeps its element, so that it moves and does not blink. */
class Flags {
  private readonly presence: Presence
  private readonly elements = new Map<string, Flag>()

  constructor(presence: Presence) {
    this.presence = presence
  }

  at(state: EditorState, cursors: Cursors): DecorationSet {
    for (const gone of this.elements.keys()) if (!cursors.has(gone)) this.elements.delete(gone)
    const marks = [...cursors].flatMap(([connection, { anchor, head }]) => {
      const here = this.presence.who(connection)
      if (!here) return []
      const flag = this.flag(connection, here.code, here.hue)
      flag.stir(head)
      const bar = Decoration.widget(head, flag.element, {
        key: `cursor-${connection}`,
        side: 10,
        ignoreSelection: true,
      })
      const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)]
      return from === to
        ? [bar]
        : [bar, Decoration.inline(from, to, { class: 'sel', 'data-hue': `${here.hue}` })]
    })
    return DecorationSet.create(state.doc, marks)
  }

  private flag(connection: string, code: string, hue: number): Flag {
    const known = this.elements.get(connection)
    if (known) return known
    const flag = new Flag(code, hue)
    this.elements.set(connection, flag)
    return flag
  }
}

class Flag {
  readonly element: HTMLElement
  private readonly tag: HTMLElement
  private head = -1
  private timer = 0

  constructor(code: string, hue: number) {
    this.tag = el('span', { class: 'cursor-tag' }, el('bdi', {}, code))
    this.element = el('span', { class: 'cursor', 'data-hue': String(hue), 'aria-hidden': 'true' }, this.tag)
  }

  /** It has moved, or not; shrinks when it has not for a while. */
  stir(head: number): void {
    if (head === this.head) return
    this.head = head
    this.element.classList.remove('cursor-idle')
    if (narrow.matches) requestAnimationFrame(() => this.turn())
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => this.element.classList.add('cursor-idle'), IDLE_MS)
  }

  /** Towards the middle of the screen, if it would not be seen whole otherwise. */
  private turn(): void {
    const bar = this.element.getBoundingClientRect()
    const width = this.tag.offsetWidth
    const isRightToLeft = getComputedStyle(this.element).direction === 'rtl'
    const isCut = isRightToLeft ? bar.right < width : bar.left + width > document.documentElement.clientWidth
    this.element.classList.toggle('cursor-turned', isCut)
  }
}
