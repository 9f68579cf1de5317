// What is said to the author about their words, honestly.
import type { LineState } from './connection.ts'

export type StatusKind = 'connecting' | 'saved' | 'saving' | 'offline' | 'refused' | 'signed_out' | 'closed'

export interface Status {
  readonly kind: StatusKind
  /** Edits held here that the server has not confirmed. */
  readonly edits: number
  /** Pieces of held text. */
  readonly held: number
  /** Whether these edits and pieces outlive the page. */
  readonly isKept: boolean
  /** Why the text is closed. */
  readonly reason: string | null
}

export interface Facts {
  readonly line: LineState
  readonly wasOpen: boolean
  readonly isOpen: boolean
  readonly edits: number
  readonly held: number
  readonly shut: string | null
  readonly isKept: boolean
}

export function judge(facts: Facts): Status {
  const { edits, held, shut, isKept } = facts
  return { kind: kindOf(facts), edits, held, isKept, reason: shut }
}

export function isSame(a: Status, b: Status): boolean {
  return (Object.keys(a) as (keyof Status)[]).every(fact => a[fact] === b[fact])
}

function kindOf({ line, wasOpen, isOpen, edits, held, shut }: Facts): StatusKind {
  if (line === 'signed_out') return 'signed_out'
  if (shut !== null || line === 'closed') return 'closed'
  if (!wasOpen && line === 'connecting') return 'connecting'
  if (line !== 'up') return 'offline'
  if (!isOpen || edits) return 'saving'
  return held ? 'refused' : 'saved'
}
