// The schema that both languages read, as ProseMirror's JavaScript wants it, with the pages' form of each node.
import { type DOMOutputSpec, type Node, Schema, type SchemaSpec } from 'prosemirror-model'
import spec from '../../../workspace/text/schema.json' with { type: 'json' }

export type Kind = 'title' | 'chapter' | 'article' | 'preambular' | 'paragraph'

export const schemaNumber: number = spec.number
export const kinds = spec.kinds as readonly Kind[]
export const levels: number = spec.levels

/** The shared schema, with ways to and from the DOM added by the page that shows it. */
export function schemaFrom(dom: Partial<Record<string, object>> = {}): Schema {
  const dressed = (given: object) =>
    Object.fromEntries(Object.entries(given).map(([name, rules]) => [name, { ...rules, ...dom[name] }]))
  return new Schema({ nodes: dressed(spec.nodes), marks: dressed(spec.marks) } as SchemaSpec)
}

export const schema = schemaFrom({
  clause: {
    parseDOM: [{ tag: '[data-clause]', getAttrs: clauseAttrs }, { tag: 'p, li, h1, h2, h3, h4, h5, h6' }],
    toDOM: (node: Node): DOMOutputSpec => [
      'p',
      { 'data-clause': node.attrs.id, 'data-kind': node.attrs.kind, 'data-level': String(node.attrs.level) },
      0,
    ],
  },
  reference: {
    parseDOM: [
      {
        tag: '[data-reference]',
        getAttrs: (dom: Element) => ({ clause: dom.getAttribute('data-reference') }),
      },
    ],
    toDOM: (node: Node): DOMOutputSpec => ['span', { 'data-reference': node.attrs.clause }],
  },
  em: { parseDOM: [{ tag: 'em, i' }], toDOM: (): DOMOutputSpec => ['em', 0] },
  strong: { parseDOM: [{ tag: 'strong, b' }], toDOM: (): DOMOutputSpec => ['strong', 0] },
  bracket: {
    parseDOM: [
      { tag: '[data-bracket]', getAttrs: (dom: Element) => ({ id: dom.getAttribute('data-bracket') }) },
    ],
    toDOM: (mark: { attrs: { id: string } }): DOMOutputSpec => ['span', { 'data-bracket': mark.attrs.id }, 0],
  },
})

/** The clauses of a document, in order. */
export function clausesOf(doc: Node): readonly Node[] {
  return doc.children
}

export const idOf = (clause: Node): string => clause.attrs.id
export const kindOf = (clause: Node): Kind => clause.attrs.kind
export const levelOf = (clause: Node): number => clause.attrs.level

function clauseAttrs(dom: Element): { id: string; kind: Kind; level: number } {
  const kind = kinds.find(name => name === dom.getAttribute('data-kind')) ?? 'paragraph'
  const level = Number(dom.getAttribute('data-level') ?? 0)
  const known = kind === 'paragraph' && Number.isInteger(level) && level >= 0 && level < levels
  return { id: dom.getAttribute('data-clause') ?? '', kind, level: known ? level : 0 }
}
