// What the page says when something did not happen, with a way on. Said aloud as well.
import type { Answer } from '../live/connection.ts'
import type { Stopped } from '../live/rules.ts'
import { el, filled, find, icon } from './parts.ts'
import type { Left } from './paste.ts'
import { notice } from './save-state.ts'

export interface NoticeWords {
  readonly stopped: {
    readonly locked: string
    readonly lockedMany: string
    readonly lockedNote: string
    readonly may_not_commit: string
    readonly amend: string
  }
  readonly pasted: Readonly<Record<Left | 'first' | 'rest', string>>
  readonly dropped: { readonly first: string; readonly rest: string }
  readonly moved: {
    readonly refused: string
    readonly offline: string
    readonly done: string
    readonly gone: string
    readonly movedSince: string
  }
  readonly close: string
}

export class Notices {
  private readonly words: NoticeWords
  private readonly place = find('#notices')
  private readonly said = find('#said')

  constructor(words: NoticeWords) {
    this.words = words
  }

  /** Spoken by screen readers; saying the same again is heard again. */
  say(words: string): void {
    this.said.textContent = ''
    setTimeout(() => {
      this.said.textContent = words
    }, 50)
  }

  /** Stands above the text until it is closed or something else is told. */
  tell(kind: 'info' | 'warn' | 'bad', first: string, rest = ''): void {
    const made = notice(kind, kind === 'info' ? 'i-info' : 'i-warn', first, rest)
    const close = el(
      'button',
      { class: 'btn btn-small btn-quiet', type: 'button' },
      icon('i-cross'),
      el('span', { class: 'vh' }, this.words.close),
    )
    close.addEventListener('click', () => made.remove())
    made.classList.add('notice-closes')
    made.append(close)
    this.place.replaceChildren(made)
    this.say(`${first} ${rest}`)
  }

  left(left: ReadonlySet<Left>): void {
    const what = [...left].map(one => this.words.pasted[one])
    const list = new Intl.ListFormat(document.documentElement.lang, { type: 'conjunction' }).format(what)
    this.tell('warn', this.words.pasted.first, filled(this.words.pasted.rest, { what: list }))
  }

  dropped(): void {
    this.tell('info', this.words.dropped.first, this.words.dropped.rest)
  }

  notMoved(reason: string): void {
    this.tell('warn', this.words.moved.refused, reason)
  }

  /** A move that was taken back or done again; the text has gone on, or the server says why. */
  notMovedBack({ reason, message }: Answer): void {
    const { gone, movedSince } = this.words.moved
    this.notMoved(reason === 'gone' ? gone : reason === 'moved_since' ? movedSince : (message ?? ''))
  }

  /** Why an edit was stopped, to stand beside the clause. */
  why({ why, clauses }: Stopped, name: string, amend: string | null): HTMLElement {
    const { stopped } = this.words
    const many =
      clauses.length > 1
        ? filled(stopped.lockedMany, { count: clauses.length })
        : filled(stopped.locked, { clause: name })
    const first = why === 'locked' ? many : stopped.may_not_commit
    const rest = why === 'locked' ? stopped.lockedNote : ''
    const made = notice('warn', 'i-lock', first, rest)
    if (amend)
      made.lastElementChild!.append(
        ' ',
        el('a', { href: amend, class: 'btn btn-small' }, icon('i-pen'), stopped.amend),
      )
    this.say(`${first} ${rest}`)
    return made
  }
}
