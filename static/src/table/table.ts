// The table: joins the live text, the editor and everything around it. Each part knows only its own corner of the page.
import type { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import type { Connection } from '../live/connection.ts'
import type { Claim } from '../live/keeping.ts'
import { LiveText } from '../live/live-text.ts'
import type { Stopped } from '../live/rules.ts'
import type { TextStore } from '../live/store.ts'
import { idOf, schema } from '../text/schema.ts'
import { wordingHash } from '../text/wording.ts'
import { clipboard } from './clipboard.ts'
import { clauseAt, insertReference } from './commands.ts'
import { cursorMarks } from './cursors.ts'
import { FindBar, findMarks } from './find-bar.ts'
import { HeldPanel } from './held-panel.ts'
import { keys } from './keys.ts'
import { Margins, type Told } from './margins.ts'
import { GripDrag, Mover } from './moving.ts'
import { Notices } from './notices.ts'
import { outlineOf } from './outline.ts'
import type { LiveData, PageData } from './page-data.ts'
import { find, useSprite } from './parts.ts'
import { Presence } from './presence.ts'
import { choicesOf, ReferencePicker } from './references.ts'
import { SaveState } from './save-state.ts'
import { Surroundings } from './surroundings.ts'
import { Tools } from './tools.ts'

export interface Opening {
  readonly live: LiveData
  readonly page: PageData
  readonly connection: Connection
  readonly store?: TextStore
  readonly claim?: Claim
}

const FORGET_MS = 400

export class Table {
  readonly view: EditorView
  readonly text: LiveText
  private readonly data: LiveData
  private readonly page: PageData
  private readonly margins: Margins
  private readonly notices: Notices
  private readonly surroundings: Surroundings
  private readonly tools: Tools
  private readonly mover: Mover
  private readonly findBar: FindBar
  private readonly picker = new ReferencePicker()
  private explained: string | null = null

  static async open(opening: Opening): Promise<Table> {
    useSprite(opening.page.sprite)
    const { live, page } = opening
    const presence = new Presence({ ...live.nations, ...page.roles }, page.words.presence)
    const notices = new Notices(page.words)
    const margins = new Margins(schema.nodeFromJSON(live.doc), live, page.words.clause, told(live.clauses))
    margins.lock(live.rules.locked)
    let table: Table | null = null
    const asked = {
      find: () => table?.findBar.open(),
      help: () => find<HTMLDialogElement>('#keys').showModal(),
      refer: () => table?.refer(),
      leave: () => table?.leave(),
      move: (way: 1 | -1) => table?.mover.byOne(way),
    }
    const pasting = {
      numbers: () => margins.numbers,
      left: notices.left.bind(notices),
      dropped: notices.dropped.bind(notices),
    }
    const plugins = [...keys(asked), clipboard(pasting), findMarks(), cursorMarks(presence)]
    const { text, language, version, doc, rules } = live
    const { connection, store, claim } = opening
    const opened = await LiveText.open({
      text,
      language,
      version,
      doc,
      schema,
      connection,
      rules,
      plugins,
      ...(store && { store }),
      ...(claim && { claim }),
    })
    table = new Table(opening, opened, margins, notices, presence)
    return table
  }

  private constructor(
    { live, page, connection }: Opening,
    text: LiveText,
    margins: Margins,
    notices: Notices,
    presence: Presence,
  ) {
    this.data = live
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
      id => this.goTo(id),
    )
    const save = new SaveState(page.words.save, words => notices.say(words))
    text.status.subscribe(status => {
      save.show(status)
      if (status.kind === 'saved') this.surroundings.saved()
    })
    text.seats.subscribe(seats => this.hearSeats(presence, seats))
    text.rules.subscribe(rules => this.hearRules(rules))
    text.notMoved.subscribe(answer => answer && notices.notMovedBack(answer))
    text.stopped.subscribe(stop => stop && this.explain(stop))
    connection.news.subscribe(news => news && this.surroundings.refreshSoon())
    new HeldPanel(text.held, page.words.held, {
      name: clause => this.nameOf(clause),
      refer: clause => margins.numbers.reference(clause),
      amend: clause => (clause ? this.amend(clause) : null),
      say: words => notices.say(words),
    })
    this.view.dom.addEventListener('focus', () => this.selected(this.view.state))
    this.surroundings.follow(this.view.state)
  }

  private mount(): EditorView {
    const place = find('#text')
    const { margins, text } = this
    const table = this
    const attributes = {
      role: 'textbox',
      'aria-multiline': 'true',
      'aria-label': this.page.words.editor,
      class: 'text',
      id: 'text',
      lang: place.lang,
      dir: place.dir,
      translate: 'no',
    }
    const view: EditorView = new EditorView(
      { mount: place },
      {
        state: text.state,
        attributes: state => ({
          ...attributes,
          ...(state && !text.rules.value.may_commit && { 'aria-readonly': 'true' }),
        }),
        nodeViews: { clause: node => margins.clause(node), reference: node => margins.reference(node) },
        handleClick: (view, pos, event) => this.click(view, pos, event),
        handleScrollToSelection: view => {
          this.keepInView(view)
          return true
        },
        dispatchTransaction(tr) {
          const before = view.state
          view.updateState(before.apply(tr))
          table.changed(before, view.state)
        },
      },
    )
    return view
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
    const id = idOf(clauseAt(state.doc, state.selection.head).node)
    if (this.view.hasFocus()) this.surroundings.select(id)
    if (this.explained && this.explained !== id) this.forgetWhy()
  }

  /** Not at once: the words must not move under a finger that is still pressing. */
  private forgetWhy(): void {
    const { explained } = this
    setTimeout(() => {
      const at = idOf(clauseAt(this.view.state.doc, this.view.state.selection.head).node)
      if (this.explained === explained && at !== explained) this.explain(null)
    }, FORGET_MS)
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

  /** Brings a clause into view and puts the cursor at its end. */
  goTo(id: string): void {
    const view = this.margins.viewOf(id)
    if (!view) return
    this.surroundings.goTo(id, view.dom)
    this.surroundings.putCursor(this.view, id)
  }

  private hearSeats(presence: Presence, seats: LiveText['seats']['value']): void {
    presence.draw(document.querySelectorAll<HTMLElement>('[data-presence]'), seats, this.page.seat)
    // Cursors take their names and hues from who is here.
    this.view.dispatch(this.view.state.tr.setMeta('addToHistory', false))
  }

  private hearRules({ locked, mode, may_commit }: LiveText['rules']['value']): void {
    this.margins.lock(locked)
    const why = may_commit ? '' : this.page.why_not || (mode === 'open' ? 'reading' : mode)
    for (const notice of document.querySelectorAll<HTMLElement>('[data-why]'))
      notice.hidden = notice.dataset.why !== why
    this.view.setProps({})
    this.tools?.show(this.view.state)
    this.surroundings?.refreshSoon()
  }

  private explain(stop: Stopped | null): void {
    if (this.explained) this.margins.viewOf(this.explained)?.explain(null)
    this.explained = null
    if (!stop) return
    const at = idOf(clauseAt(this.view.state.doc, this.view.state.selection.head).node)
    const locked = stop.clauses[0] ?? at
    // Beside the words where one was typing, or beside the clause that stands in the way of a join.
    const place = stop.clauses.includes(at) ? at : locked
    this.margins.viewOf(place)?.explain(this.notices.why(stop, this.nameOf(locked) ?? '', this.amend(locked)))
    this.explained = place
    this.surroundings.select(place)
  }

  private acts(): Record<string, () => void> {
    return {
      refer: () => this.refer(),
      up: () => this.mover.byOne(-1),
      down: () => this.mover.byOne(1),
      find: () => this.findBar.open(),
      help: () => find<HTMLDialogElement>('#keys').showModal(),
    }
  }

  private refer(): void {
    const lines = outlineOf(this.view.state.doc, this.margins.numbers, id => this.margins.factsOf(id))
    this.picker.open(
      choicesOf(lines, id => this.nameOf(id) ?? ''),
      id => {
        insertReference(id)(this.view.state, this.view.dispatch)
        this.view.focus()
      },
    )
  }

  private leave(): void {
    if (this.explained) this.explain(null)
    else this.surroundings.focusOutline()
  }

  private async carry(clause: Parameters<typeof wordingHash>[0], after: string | null) {
    if (this.text.status.value.kind === 'offline') {
      this.notices.notMoved(this.page.words.moved.offline)
      return { ok: false }
    }
    const answer = await this.text.move(idOf(clause), after, await wordingHash(clause, this.data.language))
    if (answer.ok)
      this.notices.say(this.page.words.moved.done.replace('{clause}', this.nameOf(idOf(clause)) ?? ''))
    else this.notices.notMoved(answer.message ?? '')
    this.keepInView(this.view)
    return answer
  }

  private keepInView(view: EditorView): void {
    this.surroundings?.keepInView(view)
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

export function told(clauses: Readonly<Record<string, Told>>): Map<string, Told> {
  return new Map(Object.entries(clauses))
}
