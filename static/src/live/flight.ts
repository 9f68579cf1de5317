// One's own steps on their way to the server: what may be sent next, what is under way, and which of the steps sent the
// server has recorded.
import type { Node } from 'prosemirror-model'
import type { Step } from 'prosemirror-transform'
import type { OwnWords } from './lost.ts'
import { type MoveMessage, MoveStep } from './moving.ts'
import type { Pending } from './rebase.ts'
import { fitting } from './steps.ts'
import { type Lost, wordsAt } from './words.ts'

/** The commit under way, as it was sent: it is sent again in exactly this form, whatever happened to its steps since. */
export interface Flight {
  readonly ref: string
  readonly version: number
  readonly steps: readonly Step[]
  /** Words of steps that have no place here any more, should the server find none either. */
  readonly gone: ReadonlyMap<number, readonly Lost[]>
  /** What is asked for when it is no commit but a move. */
  readonly move: MoveMessage | null
}

/** What may be sent next: steps as one commit, or a move; and the oldest version that their author had seen. */
export interface Sendable {
  readonly steps: readonly Step[]
  readonly move: MoveStep | null
  readonly seen: number
}

export interface Sync {
  readonly version: number
  readonly pending: readonly Pending[]
  readonly flight: Flight | null
  readonly own: readonly OwnWords[]
}

/** Nothing while a commit is under way. */
export function sendable({ pending, flight }: Sync): Sendable | null {
  const [first] = pending
  if (flight || !first) return null
  if (first.step instanceof MoveStep) return { steps: [], move: first.step, seen: first.made }
  const steps = untilMove(pending)
  const some = pending.slice(0, fitting(steps))
  return { steps: steps.slice(0, some.length), move: null, seen: Math.min(...some.map(p => p.made)) }
}

/** One's own move that is under way. */
export function moveInFlight({ flight, pending }: Sync): MoveStep | null {
  const [first] = pending
  return flight && first?.step instanceof MoveStep && first.sent !== null ? first.step : null
}

/** The server's document, without what is pending upon it. */
export function confirmedDoc(doc: Node, { pending }: Sync): Node {
  return pending.reduceRight((now, { inverted }) => inverted.apply(now).doc ?? now, doc)
}

/** The words of all steps that the server has not confirmed. */
export function unsentWords(doc: Node, { own, flight }: Sync): Lost[] {
  const gone = [...(flight?.gone.values() ?? [])].flat()
  const pending = own.filter(words => words.version === null)
  return [...gone, ...wordsAt(doc, pending)]
}

/** Which of the sent steps the recorded ones are: the server leaves out those whose place was gone. */
export function align(sent: readonly Step[], recorded: readonly Step[]): number[] {
  if (recorded.length === sent.length) return sent.map((_, i) => i)
  const places: number[] = []
  for (const [i, step] of sent.entries()) {
    const left = recorded.length - places.length
    if (!left) break
    if (sent.length - i === left || shape(step) === shape(recorded[places.length]!)) places.push(i)
  }
  return places
}

/** What a step does, without where; the server may have given other ids. */
function shape(step: Step): string {
  return JSON.stringify(step.toJSON(), (name, value) =>
    ['from', 'to', 'pos', 'id'].includes(name) ? undefined : value,
  )
}

function untilMove(pending: readonly Pending[]): Step[] {
  const move = pending.findIndex(({ step }) => step instanceof MoveStep)
  return pending.slice(0, move < 0 ? pending.length : move).map(p => p.step)
}
