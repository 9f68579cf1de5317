// A server that does what a test tells it, and time that moves when told.
import type { EditorState } from 'prosemirror-state'
import {
  type Answer,
  Connection,
  type Line,
  type LineEvents,
  LineLost,
  type Message,
  Refused,
  SignedOut,
  type Transport,
  type Wanted,
} from '../../static/src/live/connection.ts'
import type { HeldText } from '../../static/src/live/held.ts'
import { LiveText } from '../../static/src/live/live-text.ts'
import type { Opening } from '../../static/src/live/opening.ts'
import type { Kept, TextStore } from '../../static/src/live/store.ts'
import { schema } from '../../static/src/text/schema.ts'
import { Chance, ManualClock } from '../fuzz/chance.ts'

interface Asked {
  readonly event: string
  readonly message: Message
  answer(answer: Answer): void
}

export class FakeServer implements Transport {
  readonly asked: Asked[] = []
  readonly told: { event: string; message: Message }[] = []
  readonly pages: Record<string, unknown> = {}
  connects = 0
  /** What was to be opened with the last connection. */
  wanted: readonly Wanted[] = []
  isDown = false
  isSignedOut = false
  private events: LineEvents | null = null
  private fail: ((why: Error) => void)[] = []

  async connect(events: LineEvents, wanted: readonly Wanted[]): Promise<Line> {
    this.connects++
    this.wanted = wanted
    if (this.isSignedOut) throw new SignedOut()
    if (this.isDown) throw new Error('No network.')
    this.events = events
    return {
      ask: (event, message) =>
        new Promise((answer, fail) => {
          this.fail.push(fail)
          this.asked.push({ event, message, answer })
        }),
      tell: (event, message) => void this.told.push({ event, message }),
      close: () => {
        for (const fail of this.fail.splice(0)) fail(new LineLost())
      },
    }
  }

  async get(path: string): Promise<unknown> {
    if (this.isSignedOut) throw new SignedOut()
    if (this.isDown) throw new Error('No network.')
    if (!(path in this.pages)) throw new Refused('No such page.')
    return this.pages[path]
  }

  /** The next thing asked; fails when there is none, or another. */
  next(event: string): Asked {
    const asked = this.asked.shift()
    if (asked?.event !== event) throw new Error(`Asked was ${asked?.event}, not ${event}.`)
    return asked
  }

  /** The next thing asked, once it is: what a client keeps in its store comes first. */
  async hears(event: string): Promise<Asked> {
    await until(() => this.asked.length > 0)
    return this.next(event)
  }

  async answer(event: string, answer: Message): Promise<Message> {
    const asked = await this.hears(event)
    asked.answer({ ok: true, ...answer })
    await calm()
    return asked.message
  }

  async say(event: string, message: Message): Promise<void> {
    this.events?.message(event, { text: 'text', ...message })
    await calm()
  }

  async cut(): Promise<void> {
    this.events?.down()
    await calm()
  }
}

/** A browser's store in memory, that may be full. */
export class KeepingStore implements TextStore {
  readonly pages = new Map<string, Kept>()
  readonly items = new Map<string, HeldText>()
  isFull = false

  async kept() {
    return new Map(this.pages)
  }
  async keep(page: string, kept: Kept) {
    this.mayWrite()
    this.pages.set(page, JSON.parse(JSON.stringify(kept)))
  }
  async forget(page: string) {
    this.mayWrite()
    this.pages.delete(page)
  }
  async held() {
    return [...this.items.values()]
  }
  async hold(item: HeldText) {
    this.mayWrite()
    this.items.set(item.id, item)
  }
  async release(id: string) {
    this.items.delete(id)
  }

  private mayWrite() {
    if (this.isFull) throw new DOMException('No room is left.', 'QuotaExceededError')
  }
}

export interface Table {
  readonly server: FakeServer
  readonly clock: ManualClock
  readonly connection: Connection
  readonly live: LiveText
}

export const DOC = document('shall act')

export function document(words: string): object {
  const clause = schema.node('clause', { id: 'clause00', kind: 'paragraph', level: 0 }, [schema.text(words)])
  return schema.node('doc', null, [clause]).toJSON()
}

/** A text that is open at version 0. */
export async function table(opening: Partial<Opening> = {}): Promise<Table> {
  const made = await unopened(opening)
  await made.server.answer('text:open', { version: made.live.version, connection: 'me', commits: [] })
  return made
}

export async function unopened(opening: Partial<Opening> = {}, server = new FakeServer()): Promise<Table> {
  const chance = new Chance(1)
  const clock = new ManualClock(chance)
  const connection = new Connection(server, clock)
  const own = {
    text: 'text',
    language: 'en',
    version: 0,
    doc: DOC,
    schema,
    connection,
    clock,
    newId: () => chance.id(),
  }
  const live = await LiveText.open({ ...own, ...opening })
  await calm()
  return { server, clock, connection, live }
}

export async function type(live: LiveText, words: string, at?: number): Promise<void> {
  live.dispatch(live.state.tr.insertText(words, at ?? live.state.doc.content.size - 1))
  await calm()
}

export function wordsOf(state: EditorState): string {
  return state.doc.textBetween(0, state.doc.content.size, '\n')
}

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await isSo()) return
    await calm()
  }
  throw new Error('Waited in vain.')
}

/** Until every promise that can has gone on. */
export function calm(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 5))
}
