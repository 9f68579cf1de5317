// One's own words, followed wherever they go. Those that leave the screen without their author's will are lost and go to
// held text: their place is gone, they were refused, or somebody deleted them who had not seen them there.
import type { Step, StepMap } from 'prosemirror-transform'
import { added, type Piece, type Range, shifted, startOf, through } from './ranges.ts'

/** One's own words on screen. */
export interface OwnWords extends Range {
  /** The version since which everyone can see them there; null while the server has not recorded them. */
  readonly version: number | null
}

/** What was taken away, in the positions of the screen before; `by` is the index of the map that did it. */
export interface Cut extends OwnWords {
  readonly by: number
}

/** That a map's deletion is brought back by a later one; visible to all since `version`, if that is new. */
export interface Mirror {
  readonly again: number
  readonly version?: number
}

const REMEMBERED = 500

/** After an edit of one's own: what it deleted was deleted in sight, what it put in is one's own. */
export function edited(own: readonly OwnWords[], maps: readonly StepMap[]): readonly OwnWords[] {
  let words = own
  for (const map of maps) {
    const { kept } = through(pieces(words), map)
    words = [...kept, ...added(map).map(range => ({ ...range, version: null }))]
  }
  return remembered(words)
}

/** After the server recorded the steps: from this version on, others can see these words. */
export function stamped(
  own: readonly OwnWords[],
  ranges: readonly Range[],
  version: number,
): readonly OwnWords[] {
  const stamp = ranges.map(({ from, to }) => ({ from, to, version }))
  const rest = stamp.reduce<readonly OwnWords[]>(
    (words, range) => words.flatMap(other => without(other, range)),
    own,
  )
  return remembered([...rest, ...stamp])
}

/** What a pending step put in, as it stands after the steps that follow it. */
export function standing(steps: readonly Step[], index: number): readonly Range[] {
  let ranges = pieces(added(steps[index]!.getMap()))
  for (const step of steps.slice(index + 1)) {
    if (!ranges.length) break
    ranges = through(ranges, step.getMap()).kept
  }
  return ranges
}

/** What each of the steps from `since` on takes away of what an earlier one put in, in the positions before it. */
export function takenAway(steps: readonly Step[], index: number, since: number) {
  let ranges = pieces(standing(steps.slice(0, since), index))
  return steps.slice(since).map((step, i) => {
    const { kept, cut } = through(ranges, step.getMap())
    ranges = kept
    return { by: since + i, cut }
  })
}

/** Follows one's own words through maps of which some bring back what others take away. */
export function carried(
  own: readonly OwnWords[],
  maps: readonly StepMap[],
  mirrors: ReadonlyMap<number, Mirror>,
) {
  const parked = new Map<number, readonly (OwnWords & Piece)[]>()
  const cuts: Cut[] = []
  let words: readonly (OwnWords & Piece)[] = pieces(own)
  for (const [by, map] of maps.entries()) {
    const { kept, cut } = through(words, map)
    const back = parked.get(by) ?? []
    words = back.length ? [...kept, ...back.map(piece => shifted(piece, startOf(map)))] : kept
    const mirror = mirrors.get(by)
    if (mirror)
      parked.set(
        mirror.again,
        cut.map(piece => seenSince(shifted(piece, -startOf(map)), mirror.version)),
      )
    else cuts.push(...cut.map(piece => ({ ...onScreen(piece), by })))
  }
  return { own: remembered(words), cuts }
}

function pieces<R extends Range>(ranges: readonly R[]): readonly (R & Piece)[] {
  return ranges.map(range => ({ ...range, origin: range.from }))
}

function onScreen({ from, to, origin, version }: OwnWords & Piece): OwnWords {
  return { from: origin, to: origin + to - from, version }
}

function seenSince<W extends OwnWords>(words: W, version: number | undefined): W {
  return version === undefined ? words : { ...words, version }
}

function without(words: OwnWords, { from, to }: Range): OwnWords[] {
  const [before, after] = [
    { ...words, to: Math.min(words.to, from) },
    { ...words, from: Math.max(words.from, to) },
  ]
  return [before, after].filter(rest => rest.from < rest.to)
}

/** Few ranges: neighbours are joined, with the later version of the two, since rather a word too many is held than lost. */
function remembered(own: readonly OwnWords[]): readonly OwnWords[] {
  const result: OwnWords[] = []
  for (const { from, to, version } of [...own].sort((a, b) => a.from - b.from)) {
    const words = { from, to, version }
    const last = result.at(-1)
    if (last?.to !== words.from || (last.version === null) !== (words.version === null)) result.push(words)
    else
      result[result.length - 1] = {
        from: last.from,
        to: words.to,
        version: later(last.version, words.version),
      }
  }
  return result.length > REMEMBERED ? newest(result) : result
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b)
}

/** What is not recorded yet, and the most recent of the rest. */
function newest(own: readonly OwnWords[]): readonly OwnWords[] {
  const versions = own.map(({ version }) => version ?? Number.POSITIVE_INFINITY).sort((a, b) => b - a)
  const oldest = versions[REMEMBERED - 1]!
  return own.filter(({ version }) => version === null || version >= oldest)
}
