// The chair's desk: where an amendment is taken up in part, its words are edited first. They are sent as a document.
import { history } from 'prosemirror-history'
import { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { Tools } from '../table/tools.ts'
import { schema } from '../text/schema.ts'
import type { WritingData } from './data.ts'
import { commandsBelow, plugins, referenceView, referring } from './editor.ts'

type DeskData = Pick<WritingData, 'doc' | 'references' | 'above' | 'clauses'>

const IN_PART = 'take_up_in_part'

export function openDesk(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>('[data-part]')
  const place = form.querySelector<HTMLElement>('[data-part-editor]')
  const words = form.querySelector('[data-part-words]')?.textContent
  if (!box || !place || !words) return
  const view = editor(place, JSON.parse(words), () =>
    form.querySelector<HTMLElement>('button.btn-main')?.focus(),
  )
  const show = () => {
    box.hidden = chosen(form) !== IN_PART
  }
  form.addEventListener('change', show)
  form.addEventListener('submit', () => {
    const field = form.querySelector<HTMLInputElement>('[data-edited]')
    if (field) field.value = chosen(form) === IN_PART ? JSON.stringify(view.state.doc.toJSON()) : ''
  })
  show()
}

function editor(place: HTMLElement, data: DeskData, leave: () => void): EditorView {
  const label = place.getAttribute('aria-labelledby') ?? ''
  const commands = commandsBelow(data.above)
  const refer = referring(data.clauses, () => view)
  let tools: Tools | null = null
  const view: EditorView = new EditorView(
    { mount: place },
    {
      state: EditorState.create({
        doc: Node.fromJSON(schema, data.doc),
        plugins: [
          ...plugins({ kind: 'modify', commands, references: data.references, leave, refer }),
          history(),
        ],
      }),
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': label,
        class: place.className,
      },
      nodeViews: { reference: referenceView(data.references, '') },
      dispatchTransaction(tr) {
        view.updateState(view.state.apply(tr))
        tools?.show(view.state)
      },
    },
  )
  tools = new Tools(view, { refer }, commands)
  return view
}

function chosen(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>('[name="decision"]:checked')?.value ?? ''
}
