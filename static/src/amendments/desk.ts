// The chair's desk: where an amendment is taken up in part, its words are edited first. They are sent as a document.
import { history } from 'prosemirror-history'
import { Node } from 'prosemirror-model'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { schema } from '../text/schema.ts'
import type { References } from './data.ts'
import { plugins, referenceView } from './editor.ts'

const IN_PART = 'take_up_in_part'

export function openDesk(form: HTMLFormElement): void {
  const box = form.querySelector<HTMLElement>('[data-part]')
  const place = form.querySelector<HTMLElement>('[data-part-editor]')
  const words = form.querySelector('[data-part-words]')?.textContent
  if (!box || !place || !words) return
  const { doc, numbers } = JSON.parse(words) as { doc: object; numbers: References }
  const view = editor(place, doc, numbers, () => form.querySelector<HTMLElement>('button.btn-main')?.focus())
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

function editor(place: HTMLElement, doc: object, numbers: References, leave: () => void): EditorView {
  const label = place.getAttribute('aria-labelledby') ?? ''
  return new EditorView(
    { mount: place },
    {
      state: EditorState.create({
        doc: Node.fromJSON(schema, doc),
        plugins: [...plugins('modify', leave), history()],
      }),
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': label,
        class: place.className,
      },
      nodeViews: { reference: referenceView(numbers, '') },
    },
  )
}

function chosen(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>('[name="decision"]:checked')?.value ?? ''
}
