// One rebasing: pending steps are undone, the server's applied, and the rest put back where its place is now.
import type { Transaction } from 'prosemirror-state'
import { Mapping, ReplaceStep, type Step } from 'prosemirror-transform'
import { type Cut, type Mirror, type OwnWords, stamped, standing, takenAway } from './lost.ts'
import { Trail } from './mapping.ts'
import { startOf } from './ranges.ts'
import { sameStep, seenBy } from './steps.ts'
import { type Lost, wordsAt } from './words.ts'

export interface Pending {
  readonly step: Step
  readonly inverted: Step
  /** The version that was on screen when the step was made. */
  readonly made: number
  /** Its place in the commit in flight, or null. */
  readonly sent: number | null
}

/** A commit as the server recorded it. */
export interface Recorded {
  readonly ref: string
  readonly steps: readonly Step[]
  readonly mirrors: readonly (readonly [number, number])[]
}

/** The transaction, and beside it the trail that says where pending steps go. */
export class Rebase {
  readonly tr: Transaction
  readonly mirrors = new Map<number, Mirror>()
  version: number
  private readonly pending: readonly Pending[]
  private readonly trail = new Trail()
  /** Up to which map each foreign commit reaches, and what its author had seen. */
  private readonly foreign: { readonly end: number; readonly seen: number }[] = []
  private own: { readonly from: number; readonly to: number } = { from: 0, to: 0 }
  /** Maps of one's own recorded steps that were not on screen any more. */
  private readonly revived: number[] = []

  constructor(tr: Transaction, pending: readonly Pending[], version: number) {
    this.tr = tr
    this.pending = pending
    this.version = version
  }

  undo(): void {
    for (const { inverted } of [...this.pending].reverse()) this.step(inverted)
  }

  apply(commit: Recorded): void {
    const start = this.run(commit)
    this.foreign.push({ end: this.tr.steps.length, seen: seenBy(commit.ref) })
    for (const [deletion, insertion] of commit.mirrors) {
      this.trail.move(start + deletion, start + insertion)
      // What a move takes along, nobody had seen there before.
      this.mirror(start + deletion, start + insertion, this.version)
    }
  }

  /** One's own move, carried out. Its step comes after it, as what the history takes back. */
  applyOwnMove(commit: Recorded): void {
    this.apply(commit)
    for (const [i, { step, sent }] of this.pending.entries()) {
      if (sent === null) continue
      this.step(step)
      this.mirror(this.undone(i), this.tr.steps.length - 1)
    }
  }

  applyOwn(commit: Recorded, places: readonly number[]): void {
    const from = this.tr.steps.length
    const pending = commit.steps.map((_, i) => this.pending.findIndex(({ sent }) => sent === places[i]))
    const lastRevived = pending.lastIndexOf(-1)
    for (const [i, step] of commit.steps.entries()) {
      if (pending[i]! < 0) this.revived.push(this.tr.steps.length)
      else this.recordOwn(pending[i]!, step, i > lastRevived)
      this.step(step)
    }
    this.version += commit.steps.length
    this.own = { from, to: this.tr.steps.length }
  }

  /** Puts pending steps back upon the new document, those that have a place on it. */
  putBack(settled: boolean): Pending[] {
    const kept: Pending[] = []
    const gone: number[] = []
    const steps = new Mapping()
    // A step that is gone no longer hides what it had deleted: later ones reach over words their author did not see.
    let made = Number.POSITIVE_INFINITY
    for (const [i, p] of this.pending.entries()) {
      const isRecorded = this.mirrors.has(this.undone(i))
      const takenBack = isRecorded ? undefined : gone.findLast(g => this.takesBack(p, g, steps))
      steps.appendMap(p.step.getMap(), takenBack)
      if (takenBack !== undefined) {
        this.cancel(i, takenBack)
        // Done again and taken back again, it is the step done again that is taken back.
        gone.splice(gone.indexOf(takenBack), 1)
        continue
      }
      const isSettled = settled && p.sent !== null
      const again = isSettled ? null : this.again(p, i)
      if (again) kept.push({ ...again, made: Math.min(again.made, made) })
      else if (!isRecorded) {
        gone.push(i)
        made = Math.min(made, p.made)
      }
    }
    return kept
  }

  /** Where what is on screen goes, also what an undo had put back that nothing needs to put back. */
  places(): Mapping {
    const mapping = new Mapping(this.tr.mapping.maps)
    for (const [deletion, { again }] of this.mirrors) setMirror(mapping, deletion, again)
    return mapping
  }

  /** One's own words, of which others can now see those that the server recorded. */
  stamp(own: readonly OwnWords[]): readonly OwnWords[] {
    const recorded = this.tr.steps.slice(this.own.from, this.own.to)
    return stamped(
      own,
      recorded.flatMap((_, i) => standing(this.tr.steps, this.own.from + i)),
      this.version,
    )
  }

  /** Words that had left the screen, which the server recorded, and which a step put back takes away: nobody saw them. */
  missed(): readonly Lost[] {
    const { steps, docs } = this.tr
    const cuts = this.revived.flatMap(index => takenAway(steps, index, this.own.to))
    return cuts.flatMap(({ by, cut }) => wordsAt(docs[by]!, cut))
  }

  /** The pending step that this map undoes. */
  pendingUndone(map: number): Pending | undefined {
    return this.pending[this.pending.length - 1 - map]
  }

  /** Whether a foreign commit took these words away whose author had them on screen. */
  wasSeen({ by, version }: Cut): boolean {
    const commit = this.foreign.find(({ end }) => by < end)
    return commit !== undefined && version !== null && version <= commit.seen
  }

  /** Whether this step is the undo of that one, which did not take place. */
  private takesBack({ step }: Pending, gone: number, steps: Mapping): boolean {
    const { inverted } = this.pending[gone]!
    if (!(step instanceof ReplaceStep && inverted instanceof ReplaceStep)) return false
    if (step.slice.size !== inverted.slice.size) return false
    const back = inverted.map(steps.slice(gone + 1))
    return back !== null && sameStep(back, step)
  }

  /** Neither stands: what the one deleted and the other brought back was there all the time. */
  private cancel(undo: number, gone: number): void {
    this.trail.mirror(this.undone(undo), this.undone(gone))
    // Not in the transaction: the history would take it for the step, put back.
    this.mirrors.set(this.undone(undo), { again: this.undone(gone) })
  }

  private again(p: Pending, index: number): Pending | null {
    const undone = this.undone(index)
    const found = this.trail.mapped(p.step, undone + 1)
    const doc = this.tr.doc
    if (!found || !applies(this.tr, found.step)) return null
    this.trail.add(found.step.getMap())
    this.trail.mirror(undone, this.tr.steps.length - 1, found.moves)
    this.mirror(undone, this.tr.steps.length - 1)
    return { ...p, step: found.step, inverted: found.step.invert(doc) }
  }

  /** Where the server has put it elsewhere than it stood here, it went as with a move: what lay beside it did not. */
  private recordOwn(index: number, step: Step, isForHistory: boolean): void {
    const [undone, again] = [this.undone(index), this.tr.steps.length]
    const found = this.trail.mapped(this.pending[index]!.step, undone + 1)
    const isThere = found && startOf(found.step.getMap()) === startOf(step.getMap())
    this.trail.mirror(undone, again, isThere ? found.moves : new Set([again]))
    this.mirrors.set(undone, { again })
    // The history knows the maps before what it puts back, and not one in between: such steps cannot be undone.
    if (isForHistory) setMirror(this.tr.mapping, undone, again)
  }

  private step(step: Step): void {
    this.tr.step(step)
    this.trail.add(step.getMap())
  }

  private run(commit: Recorded): number {
    const start = this.tr.steps.length
    for (const step of commit.steps) this.step(step)
    this.version += commit.steps.length
    return start
  }

  private mirror(deletion: number, again: number, version?: number): void {
    this.mirrors.set(deletion, version === undefined ? { again } : { again, version })
    setMirror(this.tr.mapping, deletion, again)
  }

  private undone(index: number): number {
    return this.pending.length - 1 - index
  }
}

function applies(tr: Transaction, step: Step): boolean {
  try {
    return !tr.maybeStep(step).failed
  } catch {
    return false
  }
}

function setMirror(mapping: Mapping, a: number, b: number): void {
  // Public in the library's code, though not in its types; prosemirror-collab uses it as well.
  ;(mapping as unknown as { setMirror(a: number, b: number): void }).setMirror(a, b)
}
