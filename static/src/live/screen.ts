// What is on screen: the state of an EditorView, or, where nothing shows the text, a state of our own.
import { EditorState, Plugin, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import type { Composition } from './composition.ts'
import { readPage } from './observer.ts'

export interface ScreenHost {
  /** Everything that changes the state is told here. */
  changed(before: EditorState): void
  mayEdit(): boolean
}

export class Screen {
  private readonly host: ScreenHost
  private view: EditorView | null = null
  private own: EditorState

  /** `doc` brings its schema; `plugins` come before what joins the screen to its host. */
  constructor(
    doc: EditorState['doc'],
    plugins: readonly Plugin[],
    composition: Composition,
    host: ScreenHost,
  ) {
    this.host = host
    this.own = EditorState.create({ doc, plugins: [...plugins, this.wiring(composition)] })
  }

  get state(): EditorState {
    return this.view?.state ?? this.own
  }

  /**
   * The state, with what the browser has done upon the last key and the library has not heard of yet. What comes from
   * afar is to be taken into this one, or it puts the cursor back to where it was before that key.
   */
  read(): EditorState {
    if (this.view) readPage(this.view)
    return this.state
  }

  dispatch(tr: Transaction): void {
    if (this.view) this.view.dispatch(tr)
    else {
      const before = this.own
      this.own = this.own.apply(tr)
      this.host.changed(before)
    }
  }

  /** Before anybody looks: what comes first. */
  begin(make: (state: EditorState) => Transaction): void {
    this.own = this.own.apply(make(this.own))
  }

  private wiring(composition: Composition): Plugin {
    const composing = () => composition.key()
    return new Plugin({
      view: view => {
        this.view = view
        return { update: (_, before) => this.host.changed(before), destroy: () => this.detach(view) }
      },
      props: {
        handleDOMEvents: {
          compositionstart: composing,
          compositionupdate: composing,
          compositionend: view => {
            // After the library's own handler; it reads the word that is finished only after that.
            queueMicrotask(() => {
              readPage(view)
              composition.end()
            })
          },
        },
        editable: () => this.host.mayEdit(),
      },
    })
  }

  private detach(view: EditorView): void {
    this.own = view.state
    if (this.view === view) this.view = null
  }
}
