// Writing an amendment: a wording text shared live with one's own delegation, and the diff as one writes.
import { Node } from 'prosemirror-model'
import { EditorView } from 'prosemirror-view'
import type { Connection } from '../live/connection.ts'
import { LiveText } from '../live/live-text.ts'
import { cursorMarks } from '../table/cursors.ts'
import { HeldPanel } from '../table/held-panel.ts'
import type { Keeping } from '../table/keeping.ts'
import { COMMANDS } from '../table/keys.ts'
import { find, useSprite } from '../table/parts.ts'
import { Presence } from '../table/presence.ts'
import { SaveState } from '../table/save-state.ts'
import { schema } from '../text/schema.ts'
import { documentHash } from '../text/wording.ts'
import { changes, drawChanges } from './changes.ts'
import { Checks } from './checks.ts'
import type { WritingData, WritingPage } from './data.ts'
import { plugins, referenceView } from './editor.ts'
import { Forms } from './forms.ts'

export interface Opening {
  readonly live: WritingData
  readonly page: WritingPage
  readonly connection: Connection
  readonly keeping: Keeping | null
  readonly csrf: () => string
}

export class Writing {
  readonly view: EditorView
  private readonly live: WritingData
  private readonly page: WritingPage
  private readonly text: LiveText
  private readonly base: Node | null
  private readonly forms: Forms
  private readonly checks = new Checks()
  private readonly tools = document.querySelectorAll<HTMLElement>('[data-tool]')

  static async open(opening: Opening): Promise<Writing> {
    const { live, page, connection, keeping } = opening
    useSprite(page.sprite)
    const presence = new Presence(live.nations, page.words.presence)
    const leave = () => find('#before-tabling').querySelector<HTMLElement>('textarea, button')?.focus()
    const { text, language, version, doc, rules } = live
    const own = [...plugins(live.kind, leave), cursorMarks(presence)]
    const opened = await LiveText.open({
      text,
      language,
      version,
      doc,
      schema,
      connection,
      rules,
      plugins: own,
      ...keeping,
    })
    return new Writing(opening, opened, presence)
  }

  private constructor({ live, page, connection, csrf }: Opening, text: LiveText, presence: Presence) {
    this.live = live
    this.page = page
    this.text = text
    this.base = live.base ? Node.fromJSON(schema, live.base) : null
    this.forms = new Forms(csrf, () => say(page.words.unsaved))
    this.view = this.mount()
    for (const tool of this.tools) tool.addEventListener('click', () => this.use(tool.dataset.tool ?? ''))
    const save = new SaveState(page.words.save, say)
    text.status.subscribe(status => {
      save.show(status)
      this.forms.saved(status.kind === 'saved')
      if (status.kind === 'saved') this.checks.refreshSoon()
    })
    text.seats.subscribe(seats => {
      presence.draw(document.querySelectorAll<HTMLElement>('[data-presence]'), seats, page.seat)
      this.view.dispatch(this.view.state.tr.setMeta('addToHistory', false))
    })
    text.rules.subscribe(() => this.view.setProps({}))
    connection.news.subscribe(news => news && this.checks.refreshSoon())
    new HeldPanel(text.held, page.words.held, { name: () => null, amend: () => null, say })
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
          writing.showTools()
        },
      },
    )
    return view
  }

  private async show(): Promise<void> {
    const { doc } = this.view.state
    const { references, language } = this.live
    const { words } = this.page
    const place = find('#text')
    drawChanges(find('#changes'), changes(this.base, doc, references, words.gone), words, place)
    const hash = await documentHash(doc, language)
    if (doc === this.view.state.doc) this.forms.upon(hash)
  }

  private use(tool: string): void {
    COMMANDS[tool]?.(this.view.state, this.view.dispatch, this.view)
    this.view.focus()
  }

  private showTools(): void {
    const { state } = this.view
    for (const tool of this.tools) {
      const mark = schema.marks[tool.dataset.tool ?? '']
      const { from, to, empty, $from } = state.selection
      if (!mark) continue
      const isOn = empty
        ? !!mark.isInSet(state.storedMarks ?? $from.marks())
        : state.doc.rangeHasMark(from, to, mark)
      tool.setAttribute('aria-pressed', String(isOn))
    }
  }
}

function say(words: string): void {
  find('#said').textContent = words
}
