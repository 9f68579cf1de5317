// Who is here: each delegation has a hue while it is present, handed out by order of arrival.
import type { SeatHere } from '../live/protocol.ts'
import { chip, el, filled } from './parts.ts'

export interface Here {
  readonly code: string
  /** Of the delegation, or of the role where there is none. */
  readonly nation: string
  readonly hue: number
}

export interface Nation {
  readonly code: string
  readonly name: string
}

export interface PresenceWords {
  readonly here: string
  readonly more: string
}

interface Group extends Here {
  readonly people: string[]
}

const HUES = 8
const SHOWN = 5

export class Presence {
  private readonly nations: Readonly<Record<string, Nation>>
  private readonly words: PresenceWords
  /** Counts up whenever somebody comes or goes. */
  seats = 0
  private hues = new Map<string, number>()
  private here = new Map<string, Here>()

  constructor(nations: Readonly<Record<string, Nation>>, words: PresenceWords) {
    this.nations = nations
    this.words = words
  }

  who(connection: string): Here | undefined {
    return this.here.get(connection)
  }

  /** Takes in who is here now, delegation by delegation. */
  hear(seats: readonly SeatHere[]): Group[] {
    const groups = new Map<string, Group>()
    this.handOut(seats.map(seat => this.nation(seat).code))
    this.here = new Map()
    this.seats++
    for (const seat of seats) {
      const { code, name } = this.nation(seat)
      const hue = this.hues.get(code)!
      this.here.set(seat.connection, { code, nation: name, hue })
      const group = groups.get(code) ?? { code, nation: name, hue, people: [] }
      groups.set(code, group)
      if (!group.people.includes(seat.name)) group.people.push(seat.name)
    }
    return [...groups.values()]
  }

  /** Draws who else is here into the bar: chips, and all names behind them. */
  draw(places: Iterable<HTMLElement>, seats: readonly SeatHere[], own: string): void {
    const groups = this.hear(seats.filter(({ seat }) => seat !== own))
    const names = new Intl.ListFormat(document.documentElement.lang).format(
      groups.map(({ nation }) => nation),
    )
    const said = filled(this.words.here, { names })
    for (const place of places) this.drawIn(place, groups, said)
  }

  private drawIn(place: HTMLElement, groups: readonly Group[], said: string): void {
    const shown = place.dataset.shown ? Number(place.dataset.shown) : SHOWN
    const chips = groups
      .slice(0, shown)
      .map(({ code, nation, hue, people }) => chip(code, nation, hue, people.length))
    const rest = groups.length - shown
    if (rest > 0) {
      const more = filled(this.words.more, { count: rest })
      chips.push(el('span', { class: 'chip chip-away', title: more }, `+${rest}`))
    }
    const label = place.querySelector('[data-presence-said]')
    const list = place.querySelector('[data-presence-list]')
    if (label) label.textContent = said
    place.querySelector('[data-presence-chips]')?.replaceChildren(...chips)
    list?.replaceChildren(...groups.map(group => this.line(group)))
    place.hidden = !groups.length
  }

  private line({ code, nation, hue, people }: Group): HTMLElement {
    return el(
      'li',
      { class: 'row' },
      chip(code, nation, hue),
      el('span', {}, `${nation}: ${people.join(', ')}`),
    )
  }

  private nation(seat: SeatHere): Nation {
    const code = seat.delegation ?? ''
    return this.nations[code] ?? { code, name: code }
  }

  private handOut(codes: readonly string[]): void {
    const kept = new Map([...this.hues].filter(([code]) => codes.includes(code)))
    for (const code of codes) if (!kept.has(code)) kept.set(code, freest([...kept.values()]))
    this.hues = kept
  }
}

/** The hue that the fewest have. */
function freest(taken: readonly number[]): number {
  const uses = Array.from({ length: HUES }, (_, i) => taken.filter(hue => hue === i + 1).length)
  return uses.indexOf(Math.min(...uses)) + 1
}
