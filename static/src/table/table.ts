// The table: joins the live text, the editor and everything around it. Each part knows only its own corner of the page.
import type { Node } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Answer, Connection } from '../live/connection.ts'
import type { LiveText } from '../live/live-text.ts'
import { idOf } from '../text/schema.ts'
import { wordingHash } from '../text/wording.ts'
import { clauseAt, insertReference } from './commands.ts'
import { FindBar } from './find-bar.ts'
import { HeldPanel } from './held-panel.ts'
import type { Margins } from './margins.ts'
import { mounted } from './mounting.ts'
import { GripDrag, Mover } from './moving.ts'
import type { Notices } from './notices.ts'
import { outlineOf } from './outline.ts'
import type { LiveData, PageData } from './page-data.ts'
import { find, mark } from './parts.ts'
import type { Presence } from './presence.ts'
import { choicesOf, ReferencePicker } from './references.ts'
import type { Place } from './returning.ts'
import type { SaveState } from './save-state.ts'
import { Stops } from './stops.ts'
import { Surroundings } from './surroundings.ts'
import { Tools } from './tools.ts'

export interface TableParts {
  readonly live: LiveData
  readonly page: PageData
  readonly connection: Connection
  readonly text: LiveText
  readonly margins: Margins
  readonly notices: Notices
  readonly presence: Presence
  readonly save: SaveState
}

export class Table {
  readonly view: EditorView
  readonly text: LiveText
  private readonly language: string
  private readonly drawnBy: LiveData['rules']
  private readonly page: PageData
  private readonly margins: Margins
  private readonly notices: Notices
  private readonly surroundings: Surroundings
  private readonly tools: Tools
  private readonly mover: Mover
  private readonly findBar: FindBar
  private readonly stops: Stops
  private readonly picker = new ReferencePicker()

  constructor({ live, page, connection, text, margins, notices, presence, save }: TableParts) {
    this.language = live.language
    this.drawnBy = live.rules
    this.page = page
    this.text = text
    this.margins = margins
    this.notices = notices
    this.view = this.mount()
    this.mover = new Mover(this.view, (clause, after) => this.carry(clause, after))
    new GripDrag(this.view, this.mover)
    this.findBar = new FindBar(this.view)
    this.tools = new Tools(this.view, this.acts())
    this.surroundings = new Surroundings(
      page,
      margins,
      () => this.view.state,
      () => text.seats.value.length,
      id => this.goTo(id),
    )
    this.stops = new Stops(margins, notices, this.stopsHost())
    this.listen(connection, presence, save)
    this.view.dom.addEventListener('focus', () => this.selected(this.view.state))
    this.surroundings.follow(this.view.state)
  }

  /** Where the cursor is. */
  get place(): Place {
    const { $head } = this.view.state.selection
    return { clause: this.clauseAtCursor(this.view.state), offset: $head.parentOffset }
  }

  /** Brings a clause into view and puts the cursor so far into it, or at its end. */
  goTo(id: string, offset?: number): void {
    const view = this.margins.viewOf(id)
    if (!view) return
    this.surroundings.goTo(id, view.dom)
    this.surroundings.putCursor(this.view, id, offset)
  }

  find(): void {
    this.findBar.open()
  }

  /** Puts a reference to a clause, to be chosen, at the cursor. */
  refer(): void {
    const lines = outlineOf(this.view.state.doc, this.margins.numbers, id => this.margins.factsOf(id))
    this.picker.open(
      choicesOf(lines, id => this.nameOf(id) ?? ''),
      id => {
        insertReference(id)(this.view.state, this.view.dispatch)
        this.view.focus()
      },
    )
  }

  leave(): void {
    if (!this.stops.forget()) this.surroundings.focusOutline()
  }

  /** Moves the clause at the cursor by one place. */
  move(way: 1 | -1): void {
    this.mover.byOne(way)
  }

  private mount(): EditorView {
    return mounted({
      text: this.text,
      margins: this.margins,
      label: this.page.words.editor,
      click: (view, pos, event) => this.click(view, pos, event),
      keepInView: view => this.surroundings?.keepInView(view),
      changed: (before, state) => this.changed(before, state),
    })
  }

  private listen(connection: Connection, presence: Presence, save: SaveState): void {
    const { text, notices, page } = this
    text.status.subscribe(status => {
      save.show(status)
      if (status.kind === 'saved') this.surroundings.saved()
    })
    text.seats.subscribe(seats => this.hearSeats(presence, seats))
    text.rules.subscribe(rules => this.hearRules(rules))
    text.notMoved.subscribe(answer => answer && notices.notMovedBack(answer))
    text.stopped.subscribe(stop => stop && this.stops.explain(stop))
    connection.news.subscribe(news => news && this.surroundings.hear(news))
    new HeldPanel(text.held, page.words.held, {
      name: clause => this.nameOf(clause),
      refer: clause => this.margins.numbers.reference(clause),
      amend: clause => (clause ? this.amend(clause) : null),
      say: words => notices.say(words),
    })
  }

  private stopsHost() {
    const table = this
    return {
      get at() {
        return table.clauseAtCursor(table.view.state)
      },
      nameOf: (clause: string) => this.nameOf(clause) ?? '',
      amend: (clause: string) => this.amend(clause),
      select: (clause: string) => this.surroundings.select(clause),
    }
  }

  /** Everything that changes the text or the selection comes by here. */
  private changed(before: EditorState, state: EditorState): void {
    if (state.doc !== before.doc) {
      this.margins.follow(state.doc)
      this.surroundings.followSoon(before.doc)
    }
    if (state === before || !this.tools) return
    this.tools.show(state)
    if (!state.selection.eq(before.selection)) this.selected(state)
  }

  private selected(state: EditorState): void {
    const id = this.clauseAtCursor(state)
    if (this.view.hasFocus()) this.surroundings.select(id)
    this.stops.cameTo(id)
  }

  private clauseAtCursor(state: EditorState): string {
    return idOf(clauseAt(state.doc, state.selection.head).node)
  }

  private click(view: EditorView, pos: number, event: MouseEvent): boolean {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.ref, a.clause-no') : null
    if (link) {
      event.preventDefault()
      this.goTo(link.hash.slice(1))
      return true
    }
    this.surroundings.select(idOf(clauseAt(view.state.doc, pos).node))
    return false
  }

  private hearSeats(presence: Presence, seats: LiveText['seats']['value']): void {
    presence.draw(document.querySelectorAll<HTMLElement>('[data-presence]'), seats, this.page.seat)
    // Cursors take their names and hues from who is here.
    this.view.dispatch(this.view.state.tr.setMeta('addToHistory', false))
  }

  private hearRules(rules: LiveText['rules']['value']): void {
    // The page was drawn by the first.
    if (rules !== this.drawnBy) this.show(rules)
  }

  private show({ locked, mode, may_commit }: LiveText['rules']['value']): void {
    this.margins.lock(locked)
    const why = may_commit ? '' : this.page.why_not || (mode === 'open' ? 'reading' : mode)
    for (const notice of document.querySelectorAll<HTMLElement>('[data-why]'))
      mark(notice, 'hidden', notice.dataset.why === why ? null : '')
    this.view.setProps({})
    this.tools.show(this.view.state)
    this.surroundings.hear()
  }

  private acts(): Record<string, () => void> {
    return {
      refer: () => this.refer(),
      up: () => this.move(-1),
      down: () => this.move(1),
      find: () => this.find(),
      help: () => find<HTMLDialogElement>('#keys').showModal(),
    }
  }

  private async carry(clause: Node, after: string | null): Promise<Answer> {
    if (this.text.status.value.kind === 'offline') {
      this.notices.notMoved(this.page.words.moved.offline)
      return { ok: false }
    }
    const answer = await this.text.move(idOf(clause), after, await wordingHash(clause, this.language))
    if (answer.ok)
      this.notices.say(this.page.words.moved.done.replace('{clause}', this.nameOf(idOf(clause)) ?? ''))
    else this.notices.notMoved(answer.message ?? '')
    this.surroundings.keepInView(this.view)
    return answer
  }

  /** "Article 3, paragraph 2". */
  private nameOf(id: string): string | null {
    const name = this.margins.numbers.get(id)?.reference
    return name ? name.charAt(0).toLocaleUpperCase() + name.slice(1) : null
  }

  private amend(clause: string): string | null {
    return this.page.doors.amend?.replace('{clause}', clause) ?? null
  }
}
