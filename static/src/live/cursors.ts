// Other people's cursors, in the positions of what is on screen here; and one's own, in those of the server's document.
import { type EditorState, Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import type { StepMap } from 'prosemirror-transform'
import type { WireCursor } from './protocol.ts'
import { isReceived, type Pending, syncOf } from './sync.ts'

export interface Cursor {
  readonly anchor: number
  readonly head: number
}

export type Cursors = ReadonlyMap<string, Cursor>

const key = new PluginKey<Cursors>('cursors')
const REMEMBERED_MAPS = 1_000

export function cursorsPlugin(): Plugin<Cursors> {
  return new Plugin<Cursors>({
    key,
    state: {
      init: () => new Map(),
      apply: (tr, cursors) => tr.getMeta(key) ?? (tr.docChanged ? through(cursors, tr) : cursors),
    },
  })
}

/** By connection. */
export function cursorsOf(state: EditorState): Cursors {
  return key.getState(state) ?? new Map()
}

export function setCursors(state: EditorState, cursors: Cursors): Transaction {
  return state.tr.setMeta(key, cursors).setMeta('addToHistory', false)
}

/** Only the cursors of those who are still here. */
export function among(cursors: Cursors, connections: ReadonlySet<string>): Cursors {
  return new Map([...cursors].filter(([connection]) => connections.has(connection)))
}

/** One's own selection as the server's document at `version` has it. */
export function ownCursor(state: EditorState): { version: number } & Cursor {
  const { version, pending } = syncOf(state)
  const { anchor, head } = state.selection
  return { version, anchor: withoutPending(anchor, pending), head: withoutPending(head, pending) }
}

/** Turns cursors that come in into positions on screen; those of a version still to come wait for it. */
export class IncomingCursors {
  private maps: StepMap[] = []
  private version: number
  private waiting = new Map<string, WireCursor>()

  constructor(version: number) {
    this.version = version
  }

  /** The server's document has moved on. */
  advance(maps: readonly StepMap[]): void {
    this.version += maps.length
    this.maps = this.maps.concat(maps).slice(-REMEMBERED_MAPS)
  }

  hear(cursors: readonly WireCursor[]): void {
    for (const cursor of cursors) this.waiting.set(cursor.connection, cursor)
  }

  /** The cursors on screen with those that are due, or null when none is. */
  due(state: EditorState): Cursors | null {
    const due = [...this.waiting.values()].filter(cursor => cursor.version <= this.version)
    if (!due.length) return null
    const cursors = new Map(cursorsOf(state))
    for (const cursor of due) {
      this.waiting.delete(cursor.connection)
      const place = (pos: number) => this.place(pos, cursor.version, state)
      cursors.set(cursor.connection, { anchor: place(cursor.anchor), head: place(cursor.head) })
    }
    return cursors
  }

  private place(pos: number, version: number, state: EditorState): number {
    const since = Math.max(0, this.maps.length - (this.version - version))
    const pending = syncOf(state).pending.map(p => p.step.getMap())
    const place = [...this.maps.slice(since), ...pending].reduce((at, map) => map.map(at, -1), pos)
    return Math.max(0, Math.min(place, state.doc.content.size))
  }
}

function withoutPending(pos: number, pending: readonly Pending[]): number {
  return pending.reduceRight((at, { step }) => step.getMap().invert().map(at, -1), pos)
}

/** What comes in at somebody's cursor was most likely typed there by them; what is typed here was not. */
function through(cursors: Cursors, tr: Transaction): Cursors {
  const side = isReceived(tr) ? 1 : -1
  const map = (pos: number) => tr.mapping.map(pos, side)
  return new Map(
    [...cursors].map(([connection, { anchor, head }]) => [
      connection,
      { anchor: map(anchor), head: map(head) },
    ]),
  )
}
