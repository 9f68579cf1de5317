// The live diff on the page, in the same form as the server's macros draw it (templates/parts/diff.html).
import { el, hidden } from '../table/parts.ts'
import type { Run } from '../text/diff.ts'
import { kindOf, levelOf } from '../text/schema.ts'
import { type Change, formsOf, recastOf, wordsOf } from './changes.ts'
import type { DiffWords } from './data.ts'

type Read = (clause: string) => string
type Place = { lang: string; dir: string }
type Drawn = string | HTMLElement

export function drawChanges(
  place: HTMLElement,
  found: readonly Change[],
  words: DiffWords,
  read: Read,
  { lang, dir }: Place,
): void {
  const drawn = found.map(change =>
    el(
      'p',
      { class: 'diff treaty', lang, dir },
      ...drawRecast(change, words),
      ...change.pieces.flatMap(piece => {
        const { op, before, after } = piece
        if (op === 'same') return drawRuns(after, read)
        if (op === 'inserted') return [inserted(words, drawRuns(after, read, words))]
        if (op === 'deleted') return [deleted(words, drawRuns(before, read, words))]
        return [reformatted(words, drawRuns(after, read), note(formsOf(piece), words))]
      }),
    ),
  )
  place.replaceChildren(...drawn)
}

function drawRecast(change: Change, words: DiffWords): Drawn[] {
  const recast = recastOf(change)
  if (!recast) return []
  const form = (node: typeof recast.now) => {
    const [kind, level] = [words.kinds[kindOf(node)], levelOf(node)]
    return level ? words.leveled.replace('{kind}', kind).replace('{level}', String(level)) : kind
  }
  const was = recast.was ? [`${words.recast} `, deleted(words, [form(recast.was)]), ' '] : []
  return [el('span', { class: 'recast' }, ...was, inserted(words, [form(recast.now)]))]
}

/** Runs with their emphasis and references. With `words`, a screen reader hears their form as well. */
function drawRuns(runs: readonly Run[], read: Read, words?: DiffWords): Drawn[] {
  return runs.flatMap(run => {
    const marks = run.marks.filter(mark => mark === 'em' || mark === 'strong')
    const inner: Drawn =
      run.clause === undefined ? run.words : el('span', { class: 'ref' }, wordsOf(run, read))
    const drawn = marks.reduce<Drawn>((made, mark) => el(mark as 'em' | 'strong', {}, made), inner)
    const form =
      words && [...marks, ...(run.clause === undefined ? [] : ['reference'])].map(name => words.forms[name])
    return form?.length ? [drawn, hidden(` (${form.join(', ')})`)] : [drawn]
  })
}

function note({ come, went }: { come: string[]; went: string[] }, words: DiffWords): string {
  const said = [...went.map(form => words.went[form]), ...come.map(form => words.come[form])]
  return said.filter(Boolean).join(', ') || words.otherwise
}

function inserted(words: DiffWords, drawn: Drawn[]): HTMLElement {
  return el('ins', {}, hidden(`${words.inserted} `), ...drawn, hidden(` ${words.insertedEnd} `))
}

function deleted(words: DiffWords, drawn: Drawn[]): HTMLElement {
  return el('del', {}, hidden(`${words.deleted} `), ...drawn, hidden(` ${words.deletedEnd} `))
}

function reformatted(words: DiffWords, drawn: Drawn[], said: string): HTMLElement {
  const mark = el('span', { class: 'reform-note' }, said)
  return el('span', { class: 'reform' }, hidden(`${words.reformatted} `), ...drawn, ' ', mark)
}
