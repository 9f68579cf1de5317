// Choosing a clause to refer to, from a list that is filtered by typing.
import type { Line } from './outline.ts'
import { el, find } from './parts.ts'

export interface Choice {
  readonly id: string
  readonly number: string
  readonly words: string
}

const SHOWN = 50

export class ReferencePicker {
  private readonly dialog = find<HTMLDialogElement>('#refer')
  private readonly input = find<HTMLInputElement>('#refer-find')
  private readonly list = find('#refer-list')
  private readonly nothing = find('#refer-none')
  private choices: readonly Choice[] = []
  private at = 0
  private chosen: (id: string) => void = () => {}

  constructor() {
    this.input.addEventListener('input', () => this.filter())
    this.input.addEventListener('keydown', event => this.key(event))
    this.list.addEventListener('click', event => {
      const option =
        event.target instanceof Element ? event.target.closest<HTMLElement>('[role="option"]') : null
      if (option) this.choose(option.dataset.id!)
    })
  }

  open(choices: readonly Choice[], chosen: (id: string) => void): void {
    this.choices = choices
    this.chosen = chosen
    this.input.value = ''
    this.filter()
    this.dialog.showModal()
    this.input.focus()
  }

  private filter(): void {
    const query = this.input.value.trim().toLocaleLowerCase()
    const found = this.choices.filter(({ number, words }) =>
      `${number} ${words}`.toLocaleLowerCase().includes(query),
    )
    this.list.replaceChildren(...found.slice(0, SHOWN).map(choice => option(choice)))
    this.nothing.hidden = found.length > 0
    this.mark(0)
  }

  private key(event: KeyboardEvent): void {
    const options = this.list.children.length
    if (event.key === 'ArrowDown') this.mark(Math.min(this.at + 1, options - 1))
    else if (event.key === 'ArrowUp') this.mark(Math.max(this.at - 1, 0))
    else if (event.key === 'Enter') this.chooseMarked()
    else return
    event.preventDefault()
  }

  private mark(at: number): void {
    this.at = at
    ;[...this.list.children].forEach((item, i) => {
      item.setAttribute('aria-selected', String(i === at))
    })
    const marked = this.list.children[at]
    if (marked) this.input.setAttribute('aria-activedescendant', marked.id)
    else this.input.removeAttribute('aria-activedescendant')
    marked?.scrollIntoView({ block: 'nearest' })
  }

  private chooseMarked(): void {
    const marked = this.list.children[this.at]
    if (marked instanceof HTMLElement) this.choose(marked.dataset.id!)
  }

  private choose(id: string): void {
    this.dialog.close()
    this.chosen(id)
  }
}

/** A title is not referred to. */
export function choicesOf(lines: readonly Line[], name: (id: string) => string): Choice[] {
  return lines.filter(line => line.kind !== 'title').map(({ id, words }) => ({ id, number: name(id), words }))
}

function option({ id, number, words }: Choice): HTMLElement {
  const attributes = { role: 'option', id: `refer-${id}`, 'data-id': id }
  return el(
    'div',
    attributes,
    el('bdi', { class: 'strong nowrap' }, number),
    el('span', { class: 'outline-t' }, words),
  )
}
