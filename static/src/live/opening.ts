// What a page brings to open a text, and the document upon which it starts: today's, or the one on which an earlier page
// of this seat left steps that it could not send.
import type { Schema } from 'prosemirror-model'
import type { Plugin } from 'prosemirror-state'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { type Claim, type Found, flightOf, isWorth, left, pendingOf } from './keeping.ts'
import type { Rules, SeatHere } from './protocol.ts'
import type { Screen } from './screen.ts'
import type { TextStore } from './store.ts'
import { restore } from './sync.ts'

export interface Opening {
  readonly text: string
  /** Of the words; wordings are hashed with it. */
  readonly language: string
  readonly version: number
  readonly doc: object
  readonly schema: Schema
  readonly connection: Connection
  readonly store?: TextStore
  /** Whether a page that kept something is gone, so that this one may take it over. By default all are. */
  readonly claim?: Claim
  readonly rules?: Rules
  readonly seats?: readonly SeatHere[]
  /** The page's own plugins, before ours. */
  readonly plugins?: readonly Plugin[]
  readonly clock?: Clock
  readonly newId?: () => string
}

export interface Start {
  readonly version: number
  readonly doc: object
  /** What earlier pages left: one may be taken up upon this document, of the others only the words can be kept. */
  readonly found: readonly Found[]
  readonly taken: Found | null
  readonly others: readonly Found[]
}

export async function startOf(opening: Opening): Promise<Start> {
  const found = await leftBy(opening)
  const [first, ...others] = found
  const today = { version: opening.version, doc: opening.doc, found, taken: null, others: found }
  if (!first || !isWorth(first.kept, opening.version)) return today
  const document = await documentAt(opening, first.kept.version)
  return document ? { ...document, found, taken: first, others } : today
}

/** Puts the steps that an earlier page kept on screen; false when they do not fit, or are of a kind not known here. */
export function takenUp({ taken }: Start, screen: Screen): boolean {
  if (!taken) return true
  const { kept } = taken
  try {
    screen.begin(state => restore(state, pendingOf(kept, state), flightOf(kept, state), kept.own))
    return true
  } catch {
    return false
  }
}

async function leftBy({ store, claim = async () => true }: Opening): Promise<Found[]> {
  try {
    return store ? await left(store, claim) : []
  } catch {
    // What cannot be read now stays where it is.
    return []
  }
}

/** The document on which kept steps stand; null when it cannot be had. */
async function documentAt(
  opening: Opening,
  version: number,
): Promise<{ version: number; doc: object } | null> {
  if (version === opening.version) return { version, doc: opening.doc }
  try {
    const found = await opening.connection.get(`/texts/${opening.text}/document?version=${version}`)
    return found as { version: number; doc: object }
  } catch {
    return null
  }
}
