// Writing an amendment: a wording text shared live with one's own delegation, and the diff as one writes.
import { Node } from 'prosemirror-model'
import { EditorView } from 'prosemirror-view'
import type { Connection } from '../live/connection.ts'
import { LiveText } from '../live/live-text.ts'
import { cursorMarks } from '../table/cursors.ts'
import { HeldPanel } from '../table/held-panel.ts'
import type { Keeping } from '../table/keeping.ts'
import { find } from '../table/parts.ts'
import { Presence } from '../table/presence.ts'
import { SaveState } from '../table/save-state.ts'
import { Tools } from '../table/tools.ts'
import { schema } from '../text/schema.ts'
import { documentHash } from '../text/wording.ts'
import { changes, readerOf } from './changes.ts'
import { Checks } from './checks.ts'
import type { WritingData, WritingPage } from './data.ts'
import { drawChanges } from './drawing.ts'
import { commandsBelow, plugins, referenceView, referring } from './editor.ts'
import { Forms } from './forms.ts'

export interface Opening {
  readonly live: WritingData
  readonly page: WritingPage
  readonly connection: Connection
  readonly keeping: Promise<Keeping | null>
  readonly csrf: () => string
}

/** Whoever ends it here is on their way to another page. */
const MOMENT_MS = 1_000

export class Writing {
  readonly view: EditorView
  private readonly live: WritingData
  private readonly page: WritingPage
  private readonly text: LiveText
  private readonly base: Node | null
  private readonly forms: Forms
  private readonly checks = new Checks()
  private readonly read: (clause: string) => string
  private tools: Tools | null = null

  static async open(opening: Opening): Promise<Writing> {
    const { live, page, connection, keeping } = opening
    const save = new SaveState(page.words.save, say, connection)
    const presence = new Presence(live.nations, page.words.presence)
    const leave = () => find('#before-tabling').querySelector<HTMLElement>('a, textarea, button')?.focus()
    const { text, language, version, doc, rules, kind } = live
    const commands = commandsBelow(live.above)
    let writing: Writing | null = null
    const refer = referring(live.clauses, () => writing!.view)
    const own = [
      ...plugins({ kind, commands, references: live.references, leave, refer }),
      cursorMarks(presence),
    ]
    const opened = await LiveText.open({
      text,
      language,
      version,
      doc,
      schema,
      connection,
      rules,
      plugins: own,
      ...(await keeping),
    })
    writing = new Writing(opening, opened, presence, save)
    writing.tools = new Tools(writing.view, { refer }, commands)
    return writing
  }

  private constructor(opening: Opening, text: LiveText, presence: Presence, save: SaveState) {
    const { live, page, connection, csrf } = opening
    this.live = live
    this.read = readerOf(live.references, page.words.gone)
    this.page = page
    this.text = text
    this.base = live.base ? Node.fromJSON(schema, live.base) : null
    this.forms = new Forms(csrf, () => say(page.words.unsaved))
    this.view = this.mount()
    text.status.subscribe(status => {
      save.show(status)
      this.forms.saved(status.kind === 'saved')
      if (status.kind === 'saved') this.checks.refreshSoon()
    })
    text.seats.subscribe(seats => {
      presence.draw(document.querySelectorAll<HTMLElement>('[data-presence]'), seats, page.seat)
      this.view.dispatch(this.view.state.tr.setMeta('addToHistory', false))
    })
    text.rules.subscribe(() => {
      this.view.setProps({})
      setTimeout(() => this.offer(), MOMENT_MS)
    })
    connection.news.subscribe(news => news && this.checks.refreshSoon())
    const refer = (clause: string) => live.references[clause] ?? page.words.gone
    new HeldPanel(text.held, page.words.held, { name: () => null, refer, amend: () => null, say })
    void this.show()
  }

  private mount(): EditorView {
    const place = find('#text')
    const { lang, dir, className } = place
    const { references } = this.live
    const { gone, editor } = this.page.words
    const attributes = { role: 'textbox', 'aria-multiline': 'true', 'aria-label': editor, class: className }
    const writing = this
    const view: EditorView = new EditorView(
      { mount: place },
      {
        state: this.text.state,
        attributes: { ...attributes, id: 'text', lang, dir, translate: 'no' },
        nodeViews: { reference: referenceView(references, gone) },
        dispatchTransaction(tr) {
          const before = view.state
          view.updateState(before.apply(tr))
          // The view shows the last state that it was given, also while the page is still being put together.
          if (view.state.doc !== before.doc) void writing.show()
          writing.tools?.show(view.state)
        },
      },
    )
    return view
  }

  /** Only while it is being written; a colleague may table or drop it meanwhile. */
  private offer(): void {
    const isOver = this.live.rules.may_commit && !this.text.rules.value.may_commit
    find('#over').hidden = !isOver
    for (const part of document.querySelectorAll<HTMLElement>('.track, #before-tabling')) part.hidden = isOver
  }

  private async show(): Promise<void> {
    const { doc } = this.view.state
    const found = changes(this.base, doc, this.read)
    drawChanges(find('#changes'), found, this.page.words, this.read, find('#text'))
    const hash = await documentHash(doc, this.live.language)
    if (doc === this.view.state.doc) this.forms.upon(hash)
  }
}

function say(words: string): void {
  find('#said').textContent = words
}
