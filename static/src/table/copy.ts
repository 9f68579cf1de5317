// What is copied: clean words with their numbers, readable anywhere, and known again when pasted here.
import type { Mark, Node } from 'prosemirror-model'
import type { EditorState } from 'prosemirror-state'
import type { Numbers } from '../text/numbering.ts'
import { idOf, kindOf, levelOf } from '../text/schema.ts'

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
  const flows = parts.length === 1 && !parts[0]!.number
  const root = document.implementation.createHTMLDocument('').body
  root.append(...parts.map(part => paragraph(part, flows, numbers)))
  return { html: root.innerHTML, text: parts.map(part => line(part, numbers)).join('\n') }
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

function paragraph({ node, number }: Part, flows: boolean, numbers: Numbers): HTMLElement {
  const element = document.createElement(flows ? 'span' : (TAGS[kindOf(node)] ?? 'p'))
  if (!flows) {
    element.setAttribute('data-clause', '')
    element.setAttribute('data-kind', kindOf(node))
    element.setAttribute('data-level', String(levelOf(node)))
  }
  if (number) element.append(numberBefore(number))
  for (const inline of node.children) element.append(marked(inline, numbers))
  return element
}

function numberBefore(number: string): HTMLElement {
  const element = document.createElement('span')
  element.setAttribute('data-number', '')
  element.textContent = `${number}\u2003`
  return element
}

function marked(inline: Node, numbers: Numbers): HTMLElement | Text {
  const words = document.createTextNode(inline.text ?? numbers.reference(inline.attrs.clause))
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

function line({ node, number }: Part, numbers: Numbers): string {
  const words = node.textBetween(0, node.content.size, '', leaf => numbers.reference(leaf.attrs.clause))
  return number ? `${number}\t${words}` : words
}
