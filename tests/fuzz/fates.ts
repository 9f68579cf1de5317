// What became of every character that was typed: in the text, deleted by somebody who saw it, or held for its author.
import type { Node } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { RemoveMarkStep, ReplaceStep } from 'prosemirror-transform'
import type { LiveText } from '../../static/src/live/live-text.ts'
import { schema } from '../../static/src/text/schema.ts'

export interface Writer {
  readonly live: LiveText
}

/** What becomes of characters: who put each there last, and which were deleted on a screen that showed them. */
export class Fates {
  readonly author = new Map<string, Writer>()
  readonly deletedInSight = new Set<string>()
  /** How those are marked that were typed with emphasis. */
  readonly marks = new Map<string, string>()
  /** Whether anybody has taken emphasis away: then nobody knows here how words are marked. */
  hasUnmarked = false
  movesTakenBack = 0

  noteMarks(tr: Transaction): void {
    for (const step of tr.steps) {
      this.hasUnmarked ||= step instanceof RemoveMarkStep
      if (!(step instanceof ReplaceStep)) continue
      step.slice.content.descendants(({ text, marks: [mark] }) => {
        if (!text || !mark) return
        // Undo puts in again what others have marked since it was typed.
        for (const letter of unique(text))
          if (!this.author.has(letter)) this.marks.set(letter, mark.type.name)
      })
    }
  }

  /** A letter can stand twice: who takes a deletion back that was refused puts it there again. */
  note(by: Writer, before: string, after: string): void {
    const [was, is] = [counted(before), counted(after)]
    for (const letter of new Set([...was.keys(), ...is.keys()])) {
      const more = (is.get(letter) ?? 0) - (was.get(letter) ?? 0)
      if (more < 0) this.deletedInSight.add(letter)
      if (more > 0) {
        this.author.set(letter, by)
        this.deletedInSight.delete(letter)
      }
    }
  }
}

/** Throws unless all show the truth and every character is accounted for; how many held runs are marked. */
export function judge(authors: readonly Writer[], fates: Fates, truth: Node): number {
  truth.check()
  for (const [i, { live }] of authors.entries())
    if (!live.state.doc.eq(truth))
      throw new Error(`Author ${i} at ${live.version} diverged:\n${live.state.doc}\n${truth}`)
  const marked = judgeHeld(authors, fates)
  const inText = new Set(truth.textContent)
  for (const [letter, author] of fates.author)
    if (
      !inText.has(letter) &&
      !fates.deletedInSight.has(letter) &&
      !wordsOf(heldClauses(author)).includes(letter)
    )
      throw new Error(`Lost: ${letter}, typed by author ${authors.indexOf(author)}`)
  return marked
}

/** What is held reads as it stood: whole clauses, every letter with the emphasis that it was typed with. */
function judgeHeld(authors: readonly Writer[], fates: Fates): number {
  let marked = 0
  for (const author of authors) {
    const held = author.live.held.items.value
    for (const { words, content = [] } of held)
      if (wordsOf(content.map(json => schema.nodeFromJSON(json))) !== words.replaceAll('\n', ''))
        throw new Error(`Held otherwise than said: ${words}`)
    for (const clause of heldClauses(author)) {
      clause.check()
      clause.descendants(({ text = '', marks }) => {
        const names = marks.map(mark => mark.type.name)
        for (const letter of fates.hasUnmarked ? [] : text)
          if (fates.marks.has(letter) && !names.includes(fates.marks.get(letter)!))
            throw new Error(`Held without its emphasis: ${letter}`)
        if (names.length) marked++
      })
    }
  }
  return marked
}

function wordsOf(clauses: readonly Node[]): string {
  return clauses.map(clause => clause.textContent).join('')
}

/** As a page would show them. */
function heldClauses({ live }: Writer): Node[] {
  return live.held.items.value.flatMap(({ content = [] }) => content.map(json => schema.nodeFromJSON(json)))
}

/** The characters that the pen gave out; those of the first document stand in it many times. */
function unique(words: string): string[] {
  return [...words].filter(letter => letter.codePointAt(0)! >= 0xc0)
}

function counted(words: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const letter of unique(words)) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return counts
}
