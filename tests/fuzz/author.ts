// One author at one client: the shipped module, and what the fuzz remembers of what they typed and saw.
import { undo } from 'prosemirror-history'
import type { Command, Transaction } from 'prosemirror-state'
import { Connection, LineLost } from '../../static/src/live/connection.ts'
import { LiveText } from '../../static/src/live/live-text.ts'
import { MoveStep } from '../../static/src/live/moving.ts'
import { clausesOf, schema } from '../../static/src/text/schema.ts'
import { wordingHash } from '../../static/src/text/wording.ts'
import type { Chance, ManualClock } from './chance.ts'
import type { Fates } from './fates.ts'
import { MemoryStore } from './memory.ts'
import { type Server, Wire } from './server.ts'
import { edit, type Pen } from './writing.ts'

export class Author {
  readonly wire: Wire
  private readonly server: Server
  private readonly chance: Chance
  private readonly clock: ManualClock
  private readonly pen: Pen
  private readonly fates: Fates
  private readonly store = new MemoryStore()
  private connection: Connection
  private text: LiveText | null = null

  constructor(server: Server, seat: string, chance: Chance, clock: ManualClock, pen: Pen, fates: Fates) {
    this.server = server
    this.chance = chance
    this.clock = clock
    this.pen = pen
    this.fates = fates
    this.wire = new Wire(server, seat, () => new LineLost())
    server.wires.push(this.wire)
    this.connection = new Connection(this.wire, clock)
  }

  get live(): LiveText {
    return this.text!
  }

  get words(): string {
    return this.live.state.doc.textContent
  }

  async open(): Promise<void> {
    const { version, doc } = (await this.server.authority.ask({ op: 'document' })) as {
      version: number
      doc: object
    }
    const opening = {
      text: 'text',
      language: 'en',
      version,
      doc,
      schema,
      connection: this.connection,
      store: this.store,
    }
    const own = { rules: this.server.rules(), clock: this.clock, newId: () => this.chance.id() }
    this.text = await LiveText.open({ ...opening, ...own })
  }

  /** Closes the page and opens it again; what it kept is all that remains. */
  async reload(): Promise<void> {
    await this.live.kept()
    this.live.close()
    this.connection.close()
    // A page that comes back came over the network.
    this.wire.isBlocked = false
    this.connection = new Connection(this.wire, this.clock)
    await this.open()
  }

  edit(): void {
    const tr = edit(this.live.state, this.chance, this.pen)
    if (tr) this.dispatch(tr)
  }

  async move(): Promise<void> {
    const clauses = clausesOf(this.live.state.doc)
    const [clause, after] = [this.chance.pick(clauses), this.chance.pick([null, ...clauses])]
    const hash = await wordingHash(clause, 'en')
    void this.live.move(clause.attrs.id, after?.attrs.id ?? null, hash)
    // People take moves back at once, or after more was done.
    if (this.chance.one(3)) this.take(undo)
  }

  cut(): void {
    this.wire.isBlocked = true
    this.wire.line?.cut()
  }

  /** The line is dead, and nobody has been told. */
  silence(): void {
    this.wire.isBlocked = true
    if (this.wire.line) this.wire.line.isSilent = true
  }

  private take(command: Command): void {
    command(this.live.state, tr => this.dispatch(tr))
  }

  private dispatch(tr: Transaction): void {
    const before = this.words
    this.fates.noteMarks(tr)
    if (tr.steps.some(step => step instanceof MoveStep && step.isBack)) this.fates.movesTakenBack++
    this.live.dispatch(tr)
    this.fates.note(this, before, this.words)
  }
}
