// Mapping of one's own steps over what others did first: the server's arithmetic, move for move, so that both find the
// same places. Every step of our kinds replaces at most one range: a map is (start, old size, new size).
import {
  AddMarkStep,
  AttrStep,
  RemoveMarkStep,
  ReplaceStep,
  type Step,
  type StepMap,
} from 'prosemirror-transform'
import { MoveStep } from './moving.ts'

type MapRange = readonly [start: number, old: number, now: number]
type Moves = ReadonlySet<number>

interface Place {
  readonly pos: number
  readonly isDeleted: boolean
  readonly moves: Moves
}

export interface Found {
  readonly step: Step
  readonly moves: Moves
}

/** The maps that a pending step passes: the pending steps undone, what came since, its predecessors again. */
export class Trail {
  private readonly ranges: MapRange[] = []
  /** From a map to the later one that brings back what it deletes. */
  private readonly mirrors = new Map<number, number>()
  /** The moves that a position follows when it goes from a deletion to its mirror. */
  private readonly followed = new Map<number, Moves>()

  add(map: StepMap): void {
    let range: MapRange = [0, 0, 0]
    map.forEach((start, end, from, to) => {
      range = [start, end - start, to - from]
    })
    this.ranges.push(range)
  }

  mirror(undone: number, again: number, moves: Moves = new Set()): void {
    this.mirrors.set(undone, again)
    this.followed.set(undone, moves)
  }

  move(deletion: number, insertion: number): void {
    this.mirror(deletion, insertion, new Set([deletion]))
  }

  /** The step where its place is now, with the moves it followed; nothing if its place is gone. */
  mapped(step: Step, begin: number): Found | null {
    if (step instanceof MoveStep) return { step, moves: new Set() }
    if (step instanceof AttrStep) {
      const { pos, isDeleted, moves } = this.follow(step.pos, 1, begin)
      return isDeleted ? null : { step: new AttrStep(pos, step.attr, step.value), moves }
    }
    if (step instanceof ReplaceStep || step instanceof AddMarkStep || step instanceof RemoveMarkStep)
      return this.mappedRange(step, begin)
    throw new Error('Unknown type of step.')
  }

  private mappedRange(step: ReplaceStep | AddMarkStep | RemoveMarkStep, begin: number): Found | null {
    let start = this.follow(step.from, 1, begin)
    const end = this.follow(step.to, -1, begin)
    if (start.isDeleted && end.isDeleted) return null
    if (!isEqual(start.moves, end.moves)) {
      // One end went along with a moved clause: between the two now lie words that nobody meant.
      if (step.from < step.to) return null
      start = end
    }
    const moved = at(step, start.pos, end.pos)
    return moved && { step: moved, moves: start.moves }
  }

  /** Where a position is after the maps from `begin` on; `side` is the way it leans. */
  private follow(from: number, side: number, begin: number): Place {
    let [pos, isDeleted, moves] = [from, false, new Set<number>() as Moves]
    for (let i = begin; i < this.ranges.length; i++) {
      const [start, old, now] = this.ranges[i]!
      const end = start + old
      if (pos > end) pos += now - old
      else if (pos >= start) {
        const isInside = pos !== (side < 0 ? start : end)
        const again = isInside ? this.mirrors.get(i) : undefined
        if (again !== undefined) {
          moves = new Set([...moves, ...this.followed.get(i)!])
          pos += this.ranges[again]![0] - start
          i = again
        } else {
          isDeleted ||= isInside
          pos = goesLeft(pos, start, end, side) ? start : start + now
        }
      }
    }
    return { pos, isDeleted, moves }
  }
}

function at(step: ReplaceStep | AddMarkStep | RemoveMarkStep, from: number, to: number): Step | null {
  if (from >= to && !(step instanceof ReplaceStep && step.slice.size)) return null
  if (step instanceof ReplaceStep)
    return new ReplaceStep(from, Math.max(from, to), step.slice, isStructural(step))
  return step instanceof AddMarkStep
    ? new AddMarkStep(from, to, step.mark)
    : new RemoveMarkStep(from, to, step.mark)
}

/** Whether the step may only take away what is structure; the library keeps this to itself in its types. */
export function isStructural(step: ReplaceStep): boolean {
  return (step as unknown as { structure: boolean }).structure
}

function goesLeft(pos: number, start: number, end: number, side: number): boolean {
  const isAtEdge = start < end && (pos === start || pos === end)
  return isAtEdge ? pos === start : side < 0
}

function isEqual(a: Moves, b: Moves): boolean {
  return a.size === b.size && [...a].every(move => b.has(move))
}
