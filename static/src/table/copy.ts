// What is copied: clean words with their numbers, readable anywhere, and known again when pasted here.
import type { Mark, Node } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { Numbers } from '../text/numbering.ts'
import { idOf, kindOf, levelOf } from '../text/schema.ts'

/** How a reference to a clause reads now. */
export type Refer = (clause: string) => string

/** A clause, or the part of it that is selected. */
interface Part {
  readonly node: Node
  readonly number: string
}

export interface Copied {
  readonly html: string
  readonly text: string
}

export function copied(state: EditorState, numbers: Numbers): Copied {
  const parts = partsOf(state, numbers)
  return copiedParts(parts, clause => numbers.reference(clause))
}

/** Clauses, or parts of them, that stand nowhere in the text. */
export function copiedClauses(clauses: readonly Node[], refer: Refer): Copied {
  return copiedParts(
    clauses.map(node => ({ node, number: '' })),
    refer,
  )
}

/** Words with their emphasis and references, as they are drawn. */
export function drawn(clause: Node, refer: Refer): (HTMLElement | Text)[] {
  return clause.children.map(inline => marked(inline, refer))
}

function copiedParts(parts: readonly Part[], refer: Refer): Copied {
  const flows = parts.length === 1 && !parts[0]!.number
  const root = document.implementation.createHTMLDocument('').body
  root.append(...parts.map(part => paragraph(part, flows, refer)))
  return { html: root.innerHTML, text: parts.map(part => line(part, refer)).join('\n') }
}

/** Numbers stand only before what was copied whole. */
function partsOf({ doc, selection }: EditorState, numbers: Numbers): Part[] {
  const parts: Part[] = []
  doc.nodesBetween(selection.from, selection.to, (clause, pos) => {
    const [from, to] = [
      Math.max(0, selection.from - pos - 1),
      Math.min(clause.content.size, selection.to - pos - 1),
    ]
    const isWhole = from === 0 && to === clause.content.size
    const number = isWhole && clause.content.size ? (numbers.get(idOf(clause))?.margin ?? '') : ''
    parts.push({ node: isWhole ? clause : clause.cut(from, Math.max(from, to)), number })
    return false
  })
  return parts
}

const TAGS: Record<string, string> = { title: 'h1', chapter: 'h1', article: 'h2' }

function paragraph({ node, number }: Part, flows: boolean, refer: Refer): HTMLElement {
  const element = document.createElement(flows ? 'span' : (TAGS[kindOf(node)] ?? 'p'))
  if (!flows) {
    element.setAttribute('data-clause', '')
    element.setAttribute('data-kind', kindOf(node))
    element.setAttribute('data-level', String(levelOf(node)))
  }
  if (number) element.append(numberBefore(number))
  element.append(...drawn(node, refer))
  return element
}

function numberBefore(number: string): HTMLElement {
  const element = document.createElement('span')
  element.setAttribute('data-number', '')
  element.textContent = `${number}\u2003`
  return element
}

function marked(inline: Node, refer: Refer): HTMLElement | Text {
  const words = document.createTextNode(inline.text ?? refer(inline.attrs.clause))
  const reference = inline.type.name === 'reference' ? document.createElement('span') : null
  reference?.setAttribute('data-reference', inline.attrs.clause)
  reference?.append(words)
  return inline.marks.reduce<HTMLElement | Text>(within, reference ?? words)
}

function within(inner: HTMLElement | Text, mark: Mark): HTMLElement | Text {
  const name = mark.type.name
  if (name !== 'em' && name !== 'strong') return inner
  const outer = document.createElement(name)
  outer.append(inner)
  return outer
}

function line({ node, number }: Part, refer: Refer): string {
  const words = node.textBetween(0, node.content.size, '', leaf => refer(leaf.attrs.clause))
  return number ? `${number}\t${words}` : words
}
