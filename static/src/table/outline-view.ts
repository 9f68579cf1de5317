// Draws the outline: one line for each clause, filtered by words and by status, walked with the arrow keys.
import { counts, isSame, type Line, STATUSES, type Status, worst } from './outline.ts'
import { el, find, hidden, icon, mark, write } from './parts.ts'

export interface OutlineWords {
  readonly statuses: Record<Status, string>
  readonly locked: string
  readonly amendments: string
  readonly empty: string
  readonly none: string
}

/** Beyond so many clauses only the article at hand is open. */
const LONG = 150

export class OutlineView {
  /** Called when a line is chosen. */
  chosen: (id: string) => void = () => {}
  /** Called when the filter has changed: the page answers with `show`. */
  asked: () => void = () => {}
  private readonly words: OutlineWords
  private readonly list = find('#outline-list')
  private readonly input = find<HTMLInputElement>('#outline-find')
  private readonly key = find('#outline-key')
  private readonly nothing = find('#outline-none')
  private readonly lines = new Map<string, { line: Line; folded: string; element: HTMLElement }>()
  private current = ''
  private shown: readonly Line[] = []
  private statusesWanted = new Set<Status>()

  constructor(words: OutlineWords) {
    this.words = words
    this.list.replaceChildren()
    this.input.addEventListener('input', () => this.asked())
    this.list.addEventListener('click', event => this.click(event))
    this.list.addEventListener('keydown', event => this.walk(event))
    this.key.addEventListener('click', event => this.press(event))
    this.input.addEventListener('keydown', event => {
      if (event.key === 'ArrowDown') this.focusNext(null, 1, event)
    })
  }

  get typed(): string {
    return this.input.value
  }

  get statuses(): ReadonlySet<Status> {
    return this.statusesWanted
  }

  show(lines: readonly Line[], kept: ReadonlySet<string>): void {
    this.shown = lines
    const isFiltered = Boolean(this.typed.trim()) || this.statusesWanted.size > 0
    const open = isFiltered || lines.length <= LONG ? null : (this.underOf(this.current) ?? '')
    const visible = lines.filter(line => kept.has(line.id) && (open === null || isOpen(line, open)))
    const under = open === null ? null : grouped(lines)
    const elements = visible.map(line =>
      this.element(
        line,
        line.kind === 'article' && line.id !== open ? folded(under?.get(line.id) ?? []) : '',
      ),
    )
    reorder(this.list, elements)
    mark(this.nothing, 'hidden', elements.length ? '' : null)
    this.drawKey(lines)
    this.mark()
  }

  /** Marks the line of the clause at hand and brings it into view. */
  select(id: string): void {
    const before = this.underOf(this.current)
    this.current = id
    if (this.shown.length > LONG && this.underOf(id) !== before) this.asked()
    else this.mark()
    const link = this.lines.get(id)?.element.querySelector('a')
    if (link && !this.list.contains(document.activeElement)) link.scrollIntoView({ block: 'nearest' })
  }

  focus(): void {
    ;(this.lines.get(this.current)?.element.querySelector('a') ?? this.links()[0])?.focus()
  }

  private underOf(id: string): string | undefined {
    return this.shown.find(line => line.id === id)?.under
  }

  private element(line: Line, folded: string): HTMLElement {
    const known = this.lines.get(line.id)
    if (known && known.folded === folded && isSame({ ...known.line, words: line.words }, line)) {
      write(known.element.querySelector('.outline-t')!, line.words || this.words.empty)
      this.lines.set(line.id, { ...known, line })
      return known.element
    }
    const element = this.draw(line, folded)
    if (known?.element.contains(document.activeElement))
      queueMicrotask(() => element.querySelector('a')?.focus())
    this.lines.set(line.id, { line, folded, element })
    return element
  }

  private draw(line: Line, folded: string): HTMLElement {
    const [status, count] = folded ? (folded.split(' ') as [Status, string]) : [line.status, '']
    const shape = el('span', {
      class: 'outline-st',
      'data-status': status,
      title: this.words.statuses[status],
    })
    shape.append(icon(`s-${status}`), hidden(`${this.words.statuses[status]} `))
    const link = el(
      'a',
      {
        href: `#${line.id}`,
        'data-status': status,
        tabindex: '-1',
        class: line.level ? 'outline-sub' : null,
      },
      shape,
      line.number && el('bdi', { class: 'num outline-no' }, line.number),
      el('span', { class: 'outline-t' }, line.words || this.words.empty),
    )
    if (line.locked) link.append(icon('i-lock', 'outline-lock'), hidden(` ${this.words.locked}`))
    if (line.amendments) link.append(this.count(line.amendments))
    if (count) link.append(el('span', { class: 'outline-n' }, count))
    return el('li', { 'data-id': line.id, 'data-kind': line.kind, 'data-level': String(line.level) }, link)
  }

  private count(amendments: number): HTMLElement {
    return el('span', { class: 'outline-n' }, String(amendments), hidden(` ${this.words.amendments}`))
  }

  private drawKey(lines: readonly Line[]): void {
    const found = counts(lines)
    for (const status of STATUSES) {
      const button = this.key.querySelector<HTMLElement>(`button[data-status="${status}"]`)
      const count = button?.querySelector('.count')
      if (!button || !count) continue
      write(count, String(found.get(status) ?? 0))
      mark(button, 'aria-pressed', String(this.statusesWanted.has(status)))
    }
  }

  private mark(): void {
    for (const { element } of this.lines.values()) {
      const link = element.firstElementChild as HTMLElement
      const isCurrent = element.dataset.id === this.current
      mark(link, 'aria-current', isCurrent ? 'true' : null)
      mark(link, 'tabindex', isCurrent ? '0' : '-1')
    }
    const links = this.links()
    if (links[0] && !links.some(link => link.tabIndex === 0)) mark(links[0], 'tabindex', '0')
  }

  private links(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>('a')]
  }

  private click(event: MouseEvent): void {
    const id =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-id]')?.dataset.id : null
    if (!id || event.metaKey || event.ctrlKey) return
    event.preventDefault()
    this.chosen(id)
  }

  private press(event: MouseEvent): void {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-status]') : null
    if (!button) return
    const status = button.dataset.status as Status
    if (!this.statusesWanted.delete(status)) this.statusesWanted.add(status)
    this.asked()
  }

  private walk(event: KeyboardEvent): void {
    const links = this.links()
    const at = document.activeElement instanceof HTMLElement ? document.activeElement : null
    if (event.key === 'ArrowDown') this.focusNext(at, 1, event)
    else if (event.key === 'ArrowUp') this.focusNext(at, -1, event)
    else if (event.key === 'Home') this.focusLink(links[0], event)
    else if (event.key === 'End') this.focusLink(links.at(-1), event)
  }

  private focusNext(from: HTMLElement | null, by: number, event: Event): void {
    const links = this.links()
    const next = (from ? links.indexOf(from) : -1) + by
    if (next < 0) this.focusLink(this.input, event)
    else this.focusLink(links[next], event)
  }

  private focusLink(link: HTMLElement | undefined, event: Event): void {
    if (!link) return
    event.preventDefault()
    link.focus()
  }
}

/** Puts the elements into the list in this order, touching only what stands elsewhere. */
function reorder(list: HTMLElement, elements: readonly HTMLElement[]): void {
  const wanted = new Set<Element>(elements)
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove()
  elements.forEach((element, i) => {
    if (list.children[i] !== element) list.insertBefore(element, list.children[i] ?? null)
  })
}

function isOpen(line: Line, open: string): boolean {
  return line.under === open || line.kind === 'chapter' || line.kind === 'article' || line.kind === 'title'
}

/** The lines by the article or chapter that they stand under, which is itself the first of them. */
function grouped(lines: readonly Line[]): Map<string, Line[]> {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    const group = groups.get(line.under)
    if (group) group.push(line)
    else groups.set(line.under, [line])
  }
  return groups
}

/** What stands for the clauses of an article that is closed: their worst status and their number. */
function folded([, ...clauses]: readonly Line[]): string {
  return clauses.length ? `${worst(clauses.map(({ status }) => status))} ${clauses.length}` : ''
}
