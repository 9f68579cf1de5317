// What may be edited now: agreed clauses are locked, and the drafting mode says who types. The server judges in the end;
// here it is judged first, so that nobody types in vain.
import type { Node } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import type { Rules } from './protocol.ts'
import { isKnown } from './steps.ts'
import { isReceived } from './sync.ts'

export interface Stopped {
  readonly why: 'locked' | 'may_not_commit'
  readonly clauses: readonly string[]
}

/** Lets only edits through that the rules allow, and tells of those it stopped. */
export function rulesPlugin(rules: () => Rules, stopped: (stop: Stopped) => void): Plugin {
  return new Plugin({
    filterTransaction(tr, state) {
      if (!tr.docChanged || isReceived(tr)) return true
      if (!tr.steps.every(isKnown)) return false
      const stop = judged(rules(), state.doc, tr.doc)
      if (stop) stopped(stop)
      return !stop
    },
  })
}

function judged(rules: Rules, before: Node, after: Node): Stopped | null {
  if (!rules.may_commit) return { why: 'may_not_commit', clauses: [] }
  const clauses = lockedTouched(before, after, new Set(rules.locked))
  return clauses.length ? { why: 'locked', clauses } : null
}

/** Locked clauses that are changed, gone, or in another order among themselves. */
export function lockedTouched(before: Node, after: Node, locked: ReadonlySet<string>): string[] {
  if (!locked.size) return []
  const [a, b] = differing(before.children, after.children)
  const [was, is] = [a.filter(node => locked.has(node.attrs.id)), b.filter(node => locked.has(node.attrs.id))]
  const now = new Map(is.map(node => [node.attrs.id as string, node]))
  const touched = was.filter(node => !now.get(node.attrs.id)?.eq(node))
  const reordered = was.filter((node, i) => is[i]?.attrs.id !== node.attrs.id)
  return (touched.length ? touched : reordered).map(node => node.attrs.id)
}

/** The stretches in which two lists of clauses differ; unchanged clauses are the very same objects. */
function differing(a: readonly Node[], b: readonly Node[]): [readonly Node[], readonly Node[]] {
  const shorter = Math.min(a.length, b.length)
  let [first, last] = [0, 0]
  while (first < shorter && a[first] === b[first]) first++
  while (last < shorter - first && a[a.length - 1 - last] === b[b.length - 1 - last]) last++
  return [a.slice(first, a.length - last), b.slice(first, b.length - last)]
}
