// Ids of clauses are proposed here: eight random characters for what is new. The first half of a split keeps its id.
import { Fragment, type Node, Slice } from 'prosemirror-model'
import { type Command, Plugin, type Transaction } from 'prosemirror-state'
import { isReceived } from './sync.ts'

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz'
const LENGTH = 8

export function newId(): string {
  const id: string[] = []
  while (id.length < LENGTH) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1))
    // 252 is the largest multiple of 36 below 256: every character is as likely.
    if (byte! < 252) id.push(ALPHABET[byte! % ALPHABET.length]!)
  }
  return id.join('')
}

/** Divides the clause at the cursor; the second half is a new clause of the same kind and level. */
export function splitClause(id: () => string = newId): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection
    if ($from.depth !== 1 || $to.depth !== 1) return false
    if (!dispatch) return true
    const tr = state.tr.deleteSelection()
    const at = tr.mapping.map($from.pos)
    const clause = tr.doc.resolve(at).parent
    tr.split(at, 1, [{ type: clause.type, attrs: { ...clause.attrs, id: id() } }])
    dispatch(tr.scrollIntoView())
    return true
  }
}

/** Gives ids to clauses that come without one of their own: pasted, or split by something that knows no ids. */
export function idsPlugin(id: () => string = newId): Plugin {
  return new Plugin({
    props: {
      transformPasted: (slice, view) => renamed(slice, idsIn(view.state.doc.children), id),
    },
    appendTransaction(trs, before, after) {
      if (!trs.some(tr => tr.docChanged && !isReceived(tr))) return null
      const tr = after.tr
      for (const pos of nameless(before.doc, after.doc)) rename(tr, pos, id())
      return tr.docChanged ? tr : null
    },
  })
}

/** Where clauses stand that need another id; of two with the same, the one that was there before keeps it. */
function nameless(before: Node, after: Node): number[] {
  if (before === after || hasSameIds(before.children, after.children)) return []
  const untouched = new Set(before.children)
  const taken = idsIn(after.children.filter(clause => untouched.has(clause)))
  const found: number[] = []
  after.forEach((clause, pos) => {
    if (untouched.has(clause)) return
    if (!clause.attrs.id || taken.has(clause.attrs.id)) found.push(pos)
    taken.add(clause.attrs.id)
  })
  return found
}

/** Nearly every edit is within clauses: then there is nothing to look for. */
function hasSameIds(before: readonly Node[], after: readonly Node[]): boolean {
  const isSame = (clause: Node, i: number) => clause === before[i] || clause.attrs.id === before[i]!.attrs.id
  return before.length === after.length && after.every(isSame)
}

/** Ids are not an attribute that may be set. The boundary before the clause is put anew; of the first, the clause. */
function rename(tr: Transaction, pos: number, id: string): void {
  const clause = tr.doc.nodeAt(pos)!
  const attrs = { ...clause.attrs, id }
  const before = tr.doc.resolve(pos).nodeBefore
  if (!before) tr.replaceWith(pos, pos + clause.nodeSize, clause.type.create(attrs, clause.content))
  else {
    const boundary = Fragment.from([before.copy(), clause.type.create(attrs)])
    tr.replace(pos - 1, pos + 1, new Slice(boundary, 1, 1))
  }
}

function renamed(slice: Slice, taken: Set<string>, id: () => string): Slice {
  const nodes = slice.content.content.map(node => {
    if (node.type.name !== 'clause') return node
    const free = node.attrs.id && !taken.has(node.attrs.id)
    const named = free ? node : node.type.create({ ...node.attrs, id: id() }, node.content)
    taken.add(named.attrs.id)
    return named
  })
  return new Slice(Fragment.from(nodes), slice.openStart, slice.openEnd)
}

function idsIn(clauses: readonly Node[]): Set<string> {
  return new Set(clauses.map(clause => clause.attrs.id))
}
