// The tools above the text: what they do is what keys do, and they show how the words at the cursor stand.
import type { Command, EditorState } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { type Kind, kindOf } from '../text/schema.ts'
import { clauseAt, setKind } from './commands.ts'
import { COMMANDS } from './keys.ts'
import { find, mark } from './parts.ts'

export class Tools {
  private readonly view: EditorView
  private readonly bar = find('#tools')
  private readonly kind = find<HTMLSelectElement>('#tool-kind')
  private readonly acts: Record<string, () => void>
  private readonly commands: Record<string, Command>

  /** `acts`: what the page does for tools that are not commands. */
  constructor(view: EditorView, acts: Record<string, () => void>, commands = COMMANDS) {
    this.view = view
    this.acts = acts
    this.commands = commands
    // The words keep the focus while a tool is pressed.
    this.bar.addEventListener('mousedown', event => event.target !== this.kind && event.preventDefault())
    this.bar.addEventListener('click', event => this.press(event))
    this.bar.addEventListener('keydown', event => this.walk(event))
    this.kind.addEventListener('change', () => this.setKind())
    this.show(view.state)
  }

  show(state: EditorState): void {
    mark(this.bar, 'hidden', this.view.editable ? null : '')
    const kind = kindOf(clauseAt(state.doc, state.selection.head).node)
    if (this.kind.value !== kind) this.kind.value = kind
    for (const name of ['em', 'strong', 'in', 'out', 'undo', 'redo']) this.showTool(name, state)
  }

  private showTool(name: string, state: EditorState): void {
    const button = this.bar.querySelector<HTMLButtonElement>(`[data-tool="${name}"]`)
    if (!button) return
    if (button.hasAttribute('aria-pressed')) mark(button, 'aria-pressed', String(isMarked(state, name)))
    // Not `disabled`: a button that vanishes from under the focus strands those who use keys.
    else mark(button, 'aria-disabled', String(!this.commands[name]!(state)))
  }

  private press(event: MouseEvent): void {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-tool]') : null
    const name = button?.dataset.tool
    if (!name) return
    const act = this.acts[name]
    if (act) {
      act()
      return
    }
    this.commands[name]?.(this.view.state, this.view.dispatch, this.view)
    this.view.focus()
  }

  private setKind(): void {
    setKind(this.kind.value as Kind)(this.view.state, this.view.dispatch)
    this.show(this.view.state)
    this.view.focus()
  }

  /** Left and right walk through the tools, as in every toolbar. */
  private walk(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    const tools = [...this.bar.querySelectorAll<HTMLElement>('select, button')]
    const isBack = (event.key === 'ArrowLeft') !== (getComputedStyle(this.bar).direction === 'rtl')
    const at = tools.indexOf(document.activeElement as HTMLElement)
    tools[(at + (isBack ? -1 : 1) + tools.length) % tools.length]?.focus()
    event.preventDefault()
  }
}

function isMarked(state: EditorState, name: string): boolean {
  const { from, to, empty, $from } = state.selection
  const type = state.schema.marks[name]!
  return empty ? !!type.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, type)
}
