// The client's side of the protocol, pure: the server's version reached, one's own steps it has not confirmed
// (pending), and the commit that is under way (in flight). What is on screen is the server's document with the pending
// steps upon it; the server's document is the fold of its log, so replicas cannot diverge.
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from 'prosemirror-state'
import type { Mapping, Step } from 'prosemirror-transform'
import { align, type Flight, moveInFlight, type Sync, sendable } from './flight.ts'
import { type Cut, carried, edited, type OwnWords, stamped, standing } from './lost.ts'
import type { MoveMessage } from './moving.ts'
import { type Pending, Rebase, type Recorded } from './rebase.ts'
import { sameStep, simple } from './steps.ts'
import { type Lost, wordsAt } from './words.ts'

export type { Flight, Pending, Recorded, Sync }

/** What is on screen after something came in. */
export interface Received {
  readonly tr: Transaction
  /** One's own words without a place any more. */
  readonly lost: readonly Lost[]
  /** One's own words that somebody deleted who had not seen them. */
  readonly unseen: readonly Lost[]
}

const key = new PluginKey<Sync>('sync')

export function sync(version: number): Plugin<Sync> {
  return new Plugin<Sync>({
    key,
    state: {
      init: () => ({ version, pending: [], flight: null, own: [] }),
      apply: (tr, now) => tr.getMeta(key) ?? (tr.docChanged ? typed(tr, now) : now),
    },
    // prosemirror-history must keep one item for each pending step, or it cannot follow the rebasing.
    historyPreserveItems: true,
  } as ConstructorParameters<typeof Plugin<Sync>>[0])
}

export function syncOf(state: EditorState): Sync {
  const now = key.getState(state)
  if (!now) throw new Error('The text has no sync plugin.')
  return now
}

/** Whether this transaction only brings the text to the server's state: not an edit. */
export function isReceived(tr: Transaction): boolean {
  return tr.getMeta(key) !== undefined
}

/** Puts what is sendable in flight under a ref. */
export function send(state: EditorState, ref: string, move: MoveMessage | null = null): Transaction {
  const now = syncOf(state)
  const next = sendable(now)
  const steps = next?.steps ?? []
  const count = next?.move ? 1 : steps.length
  const pending = now.pending.map((p, i) => ({ ...p, sent: i < count ? i : null }))
  return set(state.tr, {
    ...now,
    pending,
    flight: { ref, version: now.version, steps, gone: new Map(), move },
  })
}

/** Takes the commit out of flight when the server has surely not recorded it: its steps wait to be sent again, mapped. */
export function unsend(state: EditorState): Received {
  const now = syncOf(state)
  const pending = now.pending.map(p => ({ ...p, sent: null }))
  const lost = [...(now.flight?.gone.values() ?? [])].flat()
  return { tr: set(state.tr, { ...now, pending, flight: null }), lost, unseen: [] }
}

/** Restores what was kept before a reload, upon the document at the version at which it was kept. */
export function restore(
  state: EditorState,
  pending: readonly Omit<Pending, 'inverted'>[],
  flight: Flight | null,
  own: readonly OwnWords[],
): Transaction {
  const tr = state.tr
  const restored = pending.map(p => {
    const inverted = p.step.invert(tr.doc)
    tr.step(p.step)
    return { ...p, inverted }
  })
  return set(tr, { version: syncOf(state).version, pending: restored, flight, own })
}

/**
 * Splits commits so that one's own ends a part: history expects what is put back directly after what came in between.
 */
export function parts(commits: readonly Recorded[], ref: string | undefined): Recorded[][] {
  const at = commits.findIndex(commit => commit.ref === ref)
  const split = [commits.slice(0, at + 1), commits.slice(at + 1)]
  return split.filter(part => part.length)
}

/** Takes in commits in the server's order; one's own may only be the last (see `parts`). */
export function receive(state: EditorState, commits: readonly Recorded[]): Received {
  const { flight, pending } = syncOf(state)
  const last = commits.at(-1)
  if (!flight || !last || last.ref !== flight.ref) return rebase(state, commits, null)
  if (moveInFlight(syncOf(state))) return rebase(state, commits, [0])
  const places = align(flight.steps, last.steps)
  const unchanged = commits.length === 1 && last.steps.every((step, i) => isSame(pending[i], step, i))
  return unchanged && places.length === flight.steps.length
    ? confirm(state, last)
    : rebase(state, commits, places)
}

/** The server answered that nothing of the commit in flight stands: it was refused, or its places are gone. */
export function refuse(state: EditorState): Received {
  return rebase(state, [], [])
}

function isSame(pending: Pending | undefined, step: Step, index: number): boolean {
  return pending?.sent === index && sameStep(pending.step, step)
}

function confirm(state: EditorState, commit: Recorded): Received {
  const now = syncOf(state)
  const version = now.version + commit.steps.length
  const steps = now.pending.map(p => p.step)
  const recorded = commit.steps.flatMap((_, i) => standing(steps, i))
  const pending = now.pending.slice(commit.steps.length)
  const own = stamped(now.own, recorded, version)
  return { tr: set(state.tr, { version, pending, flight: null, own }), lost: [], unseen: [] }
}

/**
 * Undoes the pending steps, applies the server's, puts the rest back, mapped. `places` are those of the sent steps that
 * the last commit records; null while one's own commit is still under way, or there is none.
 */
function rebase(
  state: EditorState,
  commits: readonly Recorded[],
  places: readonly number[] | null,
): Received {
  const before = syncOf(state)
  const work = new Rebase(state.tr, before.pending, before.version)
  work.undo()
  for (const commit of commits)
    if (!places || commit !== commits.at(-1)) work.apply(commit)
    else if (moveInFlight(syncOf(state))) work.applyOwnMove(commit)
    else work.applyOwn(commit, places)
  const pending = work.putBack(places !== null)
  const { tr, version } = work
  const { own, cuts } = carried(before.own, tr.mapping.maps, work.mirrors)
  const flight = places ? null : before.flight
  const judged = judge(state, work, cuts, places)
  tr.setMeta('rebased', before.pending.length).setMeta('addToHistory', false)
  leanBack(tr, state, work.places())
  const now = { version, pending, flight: flight && { ...flight, gone: judged.gone }, own: work.stamp(own) }
  return { tr: set(tr, now), lost: judged.lost, unseen: judged.unseen }
}

/** Words that left the screen are lost. But of those in flight the server has the last word, and some may delete. */
function judge(state: EditorState, work: Rebase, cuts: readonly Cut[], places: readonly number[] | null) {
  const gone = new Map(syncOf(state).flight?.gone)
  const [unplaced, unseen]: [Cut[], Cut[]] = [[], []]
  for (const cut of cuts) {
    const undone = work.pendingUndone(cut.by)
    if (!undone) unseen.push(...(work.wasSeen(cut) ? [] : [cut]))
    else if (places || undone.sent === null) unplaced.push(cut)
    else gone.set(undone.sent, [...(gone.get(undone.sent) ?? []), ...wordsAt(state.doc, [cut])])
  }
  const refused = places ? [...gone].flatMap(([sent, words]) => (places.includes(sent) ? [] : words)) : []
  const lost = [...refused, ...wordsAt(state.doc, unplaced), ...work.missed()]
  return { gone, lost, unseen: wordsAt(state.doc, unseen) }
}

/** One's own cursor stays before what others put in at its place. */
function leanBack(tr: Transaction, state: EditorState, places: Mapping): void {
  const { selection } = state
  if (!(selection instanceof TextSelection)) return
  const [anchor, head] = [places.map(selection.anchor, -1), places.map(selection.head, -1)]
  tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head)))
}

function typed(tr: Transaction, now: Sync): Sync {
  const made = now.version
  const steps = tr.steps.map((given, i) => {
    const step = simple(given, tr.docs[i]!)
    return { step, inverted: step.invert(tr.docs[i]!), made, sent: null }
  })
  const own = edited(
    now.own,
    steps.map(({ step }) => step.getMap()),
  )
  return { ...now, own, pending: now.pending.concat(steps) }
}

function set(tr: Transaction, now: Sync): Transaction {
  return tr.setMeta(key, now)
}
