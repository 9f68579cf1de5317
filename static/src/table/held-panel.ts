// Held text: words that are not in the text, kept until their author copies, tables or discards them. It never closes by itself.
import type { Node } from 'prosemirror-model'
import type { Held, HeldText, Why } from '../live/held.ts'
import { localTime } from '../shell/times.ts'
import { schema } from '../text/schema.ts'
import { type Copied, copiedClauses, drawn } from './copy.ts'
import { el, filled, find, icon } from './parts.ts'

export interface HeldWords {
  readonly title: string
  readonly notInText: string
  readonly where: string
  readonly nowhere: string
  readonly why: Record<Why, string>
  readonly kept: string
  /** Instead of `kept`, where the browser keeps nothing. */
  readonly unkept: string
  readonly copy: string
  readonly copied: string
  readonly discard: string
  readonly confirm: string
  readonly table: string
}

export interface HeldPage {
  /** What a clause is called now; null when it is gone. */
  name(clause: string): string | null
  /** How a reference to a clause reads. */
  refer(clause: string): string
  /** Where these words can be tabled; null where that is not possible. */
  amend(clause: string | null): string | null
  say(words: string): void
}

export class HeldPanel {
  private readonly words: HeldWords
  private readonly held: Held
  private readonly page: HeldPage
  private readonly place = find('#held')
  private readonly shown = new Map<string, HTMLElement>()

  constructor(held: Held, words: HeldWords, page: HeldPage) {
    this.held = held
    this.words = words
    this.page = page
    held.items.subscribe(items => this.show(items))
  }

  private show(items: readonly HeldText[]): void {
    const ids = new Set(items.map(item => item.id))
    for (const [id, card] of this.shown) if (!ids.has(id)) card.remove()
    for (const id of [...this.shown.keys()]) if (!ids.has(id)) this.shown.delete(id)
    for (const item of items) if (!this.shown.has(item.id)) this.add(item)
    this.place.hidden = !items.length
  }

  private add(item: HeldText): void {
    const card = this.card(item)
    this.shown.set(item.id, card)
    this.place.prepend(card)
    this.page.say(`${this.words.title}. ${this.reason(item)}`)
  }

  private card(item: HeldText): HTMLElement {
    const tag = el('span', { class: 'tag tag-bad' }, icon('i-warn'), this.words.notInText)
    const title = el('h3', { class: 't-head', id: `held-${item.id}` }, this.words.title)
    return el(
      'section',
      { class: 'held', 'aria-labelledby': `held-${item.id}` },
      el('div', { class: 'row apart' }, title, tag),
      el('p', { class: 't-small muted' }, `${this.reason(item)} `, this.kept()),
      ...this.paragraphs(item),
      this.acts(item),
    )
  }

  /** Whether this device keeps it may change while it stands here. */
  private kept(): HTMLElement {
    const made = el('span', {})
    this.held.isKept.subscribe(isKept => {
      made.textContent = isKept ? this.words.kept : this.words.unkept
    })
    return made
  }

  private paragraphs(item: HeldText): HTMLElement[] {
    const { lang, dir } = find('#text')
    return clausesOf(item).map(clause => {
      const words = drawn(clause, id => this.page.refer(id))
      return el('p', { class: 'held-words', lang, dir }, ...words)
    })
  }

  private reason(item: HeldText): string {
    const name = item.clause && this.page.name(item.clause)
    // With its day: words may wait here for days.
    const at = localTime(new Date(item.when).toISOString(), 'short', document.documentElement.lang) ?? ''
    const where = name
      ? filled(this.words.where, { clause: name, time: at })
      : filled(this.words.nowhere, { time: at })
    return `${where} ${this.words.why[item.why]}`
  }

  private acts(item: HeldText): HTMLElement {
    const address = this.page.amend(item.clause)
    const copy = el('button', { class: 'btn', type: 'button' }, icon('i-copy'), this.words.copy)
    const discard = el('button', { class: 'btn btn-quiet', type: 'button' }, this.words.discard)
    copy.addEventListener('click', () => void this.copy(item))
    discard.addEventListener('click', () => this.discard(item, discard))
    const table = address && this.amendment(address, item)
    return el('div', { class: 'btns' }, table, copy, discard)
  }

  /** Begins a private draft with these words. They travel in the body: an address is kept in too many places. */
  private amendment(address: string, item: HeldText): HTMLElement {
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? ''
    const sent = (name: string, value: string) => el('input', { type: 'hidden', name, value })
    return el(
      'form',
      { method: 'post', action: address.replace(/\/new$/, ''), 'data-once': true },
      sent('csrf_token', token),
      sent('kind', 'modify'),
      sent('words', this.copied(item).text),
      el('button', { class: 'btn btn-main' }, this.words.table),
    )
  }

  private async copy(item: HeldText): Promise<void> {
    const { html, text } = this.copied(item)
    const kinds = { 'text/html': html, 'text/plain': text }
    const blobs = Object.entries(kinds).map(([type, words]) => [type, new Blob([words], { type })])
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
    this.page.say(this.words.copied)
  }

  private copied(item: HeldText): Copied {
    return copiedClauses(clausesOf(item), id => this.page.refer(id))
  }

  /** The first press asks, the second discards. */
  private discard(item: HeldText, button: HTMLElement): void {
    if (button.classList.contains('btn-bad')) {
      this.held.discard(item.id)
      return
    }
    button.classList.replace('btn-quiet', 'btn-bad')
    button.textContent = this.words.confirm
  }
}

/** What was held by an earlier version of this page is words alone, a line for each clause. */
export function clausesOf({ content, words }: HeldText): Node[] {
  if (content) return content.map(json => schema.nodeFromJSON(json))
  const lines = words.split('\n').filter(line => line)
  return lines.map(line => schema.node('clause', null, [schema.text(line)]))
}
