// What a page brings to open a text, and the document upon which it starts: today's, or the one on which an earlier page
// of this seat left steps that it could not send.
import type { Schema } from 'prosemirror-model'
import type { Plugin } from 'prosemirror-state'
import type { Clock } from './clock.ts'
import { type Connection, SignedOut } from './connection.ts'
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
  try {
    const document = await documentAt(opening, first.kept.version)
    return { ...document, found, taken: first, others }
  } catch (failure) {
    // When its author has signed in again, the next page takes it up.
    return failure instanceof SignedOut ? { ...today, found: [], others: [] } : today
  }
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

/** The document on which kept steps stand; fails when there is none such, or for whoever is signed out. */
async function documentAt(
  { version: today, doc, text, connection }: Opening,
  version: number,
): Promise<{ version: number; doc: object }> {
  if (version === today) return { version, doc }
  return (await connection.reach(`/texts/${text}/document?version=${version}`)) as {
    version: number
    doc: object
  }
}
