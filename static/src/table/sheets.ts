// On narrow screens the outline and the clause panel are sheets: opened from the dock, above an inert page.
import { find } from './parts.ts'

const NARROW = matchMedia('(max-width: 64rem)')

export class Sheets {
  private readonly sheets = [find('#outline'), find('#side')]
  private opener: HTMLElement | null = null

  constructor() {
    document.addEventListener('click', event => this.click(event))
    document.addEventListener('keydown', event => event.key === 'Escape' && this.close())
    NARROW.addEventListener('change', () => this.close())
  }

  close(): void {
    for (const sheet of this.sheets) sheet.removeAttribute('data-open')
    for (const other of this.others()) other.inert = false
    this.opener?.focus()
    this.opener = null
  }

  private click(event: MouseEvent): void {
    const pressed = event.target instanceof Element ? event.target : null
    const opener = pressed?.closest<HTMLElement>('[data-sheet]')
    if (opener && NARROW.matches) this.open(opener, event)
    if (pressed?.closest('.sheet-close')) {
      event.preventDefault()
      this.close()
    }
  }

  private open(opener: HTMLElement, event: Event): void {
    event.preventDefault()
    const sheet = find(`#${opener.dataset.sheet}`)
    this.close()
    this.opener = opener
    sheet.setAttribute('data-open', '')
    for (const other of this.others(sheet)) other.inert = true
    sheet.focus()
  }

  private others(but?: HTMLElement): HTMLElement[] {
    const all = document.querySelectorAll<HTMLElement>('.bar, .nav, .doc, .dock, #outline, #side')
    return [...all].filter(element => element !== but)
  }
}
