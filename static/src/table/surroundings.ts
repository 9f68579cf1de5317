// What stands around the text and follows it: the outline, the panel, the address, the margins that the server tells.
import type { Node } from 'prosemirror-model'
import { type EditorState, Selection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { syncOf } from '../live/sync.ts'
import type { Numbers } from '../text/numbering.ts'
import { clausesOf, idOf } from '../text/schema.ts'
import { placeOf } from './commands.ts'
import { Search } from './find.ts'
import type { Margins, Told } from './margins.ts'
import { filtered, firstWords, type Line, outlineOf } from './outline.ts'
import { OutlineView } from './outline-view.ts'
import type { PageData } from './page-data.ts'
import { Panel } from './panel.ts'
import { filled, find, icon } from './parts.ts'
import { type Asked, Refreshing } from './refreshing.ts'
import { Sheets } from './sheets.ts'

const FOLLOW_MS = 200
/** Drawing the list costs as much as drawing a letter in the text: its words follow when typing rests, or after a while. */
const REWORD_MS = 800
const REWORD_MOST_MS = 4_000
const MARGIN_PX = 48

export class Surroundings {
  private readonly page: PageData
  private readonly margins: Margins
  private readonly state: () => EditorState
  private readonly outline: OutlineView
  private readonly panel: Panel
  private readonly refreshing: Refreshing
  private readonly sheets = new Sheets()
  private readonly dock = find('#dock-clause')
  private search = new Search('')
  private lines: readonly Line[] = []
  private numbers: Numbers | null = null
  private current = ''
  private followTimer = 0
  private rewordTimer = 0
  private rewordBy = 0

  constructor(
    page: PageData,
    margins: Margins,
    state: () => EditorState,
    others: () => number,
    goTo: (id: string) => void,
  ) {
    this.page = page
    this.margins = margins
    this.state = state
    this.outline = new OutlineView(page.words.outline)
    this.panel = new Panel(page.doors)
    this.refreshing = new Refreshing(asked => void this.refresh(asked), others)
    this.panel.acted = () => this.refreshing.wanted()
    this.outline.asked = () => this.showOutline()
    this.outline.chosen = id => {
      this.sheets.close()
      goTo(id)
    }
    addEventListener('hashchange', () => goTo(location.hash.slice(1)))
    document.addEventListener('keydown', event => event.key === 'F6' && this.goRound(event))
  }

  follow(state: EditorState): void {
    this.numbers = this.margins.numbers
    const lines = outlineOf(state.doc, this.margins.numbers, id => this.margins.factsOf(id), this.lines)
    // A filter by words may find others, though no line has changed.
    if (lines === this.lines && !this.outline.typed.trim()) return
    this.lines = lines
    this.showOutline()
  }

  /** Soon: while somebody types, the list need not be drawn at each letter. */
  followSoon(before: Node): void {
    if (!this.followTimer)
      this.followTimer = window.setTimeout(() => {
        this.followTimer = 0
        if (this.hasOtherLines(before)) this.follow(this.state())
        else if (this.hasOtherWords(before)) this.rewordSoon()
        if (this.mayHaveLapsed(before)) this.refreshing.changed(this.version)
        this.followCurrent(before)
      }, FOLLOW_MS)
  }

  /** The clause at hand: marked, named in the address, told of in the panel. */
  select(id: string): void {
    if (id === this.current) return
    this.margins.viewOf(this.current)?.dom.removeAttribute('aria-current')
    this.margins.viewOf(id)?.dom.setAttribute('aria-current', 'true')
    this.current = id
    history.replaceState(null, '', `#${id}`)
    this.outline.select(id)
    if (this.margins.isKnown(id)) this.panel.show(id)
    else this.refreshing.wanted(this.version)
    this.showDock(id)
    this.showAmend(id)
  }

  goTo(id: string, element: HTMLElement): void {
    const isSmooth = !matchMedia('(prefers-reduced-motion: reduce)').matches && this.current !== ''
    this.select(id)
    element.scrollIntoView({ block: 'center', behavior: isSmooth && isNear(element) ? 'smooth' : 'instant' })
  }

  putCursor(view: EditorView, id: string, offset = Number.POSITIVE_INFINITY): void {
    const place = placeOf(view.state.doc, id)
    if (!place || !view.editable) return
    const into = Math.min(offset, place.node.content.size)
    const at = Selection.near(view.state.doc.resolve(place.pos + 1 + into), -1)
    view.dispatch(view.state.tr.setSelection(at))
    view.focus()
  }

  /** What was typed is saved: the server knows of new clauses now. */
  saved(): void {
    if (this.current && !this.margins.isKnown(this.current)) this.refreshing.wanted(this.version)
  }

  /** An act was done, or the rules have changed. What names another clause is no matter of the panel's. */
  hear(news: { readonly clause?: unknown } = {}): void {
    this.refreshing.heard(!news.clause || news.clause === this.current)
  }

  focusOutline(): void {
    this.outline.focus()
  }

  /** The cursor stays clear of what covers the edges. */
  keepInView(view: EditorView): void {
    const doc = find('#main')
    const at = view.coordsAtPos(view.state.selection.head)
    const edge =
      doc.scrollHeight > doc.clientHeight + 1 ? doc.getBoundingClientRect() : { top: 0, bottom: innerHeight }
    const above = find('#top').offsetHeight + MARGIN_PX
    const dock = document.querySelector<HTMLElement>('.dock')?.offsetHeight ?? 0
    const [over, under] = [edge.top + above - at.top, at.bottom - (edge.bottom - dock - MARGIN_PX)]
    const scroller = doc.scrollHeight > doc.clientHeight + 1 ? doc : document.scrollingElement
    if (over > 0) scroller?.scrollBy(0, -over)
    else if (under > 0) scroller?.scrollBy(0, under)
  }

  private showOutline(): void {
    const { typed, statuses } = this.outline
    if (typed.trim() !== this.search.query) this.search = new Search(typed.trim())
    const holding = new Set(
      this.search.query
        ? clausesOf(this.state().doc)
            .filter(clause => this.search.isIn(clause))
            .map(idOf)
        : [],
    )
    this.outline.show(
      this.lines,
      filtered(this.lines, typed, statuses, id => holding.has(id)),
    )
  }

  private get version(): number {
    return syncOf(this.state()).version
  }

  private async refresh({ version, panel }: Asked): Promise<void> {
    const address = `${this.page.doors.margins}?version=${version}`
    const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => null)
    if (!answer?.ok) return
    const { clauses, agreed, counted } = await answer.json()
    this.margins.tell(new Map(Object.entries(clauses as Record<string, Told>)))
    const words = find('#agreed')
    words.lastElementChild!.textContent = filled(words.dataset.words ?? '', { agreed, counted })
    this.follow(this.state())
    if (!this.margins.isKnown(this.current)) return
    this.panel.show(this.current)
    if (panel) this.panel.refreshSoon()
  }

  private rewordSoon(): void {
    this.rewordBy ||= Date.now() + REWORD_MOST_MS
    clearTimeout(this.rewordTimer)
    const reword = () => {
      this.rewordBy = 0
      this.follow(this.state())
    }
    this.rewordTimer = window.setTimeout(reword, Math.min(REWORD_MS, this.rewordBy - Date.now()))
  }

  private hasOtherLines(before: Node): boolean {
    const isPlain = this.numbers === this.margins.numbers && !this.outline.typed.trim()
    return !isPlain || this.state().doc.childCount !== before.childCount
  }

  /** Whether the outline may read otherwise: nearly every edit is further on in a clause. */
  private hasOtherWords(before: Node): boolean {
    const old = before.children
    return clausesOf(this.state().doc).some(
      (clause, i) => clause !== old[i] && firstWords(clause) !== firstWords(old[i]!),
    )
  }

  /** Agreement in informals lapses when the words change and stands again when they return: only the server says so. */
  private mayHaveLapsed(before: Node): boolean {
    const old = new Set(before.children)
    return clausesOf(this.state().doc).some(
      clause => !old.has(clause) && this.margins.isToWords(idOf(clause)),
    )
  }

  private followCurrent(before: Node): void {
    if (!this.current) return
    const now = placeOf(this.state().doc, this.current)
    if (!now) this.panel.gone()
    else if (!before.children.includes(now.node)) this.panel.wordsChanged()
  }

  /** An amendment is to the clause at hand. */
  private showAmend(id: string): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-amend]')) {
      link.href = this.page.doors.amend?.replace('{clause}', id) ?? ''
      link.hidden = !this.page.doors.amend || !this.margins.isKnown(id)
    }
  }

  private showDock(id: string): void {
    const line = this.lines.find(other => other.id === id)
    if (!line) return
    const name = document.createElement('span')
    name.textContent = line.number || line.words
    this.dock.replaceChildren(icon(`s-${line.status}`), name)
    this.dock.dataset.status = line.status
  }

  /** F6 goes round the three parts of the page. */
  private goRound(event: KeyboardEvent): void {
    event.preventDefault()
    const parts = [find('#outline'), find('#text'), find('#side')]
    const at = parts.findIndex(part => part.contains(document.activeElement))
    const next = (at + (event.shiftKey ? -1 : 1) + 3) % 3
    if (next === 0) this.outline.focus()
    else parts[next]!.focus()
  }
}

function isNear(element: HTMLElement): boolean {
  return Math.abs(element.getBoundingClientRect().top) < 3 * innerHeight
}
