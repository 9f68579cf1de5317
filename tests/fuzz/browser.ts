// What a browser does with each commit that the authority accepted: takes it in, under an edit of its own, and has the
// same document in the end. Reads lines of {doc, commits, truth}; fails on the first that differs.
import { createInterface } from 'node:readline'
import { EditorState } from 'prosemirror-state'
import { recorded, type WireCommit } from '../../static/src/live/protocol.ts'
import { receive, sync, syncOf } from '../../static/src/live/sync.ts'
import { schema } from '../../static/src/text/schema.ts'

interface Case {
  readonly doc: object
  readonly commits: readonly WireCommit[]
  readonly truth: object
}

let commits = 0
for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line) as Case
  const doc = taken(given)
  doc.check()
  if (!doc.eq(schema.nodeFromJSON(given.truth)))
    throw new Error(`The browser has another text:\n${doc}\n${line}`)
}
console.log(`${commits} commits taken in.`)

function taken({ doc, commits: log }: Case) {
  let state = EditorState.create({ doc: schema.nodeFromJSON(doc), plugins: [sync(0)] })
  state = state.apply(state.tr.insertText('pending', 1))
  for (const commit of log) {
    state = state.apply(receive(state, [recorded(schema, commit)]).tr)
    commits++
  }
  // Without the edit, what is left is the server's text.
  for (const { inverted } of [...syncOf(state).pending].reverse())
    state = state.apply(state.tr.step(inverted))
  return state.doc
}
