// Find in the text: what was found is marked, the one at hand is boxed and comes into view.
import { Plugin, PluginKey, TextSelection } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { type Found, nextFound, Search } from './find.ts'
import { filled, find } from './parts.ts'

interface Finding {
  readonly search: Search
  readonly found: readonly Found[]
  readonly at: number
}

const key = new PluginKey<Finding>('find')
/** So many are marked, around the one at hand: to draw the thirty thousand of one letter takes seconds. */
const MARKED = 600
const NOTHING: Finding = { search: new Search(''), found: [], at: -1 }

export function findMarks(): Plugin<Finding> {
  return new Plugin<Finding>({
    key,
    state: {
      init: () => NOTHING,
      apply(tr, now) {
        const set = tr.getMeta(key) as Finding | undefined
        if (set) return set
        if (!tr.docChanged || !now.search.query) return now
        const found = now.search.in(tr.doc)
        return { ...now, found, at: Math.min(now.at, found.length - 1) }
      },
    },
    props: {
      decorations(state) {
        const { found, at } = key.getState(state) ?? NOTHING
        if (!found.length) return null
        const first = Math.max(0, at - MARKED / 2)
        const marks = found
          .slice(first, first + MARKED)
          .map(({ from, to }, i) =>
            Decoration.inline(from, to, { class: first + i === at ? 'found found-now' : 'found' }),
          )
        return DecorationSet.create(state.doc, marks)
      },
    },
  })
}

export class FindBar {
  private readonly view: EditorView
  private readonly bar = find<HTMLFormElement>('#find-words')
  private readonly input = find<HTMLInputElement>('#find-words input')
  private readonly count = find('#find-words [data-count]')

  constructor(view: EditorView) {
    this.view = view
    this.input.addEventListener('input', () => this.search(this.input.value))
    this.bar.addEventListener('submit', event => {
      event.preventDefault()
      const back = event.submitter?.hasAttribute('data-back')
      this.go(back ? -1 : 1)
    })
    this.bar.addEventListener('keydown', event => this.key(event))
    this.bar.querySelector('[data-close]')?.addEventListener('click', () => this.close())
  }

  open(): void {
    const { from, to } = this.view.state.selection
    const selected = this.view.state.doc.textBetween(from, to, ' ')
    this.bar.hidden = false
    if (selected && selected.length < 200) this.input.value = selected
    this.input.focus()
    this.input.select()
    this.search(this.input.value)
  }

  close(): void {
    const { found, at } = this.finding
    this.bar.hidden = true
    this.set(NOTHING)
    const hit = found[at]
    if (hit)
      this.view.dispatch(
        this.view.state.tr.setSelection(TextSelection.create(this.view.state.doc, hit.from, hit.to)),
      )
    this.view.focus()
  }

  go(way: 1 | -1): void {
    const { search, found, at } = this.finding
    if (!found.length) return
    const next = (at + way + found.length) % found.length
    this.set({ search, found, at: next })
    this.reveal(found[next]!)
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.close()
    else if (event.key === 'Enter' && event.target === this.input) this.go(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }

  private search(query: string): void {
    const search = new Search(query)
    const found = search.in(this.view.state.doc)
    const at = nextFound(found, this.view.state.selection.from, 1)
    this.set({ search, found, at })
    if (found[at]) this.reveal(found[at])
  }

  private reveal({ from }: Found): void {
    const { node } = this.view.domAtPos(from)
    const element = node instanceof Element ? node : node.parentElement
    element?.closest('.clause')?.scrollIntoView({ block: 'center' })
  }

  private set(finding: Finding): void {
    this.view.dispatch(this.view.state.tr.setMeta(key, finding).setMeta('addToHistory', false))
    const { some, none } = this.count.dataset
    const { found, at, search } = finding
    this.count.textContent = found.length
      ? filled(some ?? '', { at: at + 1, count: found.length })
      : search.query && (none ?? '')
  }

  private get finding(): Finding {
    return key.getState(this.view.state) ?? NOTHING
  }
}
