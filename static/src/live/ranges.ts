// Ranges of words, and what a step does to them: where the rest of them stands afterwards and what was cut away.
import type { StepMap } from 'prosemirror-transform'

export interface Range {
  readonly from: number
  readonly to: number
}

/** A range that remembers where it began when it was first looked at. */
export interface Piece extends Range {
  readonly origin: number
}

export interface Through<P> {
  readonly kept: readonly P[]
  readonly cut: readonly P[]
}

/** Ranges after a step, in its result's positions; and what it took away, in the positions before it. */
export function through<P extends Piece>(pieces: readonly P[], map: StepMap): Through<P> {
  const [start, end, size] = extent(map)
  if (start === end && !size) return { kept: pieces, cut: [] }
  const kept: P[] = []
  const cut: P[] = []
  for (const piece of pieces) {
    if (piece.from < start) kept.push(part(piece, piece.from, Math.min(piece.to, start)))
    if (piece.from < end && piece.to > start)
      cut.push(part(piece, Math.max(piece.from, start), Math.min(piece.to, end)))
    if (piece.to > end)
      kept.push(shifted(part(piece, Math.max(piece.from, end), piece.to), size - (end - start)))
  }
  return { kept, cut }
}

/** What a step put in, in the positions after it. */
export function added(map: StepMap): Range[] {
  const [start, , size] = extent(map)
  return size ? [{ from: start, to: start + size }] : []
}

export function shifted<P extends Range>(range: P, by: number): P {
  return { ...range, from: range.from + by, to: range.to + by }
}

export function startOf(map: StepMap): number {
  return extent(map)[0]
}

/** In order, touching and overlapping ones joined. */
export function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) }
    else result.push({ from, to })
  }
  return result
}

function part<P extends Piece>(piece: P, from: number, to: number): P {
  return { ...piece, from, to, origin: piece.origin + from - piece.from }
}

/** Every step of our kinds replaces at most one range: its start, its end, and the size of what comes in its place. */
function extent(map: StepMap): [start: number, end: number, size: number] {
  let found: [number, number, number] = [0, 0, 0]
  map.forEach((start, end, from, to) => {
    found = [start, end, to - from]
  })
  return found
}
