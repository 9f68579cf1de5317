// What the server wrote into the page on which a delegation writes.
import type { Rules } from '../live/protocol.ts'
import type { HeldWords } from '../table/held-panel.ts'
import type { Nation, PresenceWords } from '../table/presence.ts'
import type { SaveWords } from '../table/save-state.ts'

/** How references to clauses of the working text read, by clause. */
export type References = Readonly<Record<string, string>>

export interface WritingData {
  readonly text: string
  readonly amendment: string
  readonly version: number
  readonly doc: object
  readonly rules: Rules
  /** The clause upon which one writes; null for new clauses. */
  readonly base: object | null
  readonly kind: 'modify' | 'add'
  readonly language: string
  readonly references: References
  readonly nations: Readonly<Record<string, Nation>>
}

export interface WritingWords extends DiffWords {
  readonly editor: string
  readonly unsaved: string
  readonly copied: string
  readonly presence: PresenceWords
  readonly save: SaveWords
  readonly held: HeldWords
}

export interface DiffWords {
  readonly inserted: string
  readonly insertedEnd: string
  readonly deleted: string
  readonly deletedEnd: string
  /** Stands for a reference to a clause that is gone. */
  readonly gone: string
}

export interface WritingPage {
  readonly sprite: string
  readonly seat: string
  readonly words: WritingWords
}
