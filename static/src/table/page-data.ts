// What the server wrote into the page for the scripts.
import type { Rules } from '../live/protocol.ts'
import type { Scheme } from '../text/numbering.ts'
import type { ClauseWords } from './clause-view.ts'
import type { HeldWords } from './held-panel.ts'
import type { NoticeWords } from './notices.ts'
import type { OutlineWords } from './outline-view.ts'
import { find } from './parts.ts'
import type { Nation, PresenceWords } from './presence.ts'
import type { SaveWords } from './save-state.ts'

export interface LiveData {
  readonly agreement: string
  readonly text: string
  readonly version: number
  /** Of the document, which stands in the page as its words. */
  readonly digest: string
  readonly scheme: Scheme
  readonly language: string
  readonly rules: Rules
  readonly nations: Readonly<Record<string, Nation>>
}

export interface PageData {
  readonly seat: string
  /** What stands where a delegation would, for those who act for none. */
  readonly roles: Readonly<Record<string, Nation>>
  /** Why this seat never types, whatever the mode; empty when that depends on the mode. */
  readonly why_not: string
  readonly doors: { readonly panel: string; readonly margins: string; readonly amend: string | null }
  readonly words: NoticeWords & {
    readonly clause: ClauseWords
    readonly outline: OutlineWords
    readonly presence: PresenceWords
    readonly save: SaveWords
    readonly held: HeldWords
    readonly editor: string
    readonly title: string
  }
}

export function dataIn<T>(id: string): T {
  return JSON.parse(find(`#${id}`).textContent ?? '')
}
