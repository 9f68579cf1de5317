// The panel about the clause at hand: made by the server, fetched again when something has happened to the clause.
import { offerCopying } from '../shell/copying.ts'
import { find } from './parts.ts'

export interface PanelDoors {
  /** With {clause} in it. */
  readonly panel: string
}

const WAIT_MS = 150
const LOADING_MS = 400
const WORDS_REST_MS = 1000

export class Panel {
  /** Called when an act from here was done. */
  acted = () => {}
  private readonly doors: PanelDoors
  private readonly side = find('#side')
  private clause = ''
  private tab = ''
  private timer = 0
  private asked = 0

  constructor(doors: PanelDoors) {
    this.doors = doors
    this.clause = this.side.dataset.clause ?? ''
    this.side.addEventListener('click', event => this.click(event))
    this.side.addEventListener('submit', event => void this.submit(event))
  }

  show(clause: string): void {
    if (clause === this.clause) return
    this.clause = clause
    this.refreshSoon()
  }

  /** Soon, so that walking through clauses fetches the last only. */
  refreshSoon(wait = WAIT_MS): void {
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.refresh(), wait)
  }

  /** What it says of the words, their hash above all, is told anew once they rest. */
  wordsChanged(): void {
    this.refreshSoon(WORDS_REST_MS)
  }

  /** The clause is no longer in the text. */
  gone(): void {
    this.asked++
    this.clause = ''
    const words = document.querySelector<HTMLTemplateElement>('#panel-gone')
    find('#side-clause').replaceChildren(...(words ? [words.content.cloneNode(true)] : []))
  }

  async refresh(): Promise<void> {
    if (!this.clause) return
    const number = ++this.asked
    const waiting = window.setTimeout(() => this.side.setAttribute('aria-busy', 'true'), LOADING_MS)
    try {
      const answer = await fetch(this.address(), { headers: { Accept: 'text/html' } })
      const words = await answer.text()
      if (number === this.asked && answer.ok) this.put(words)
      else if (number === this.asked && answer.status === 404) this.gone()
    } catch {
      // Offline: what stands there is still what was last known, and the save state says that the line is down.
    } finally {
      clearTimeout(waiting)
      if (number === this.asked) this.side.removeAttribute('aria-busy')
    }
  }

  private address(): string {
    const tab = this.tab ? `?tab=${encodeURIComponent(this.tab)}` : ''
    return this.doors.panel.replace('{clause}', encodeURIComponent(this.clause)) + tab
  }

  private put(words: string): void {
    const place = find('#side-clause')
    const hadFocus = place.contains(document.activeElement) ? document.activeElement : null
    const [typed, chosen, opened] = [typedIn(place), chosenIn(place), openedIn(place)]
    place.innerHTML = words
    offerCopying(place)
    retype(place, typed)
    for (const id of opened) place.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '')
    for (const choice of chosen) {
      const input = place.querySelector<HTMLInputElement>(choice)
      if (input) input.checked = true
    }
    const same = hadFocus?.id
      ? document.getElementById(hadFocus.id)
      : place.querySelector<HTMLElement>('.tabs [aria-current]')
    if (hadFocus) same?.focus()
  }

  private click(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('.tabs a') : null
    const tab = link && new URL(link.href).searchParams.get('tab')
    if (!tab || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    this.tab = tab
    void this.refresh()
  }

  /** An act from the panel leaves the page standing; what it did comes back as news and by fetching the panel anew. */
  private async submit(event: SubmitEvent): Promise<void> {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.method !== 'post') return
    event.preventDefault()
    const body = new FormData(form, event.submitter)
    const answer = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { Accept: 'application/json, text/html;q=0.9' },
    }).catch(() => null)
    delete form.dataset.sent
    event.submitter?.removeAttribute('aria-busy')
    if (answer?.ok) {
      form.closest('details')?.removeAttribute('open')
      form.reset()
      this.acted()
      return this.refresh()
    }
    const told = await answer?.json().catch(() => null)
    // Words that moved meanwhile: the next try is upon those that stand now.
    if (answer?.status === 409) await this.refresh()
    this.refuse(this.sameAs(form), told?.message ?? this.side.dataset.lost ?? '')
  }

  /** The form that took the place of this one when the panel was fetched anew. */
  private sameAs(form: HTMLFormElement): HTMLFormElement {
    return [...this.side.querySelectorAll('form')].find(other => other.action === form.action) ?? form
  }

  private refuse(form: HTMLFormElement, message: string): void {
    form.querySelector('.form-refused')?.remove()
    const words = document.createElement('p')
    words.className = 'error form-refused'
    words.role = 'alert'
    words.textContent = message
    form.append(words)
  }
}

/** What somebody is typing in the panel must survive its being fetched anew. */
function typedIn(place: HTMLElement): Map<string, string> {
  const fields = place.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    'textarea[id], input[id]:not([type=hidden], [type=radio], [type=checkbox])',
  )
  return new Map(
    [...fields].filter(field => field.value !== field.defaultValue).map(field => [field.id, field.value]),
  )
}

function chosenIn(place: HTMLElement): string[] {
  const inputs = [...place.querySelectorAll<HTMLInputElement>(':checked:is([type=radio], [type=checkbox])')]
  return inputs
    .filter(input => !input.defaultChecked)
    .map(({ name, value }) => `[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`)
}

function openedIn(place: HTMLElement): string[] {
  return [...place.querySelectorAll('details[open][id]')].map(({ id }) => id)
}

function retype(place: HTMLElement, typed: ReadonlyMap<string, string>): void {
  for (const [id, words] of typed) {
    const field = place.querySelector<HTMLInputElement | HTMLTextAreaElement>(`#${CSS.escape(id)}`)
    if (field) field.value = words
  }
}
