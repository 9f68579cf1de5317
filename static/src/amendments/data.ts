// What the server wrote into the page on which a delegation writes.
import type { Rules } from '../live/protocol.ts'
import type { Place } from '../table/commands.ts'
import type { HeldWords } from '../table/held-panel.ts'
import type { Nation, PresenceWords } from '../table/presence.ts'
import type { Choice } from '../table/references.ts'
import type { SaveWords } from '../table/save-state.ts'
import type { Kind } from '../text/schema.ts'

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
  /** What stands before the first clause in the working text. */
  readonly above: Place | null
  /** What one can refer to. */
  readonly clauses: readonly Choice[]
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
  readonly reformatted: string
  readonly otherwise: string
  readonly recast: string
  readonly kinds: Readonly<Record<Kind, string>>
  /** "{kind}, level {level}". */
  readonly leveled: string
  /** em, strong, reference; and what is said where one came or went. */
  readonly forms: Readonly<Record<string, string>>
  readonly come: Readonly<Record<string, string>>
  readonly went: Readonly<Record<string, string>>
  /** Stands for a reference to a clause that is gone. */
  readonly gone: string
}

export interface WritingPage {
  readonly seat: string
  readonly words: WritingWords
}
