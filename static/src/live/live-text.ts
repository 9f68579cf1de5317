// A text, live: what an editor page or a headless client uses. Everything else in this folder is a part of it.

import type { EditorState, Transaction } from 'prosemirror-state'
import { type Clock, clock as realClock } from './clock.ts'
import { Composition } from './composition.ts'
import type { Answer, Connection, Message } from './connection.ts'
import { editing } from './editing.ts'
import { Held, type Why } from './held.ts'
import { newId } from './ids.ts'
import { forget, Keeper, wordsIn } from './keeping.ts'
import { Moving, moveIn } from './moving.ts'
import { type Opening, type Start, startOf, takenUp } from './opening.ts'
import { Presence } from './presence.ts'
import { OPEN_RULES, type Rules, type SeatHere, type Stretch, type WireCommit } from './protocol.ts'
import { Reader } from './reader.ts'
import { watchRemains } from './remains.ts'
import type { Stopped } from './rules.ts'
import { Screen } from './screen.ts'
import { Sender } from './sender.ts'
import { Signal } from './signal.ts'
import { isSame, judge, type Status } from './status.ts'
import type { TextStore } from './store.ts'
import { syncOf } from './sync.ts'
import { Taking } from './taking.ts'

export class LiveText {
  readonly text: string
  readonly status: Signal<Status>
  readonly held: Held
  readonly rules: Signal<Rules>
  /** The last edit that the rules did not let through, for the page to explain. */
  readonly stopped = new Signal<Stopped | null>(null)
  /** The last of one's own moves that was not carried out, and that no caller of `move` was told of. */
  readonly notMoved: Signal<Answer | null>
  private readonly connection: Connection
  private readonly clock: Clock
  private readonly newId: () => string
  private readonly reader: Reader
  private readonly sender: Sender
  private readonly composition: Composition
  private readonly presence: Presence
  private readonly moving: Moving
  private readonly taking: Taking
  private readonly keeper: Keeper | null
  private readonly screen: Screen
  private readonly leave: (() => void)[] = []
  private shutFor: string | null = null
  private wasOpen = false

  /** Opens a text at a version, with what an earlier page of this seat had not been able to send. */
  static async open(opening: Opening): Promise<LiveText> {
    const start = await startOf(opening)
    const live = new LiveText(opening, start)
    await live.resume(start, opening.store)
    await live.held.load()
    live.join()
    if (live.keeper) live.leave.push(watchRemains(opening, live.keeper.page, live.held, live.clock))
    return live
  }

  private constructor(opening: Opening, { version, doc, taken }: Start) {
    this.text = opening.text
    this.connection = opening.connection
    this.clock = opening.clock ?? realClock
    this.newId = opening.newId ?? newId
    this.held = new Held(opening.store ?? null, this.newId)
    this.rules = new Signal(opening.rules ?? OPEN_RULES)
    this.composition = new Composition(this.clock)
    this.moving = new Moving(opening.language)
    this.notMoved = this.moving.failed
    const rules = () => ({ ...this.rules.value, may_commit: this.mayEdit })
    const ours = editing(version, this.newId, rules, stop => this.stopped.set(stop))
    const plugins = [...(opening.plugins ?? []), ...ours]
    const host = { changed: (before: EditorState) => this.changed(before), mayEdit: () => this.mayEdit }
    this.screen = new Screen(opening.schema.nodeFromJSON(doc), plugins, this.composition, host)
    const tell = (cursor: object) =>
      this.reader.isOpen && this.connection.tell('text:cursor', { text: this.text, ...cursor })
    this.presence = new Presence(version, opening.seats ?? [], this.screen, tell, this.clock)
    this.taking = new Taking(this.screen, this.held, this.moving, this.presence, this.clock)
    const page = taken?.page ?? this.newId()
    this.keeper = opening.store
      ? new Keeper(opening.store, page, taken !== null, this.held, this.clock)
      : null
    this.reader = new Reader(this.connection, this.text, version, this.readerHost(), this.clock)
    const { connection, text, reader, screen, moving } = this
    this.sender = new Sender(connection, text, reader, screen, moving, this.senderHost(), this.clock)
    this.status = new Signal(judge(this.facts()))
  }

  /** What is on screen: give it to an EditorView as its first state; from then on the view has the latest. */
  get state(): EditorState {
    return this.screen.state
  }

  dispatch(tr: Transaction): void {
    this.screen.dispatch(tr)
  }

  /** Who is here. */
  get seats(): Signal<readonly SeatHere[]> {
    return this.presence.seats
  }

  /** The server's version that is on screen, under one's own pending steps. */
  get version(): number {
    return syncOf(this.state).version
  }

  /** Moves a clause after another (null: to the beginning), upon the hash of the wording that its author saw. */
  move(clause: string, after: string | null, hash: string): Promise<Answer> {
    const step = moveIn(this.state.doc, clause, after, hash, this.newId())
    this.dispatch(this.state.tr.step(step))
    const isPending = syncOf(this.state).pending.some(p => p.step === step)
    return isPending ? this.moving.asked(step) : Promise.resolve({ ok: false, reason: 'forbidden' })
  }

  /** When all pending steps are kept in the store. */
  async kept(): Promise<void> {
    await this.keeper?.settled()
  }

  /** Leaves the text; what is pending stays in the store. */
  close(): void {
    if (this.reader.isOpen) void this.connection.ask('text:close', { text: this.text }).catch(() => {})
    this.reader.end()
    this.sender.down()
    this.composition.end()
    for (const leave of this.leave.splice(0)) leave()
  }

  private get mayEdit(): boolean {
    const over = this.shutFor !== null || ['signed_out', 'closed'].includes(this.connection.state.value)
    return this.rules.value.may_commit && !over
  }

  private readerHost() {
    return {
      deliver: (commits: readonly WireCommit[]) => this.composition.run(() => this.takeOrShut(commits)),
      opened: (connection: string | null) => this.composition.run(() => this.opened(connection)),
      shut: (reason: string) => this.shut(reason),
    }
  }

  private senderHost() {
    return {
      refused: (why: Why) => this.taking.refuse(why),
      unsent: () => this.taking.unsend(),
      settle: (then: () => void) => this.composition.run(then),
      kept: () => this.kept(),
      newId: this.newId,
    }
  }

  private join(): void {
    this.leave.push(
      this.connection.join(this.text, {
        since: () => this.reader.version,
        up: () => void this.reader.open(),
        down: () => this.down(),
        event: (name, message) => this.event(name, message),
      }),
    )
    const told = [this.connection.state, this.held.items, this.held.isKept, this.keeper?.isKept]
    for (const signal of told) if (signal) this.leave.push(signal.subscribe(() => this.tell()))
  }

  private event(name: string, message: Message): void {
    this.screen.read()
    if (name === 'text:commits') this.reader.hear(message as unknown as Stretch)
    // Cursors come by themselves, or together with commits.
    if (message.cursors) this.presence.hearCursors(message)
    if (name === 'text:seats') this.presence.hearSeats(message)
    else if (name === 'text:rules') this.rules.set(message as unknown as Rules)
    else if (name === 'closed') this.shut('closed')
    else if (name === 'quiet') void this.reader.open()
  }

  /** A commit that does not fit cannot be: rather close the text, words kept, than show another one than the server's. */
  private takeOrShut(commits: readonly WireCommit[]): void {
    try {
      this.taking.take(commits)
      for (const { ref } of commits) this.sender.confirmed(ref)
      this.sender.flushSoon()
    } catch (fault) {
      this.shut('broken')
      throw fault
    }
  }

  private opened(connection: string | null): void {
    this.wasOpen = true
    this.presence.opened(connection)
    this.sender.opened()
    this.tell()
  }

  private down(): void {
    this.reader.end()
    this.sender.down()
    this.presence.away()
  }

  /** The text may not be read any more: what was not sent is kept for its author. */
  private shut(reason: string): void {
    if (this.shutFor !== null) return
    this.shutFor = reason
    this.reader.end()
    this.sender.down()
    this.taking.holdUnsent()
    void this.keeper?.forget()
    this.tell()
  }

  /** Everything that changes the state comes by here. */
  private changed(before: EditorState): void {
    const { state } = this
    if (syncOf(state) !== syncOf(before)) {
      this.keeper?.keep(syncOf(state))
      this.tell()
      this.sender.flushSoon()
    }
    if (!state.selection.eq(before.selection)) this.presence.report()
  }

  private async resume(start: Start, store: TextStore | undefined): Promise<void> {
    const left = takenUp(start, this.screen) ? start.others : start.found
    this.moving.restored(syncOf(this.state).pending.map(p => p.step))
    for (const { kept } of left) this.held.hold('closed', this.clock.now(), wordsIn(kept))
    await this.held.settled()
    // Rather kept twice than not at all.
    if (store && this.held.isKept.value) await forget(left, store)
  }

  private tell(): void {
    const now = judge(this.facts())
    if (!isSame(now, this.status.value)) this.status.set(now)
  }

  private facts() {
    return {
      line: this.connection.state.value,
      wasOpen: this.wasOpen,
      isOpen: this.reader.isOpen,
      edits: this.sender.waiting,
      held: this.held.items.value.length,
      shut: this.shutFor,
      isKept: this.held.isKept.value && this.keeper?.isKept.value !== false,
    }
  }
}
