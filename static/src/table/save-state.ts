// The state of one's own words, said honestly, and a banner when something must be known.
import type { Connection } from '../live/connection.ts'
import type { Status } from '../live/status.ts'
import { type SaveState as Drawn, showSave } from '../shell/save.ts'
import { el, filled, find, icon } from './parts.ts'

export interface SaveWords {
  readonly offline: string
  readonly offlineHeld: string
  readonly offlineNote: string
  readonly offlineAlone: string
  readonly offlineUnkept: string
  readonly offlineUnopened: string
  readonly signedOut: string
  readonly signedOutHeld: string
  readonly signIn: string
  readonly closed: string
  readonly refused: string
  /** Where held text lies out of sight. */
  readonly show?: string
  readonly closedNote: string
  readonly back: string
}

/** Before the text is open there may be a line to wait for. */
type Kind = Status['kind'] | 'unopened'

const SAVING_AFTER_MS = 400
/** In this order the states are drawn; those without a picture of their own borrow one. */
const DRAWN: Record<Kind, Drawn> = {
  connecting: 'saving',
  saving: 'saving',
  saved: 'saved',
  offline: 'offline',
  unopened: 'offline',
  refused: 'refused',
  signed_out: 'offline',
  closed: 'refused',
}

interface Shown extends Omit<Status, 'kind' | 'reason'> {
  readonly kind: Kind
}

export class SaveState {
  private readonly words: SaveWords
  private readonly say: (words: string) => void
  private readonly banner = find('#banner')
  private last: Kind = 'connecting'
  private timer = 0
  private now: Status | null = null

  constructor(words: SaveWords, say: (words: string) => void, connection: Connection) {
    this.words = words
    this.say = say
    // Every save is not news: what matters is said by `say`.
    for (const mark of marks()) mark.setAttribute('aria-live', 'off')
    connection.isReached.subscribe(
      is => is || this.draw({ kind: 'unopened', edits: 0, held: 0, isKept: true }),
    )
    // What only this page has would go with it: the browser asks first.
    addEventListener('beforeunload', event => {
      const { edits = 0, held = 0, isKept = true } = this.now ?? {}
      if (!isKept && edits + held > 0) event.preventDefault()
    })
  }

  show(status: Status): void {
    clearTimeout(this.timer)
    this.now = status
    const draw = () => this.draw(status)
    // What is saved at once need not be seen being saved.
    if (DRAWN[status.kind] === 'saving' && this.last === 'saved')
      this.timer = window.setTimeout(draw, SAVING_AFTER_MS)
    else draw()
  }

  private draw(status: Shown): void {
    const count = status.kind === 'refused' || status.kind === 'closed' ? status.held : status.edits
    for (const mark of marks()) showSave(mark, DRAWN[status.kind], count)
    const isSettled = (kind: Kind) => ['saved', 'saving', 'connecting'].includes(kind)
    this.tell(status)
    if (!isSettled(this.last) && status.kind === 'saved') this.say(this.words.back)
    this.last = status.kind
  }

  private tell({ kind, edits, isKept }: Shown): void {
    const lines: Partial<Record<Kind, () => HTMLElement>> = {
      offline: () =>
        notice(
          'warn',
          'i-offline',
          held(edits, this.words.offline, isKept ? this.words.offlineHeld : this.words.offlineAlone),
          isKept ? this.words.offlineNote : this.words.offlineUnkept,
        ),
      unopened: () => notice('warn', 'i-offline', this.words.offline, this.words.offlineUnopened),
      signed_out: () =>
        notice(
          'warn',
          'i-key',
          held(edits, this.words.signedOut, this.words.signedOutHeld),
          signIn(this.words.signIn),
        ),
      refused: () => notice('bad', 'i-warn', this.words.refused, this.words.show && show(this.words.show)),
      closed: () => notice('bad', 'i-warn', this.words.closed, this.words.closedNote),
    }
    const made = lines[kind]?.()
    if (made?.textContent !== this.banner.textContent) this.banner.replaceChildren(...(made ? [made] : []))
    if (made && kind !== this.last) this.say(made.textContent ?? '')
  }
}

function held(edits: number, none: string, some: string): string {
  return edits ? filled(some, { count: edits }) : none
}

function signIn(words: string): HTMLElement {
  return el('a', { href: '/sign-in', class: 'btn btn-small' }, words)
}

/** On narrow screens held text lies in a sheet. */
function show(words: string): HTMLElement {
  return el('button', { type: 'button', class: 'btn btn-small only-narrow', 'data-sheet': 'side' }, words)
}

export function notice(
  kind: string,
  symbol: string,
  first: string,
  rest: string | HTMLElement = '',
): HTMLElement {
  const words = el('div', {}, el('b', {}, first), rest && ' ', rest)
  return el('div', { class: `notice${kind === 'info' ? '' : ` notice-${kind}`}` }, icon(symbol), words)
}

function marks(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>('.save')
}
