// What a page brings to open a text, and the document upon which it starts: today's, or the one on which an earlier page
// of this seat left steps that it could not send.
import type { Schema } from 'prosemirror-model'
import type { Plugin } from 'prosemirror-state'
import type { Clock } from './clock.ts'
import type { Connection } from './connection.ts'
import { type Claim, type Found, isWorth, left } from './keeping.ts'
import type { Rules, SeatHere } from './protocol.ts'
import type { TextStore } from './store.ts'

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
  /** What an earlier page left, to be taken up upon this document. */
  readonly taken: Found | null
  /** What others left, of which only the words can be kept. */
  readonly others: readonly Found[]
}

export async function startOf(opening: Opening): Promise<Start> {
  const found = opening.store ? await left(opening.store, opening.claim ?? (async () => true)) : []
  const [first, ...others] = found
  const today = { version: opening.version, doc: opening.doc, taken: null, others: found }
  if (!first || !isWorth(first.kept, opening.version)) return today
  const document = await documentAt(opening, first.kept.version)
  return document ? { ...document, taken: first, others } : today
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
