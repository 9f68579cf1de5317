// What the server says about a text, as it comes over the wire.
import type { Schema } from 'prosemirror-model'
import { fromWire, type WireStep } from './steps.ts'
import type { Recorded } from './sync.ts'

export interface WireCommit {
  readonly ref: string
  readonly seat: string
  readonly steps: readonly WireStep[]
  readonly cause?: string
  readonly mirrors?: readonly (readonly [number, number])[]
}

/** A stretch of the log, from the version before it. */
export interface Stretch {
  readonly from: number
  readonly commits: readonly WireCommit[]
}

export interface Rules {
  readonly locked: readonly string[]
  readonly mode: 'open' | 'floor' | 'closed'
  readonly may_commit: boolean
}

export const OPEN_RULES: Rules = { locked: [], mode: 'open', may_commit: true }

export interface SeatHere {
  readonly connection: string
  readonly seat: string
  readonly name: string
  readonly delegation: string | null
}

/** Seat, name, delegation, and the connections that this seat has here. */
export type SeatRow = readonly [string, string, string, ...string[]]

export interface WireCursor {
  readonly connection: string
  readonly version: number
  readonly anchor: number
  readonly head: number
}

/** Connection, version, anchor, and the head where it is not at the anchor. */
export type CursorRow = readonly [string, number, number, number?]

export function asCursor([connection, version, anchor, head = anchor]: CursorRow): WireCursor {
  return { connection, version, anchor, head }
}

export function recorded(schema: Schema, commit: WireCommit): Recorded {
  const steps = commit.steps.map(step => fromWire(schema, step))
  return { ref: commit.ref, steps, mirrors: commit.mirrors ?? [] }
}

/** Who is here: the server tells all at first, then who came and who went. */
export function seatsAfter(
  seats: readonly SeatHere[],
  message: Record<string, unknown>,
): readonly SeatHere[] {
  if (message.seats) return seatsIn(message.seats)
  const came = seatsIn(message.came)
  // Those who went are named by their connections alone.
  const changed = new Set([...came.map(seat => seat.connection), ...((message.gone ?? []) as string[])])
  return [...seats.filter(seat => !changed.has(seat.connection)), ...came]
}

function seatsIn(rows: unknown): SeatHere[] {
  return ((rows ?? []) as readonly SeatRow[]).flatMap(([seat, name, delegation, ...connections]) =>
    connections.map(connection => ({ connection, seat, name, delegation })),
  )
}

/** What of a stretch is new at `version`: null when something between is missing. */
export function fresh(stretch: Stretch, version: number): readonly WireCommit[] | null {
  let at = stretch.from
  const rest = stretch.commits.filter(commit => {
    at += commit.steps.length
    return at > version
  })
  // The server names a version without commits to show that there is a gap.
  const begins = rest.length ? at - stepsIn(rest) === version : at <= version
  return begins ? rest : null
}

export function stepsIn(commits: readonly WireCommit[]): number {
  return commits.reduce((sum, commit) => sum + commit.steps.length, 0)
}
