// Moves of clauses, in order among one's own edits. The server carries a move out. Here it stands among the pending steps
// and in the history as a step that changes nothing by itself, so that it is sent, undone and redone in its place.
import type { Node } from 'prosemirror-model'
import { Step, StepMap, StepResult } from 'prosemirror-transform'
import { clausesOf, idOf } from '../text/schema.ts'
import { wordingHash } from '../text/wording.ts'
import type { Answer, Message } from './connection.ts'
import type { Recorded } from './rebase.ts'
import { Signal } from './signal.ts'

/** Between which clauses a place is; null at an end of the text. */
export interface Gap {
  readonly after: string | null
  readonly before: string | null
}

export interface MoveStepJson {
  readonly stepType: 'move'
  readonly act: string
  readonly clause: string
  readonly from: Gap
  readonly to: Gap
  readonly isBack: boolean
  readonly hash: string | null
}

export class MoveStep extends Step {
  /** Names the move; going back and forth keeps it. */
  readonly act: string
  readonly clause: string
  readonly from: Gap
  readonly to: Gap
  /** Whether this takes the move back. */
  readonly isBack: boolean
  /** Of the wording that its author saw; null: of the one on screen when it is sent. */
  readonly hash: string | null

  constructor({ act, clause, from, to, isBack, hash }: Omit<MoveStepJson, 'stepType'>) {
    super()
    this.act = act
    this.clause = clause
    this.from = from
    this.to = to
    this.isBack = isBack
    this.hash = hash
  }

  static override fromJSON(_: unknown, json: MoveStepJson): MoveStep {
    return new MoveStep(json)
  }

  override apply(doc: Node): StepResult {
    return StepResult.ok(doc)
  }

  override invert(): MoveStep {
    return new MoveStep({ ...this, from: this.to, to: this.from, isBack: !this.isBack, hash: null })
  }

  override map(): MoveStep {
    return this
  }

  override getMap(): StepMap {
    return StepMap.empty
  }

  override toJSON(): MoveStepJson {
    const { act, clause, from, to, isBack, hash } = this
    return { stepType: 'move', act, clause, from, to, isBack, hash }
  }
}

Step.jsonID('move', MoveStep)

/** What `clause:move` asks for, beside text and ref. */
export type MoveMessage = Readonly<Record<'clause' | 'hash', string>> & { readonly after: string | null }

/** Why a move that could be asked for makes no sense any more. */
export type Vain = 'gone' | 'moved_since'

/** One's own moves: what each takes back or does again, and whether that can still be. */
export class Moving {
  /** The last move that was not carried out, with the server's reason or one of `Vain`. */
  readonly failed = new Signal<Answer | null>(null)
  private readonly language: string
  private readonly waiting = new Map<string, (answer: Answer) => void>()
  /** The move that brought a clause where it stands, and the one that had brought it where each found it. */
  private readonly last = new Map<string, string | undefined>()
  private readonly under = new Map<string, string | undefined>()

  constructor(language: string) {
    this.language = language
  }

  /** A move that a page asks for; its answer is the page's to tell. */
  asked(step: MoveStep): Promise<Answer> {
    return new Promise(done => this.waiting.set(step.act, done))
  }

  /** Steps kept from before a reload: what they take back was done before. */
  restored(steps: readonly Step[]): void {
    const moves = steps.filter(step => step instanceof MoveStep)
    for (const { act, clause, isBack } of moves)
      if (isBack && !moves.some(other => other.act === act && !other.isBack)) this.last.set(clause, act)
  }

  /** What to ask the server for; or why it would be in vain. */
  async message(step: MoveStep, doc: Node): Promise<MoveMessage | Vain> {
    // Upon a hash, the server judges.
    if (step.hash !== null) return { clause: step.clause, after: step.to.after, hash: step.hash }
    const clause = clausesOf(doc).find(each => idOf(each) === step.clause)
    const after = targetIn(doc, step)
    if (!clause || after === undefined) return 'gone'
    if (!this.isWhereItWas(step)) return 'moved_since'
    return { clause: step.clause, after, hash: await wordingHash(clause, this.language) }
  }

  /** The server has recorded a commit; `own` is the step that it carries out, if it is one of ours. */
  recorded(commit: Recorded, own: MoveStep | null): void {
    for (const clause of clausesMoved(commit)) this.note(clause, commit.ref, own)
    if (own) this.answer(own, { ok: true })
  }

  refused(step: MoveStep, answer: Answer): void {
    // Who takes back what never was asks for nothing.
    const isVoid = step.isBack && !this.under.has(step.act) && this.last.get(step.clause) !== step.act
    if (!this.answer(step, answer) && !isVoid) this.failed.set({ ...answer })
  }

  /** Nothing more will be answered. */
  end(): void {
    for (const done of this.waiting.values()) done({ ok: false, reason: 'closed' })
    this.waiting.clear()
  }

  private note(clause: string, ref: string, own: MoveStep | null): void {
    if (own?.isBack) this.last.set(clause, this.under.get(own.act))
    else {
      const act = own?.act ?? ref
      if (!this.under.has(act)) this.under.set(act, this.last.get(clause))
      this.last.set(clause, act)
    }
  }

  private isWhereItWas({ act, clause, isBack }: MoveStep): boolean {
    const last = this.last.get(clause)
    return isBack ? last === act : !this.under.has(act) || last === this.under.get(act)
  }

  private answer(step: MoveStep, answer: Answer): boolean {
    const done = step.isBack ? undefined : this.waiting.get(step.act)
    this.waiting.delete(step.act)
    done?.(answer)
    return done !== undefined
  }
}

/** A move of a clause from where it stands in `doc`. */
export function moveIn(doc: Node, clause: string, after: string | null, hash: string, act: string): MoveStep {
  const ids = clausesOf(doc).map(idOf)
  const others = ids.filter(id => id !== clause)
  const at = after === null ? 0 : others.indexOf(after) + 1
  return new MoveStep({
    act,
    clause,
    from: gapAt(others, ids.indexOf(clause)),
    to: { after, before: others[at] ?? null },
    isBack: false,
    hash,
  })
}

export function wireMove(message: MoveMessage, text: string, ref: string): Message {
  return { text, ...message, ref }
}

function gapAt(others: readonly string[], index: number): Gap {
  return { after: others[index - 1] ?? null, before: others[index] ?? null }
}

/** After which clause it goes now, null for the beginning; undefined when both neighbours are gone. */
function targetIn(doc: Node, { clause, to }: MoveStep): string | null | undefined {
  const others = clausesOf(doc)
    .map(idOf)
    .filter(id => id !== clause)
  if (to.after === null) return null
  if (others.includes(to.after)) return to.after
  const next = to.before === null ? -1 : others.indexOf(to.before)
  return next < 0 ? undefined : (others[next - 1] ?? null)
}

function clausesMoved({ steps, mirrors }: Recorded): string[] {
  const moved = mirrors.map(
    ([, insertion]) => steps[insertion] as unknown as { slice: { content: Node['content'] } },
  )
  return moved.flatMap(({ slice }) => slice.content.content.map(idOf))
}
