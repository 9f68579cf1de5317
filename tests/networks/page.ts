// The client that pages use, in Node: does what it is told on its input, a line of JSON each, and says what it shows
// whenever that changes. node page.mjs URL ORIGIN COOKIE TOKEN TEXT
import { createInterface } from 'node:readline'
import { undo } from 'prosemirror-history'
import { TextSelection } from 'prosemirror-state'
import { Connection } from '../../static/src/live/connection.ts'
import { cursorsOf } from '../../static/src/live/cursors.ts'
import { LiveText } from '../../static/src/live/live-text.ts'
import { SocketTransport } from '../../static/src/live/socket.ts'
import { clausesOf, idOf, schema } from '../../static/src/text/schema.ts'
import { wordingHash } from '../../static/src/text/wording.ts'

interface Order {
  /** Types these words at a position, and puts the cursor behind them. */
  readonly type?: string
  readonly at?: number
  /** Moves a clause to the beginning. */
  readonly move?: number
  readonly undo?: true
}

const [url, origin, cookie, token, text] = process.argv.slice(2) as [string, string, string, string, string]
const headers = { Cookie: cookie, Origin: origin }
const fetched = globalThis.fetch
globalThis.fetch = (address, how) => fetched(address, { ...how, headers: { ...how?.headers, ...headers } })

const transport = new SocketTransport(url, () => token, { extraHeaders: headers })
const connection = new Connection(transport)
const found = await transport.get(`/texts/${text}/document`)
const { version, doc, language } = found as { version: number; doc: object; language: string }
const live = await LiveText.open({ text, language, version, doc, schema, connection })

let said = ''
let obeyed = 0
function tell(): void {
  const { state, status, held, seats, notMoved } = live
  const now = JSON.stringify({
    ...status.value,
    obeyed,
    words: clausesOf(state.doc).map(clause => clause.textContent),
    version: live.version,
    heldWords: held.items.value.map(item => item.words),
    seats: seats.value.length,
    cursors: [...cursorsOf(state).values()].map(({ head }) => head),
    news: connection.news.value?.kind ?? null,
    notMoved: notMoved.value?.reason ?? null,
  })
  if (now !== said) console.log(`${Date.now()} ${now}`)
  said = now
}
setInterval(tell, 5)

async function obey({ type, at = 1, move, undo: back }: Order): Promise<void> {
  const { tr, doc: shown } = live.state
  if (type) {
    const typed = tr.insertText(type, at)
    live.dispatch(typed.setSelection(TextSelection.create(typed.doc, at + type.length)))
  }
  if (move !== undefined) {
    const clause = clausesOf(shown)[move]!
    void live.move(idOf(clause), null, await wordingHash(clause, language))
  }
  if (back) undo(live.state, each => live.dispatch(each))
  obeyed++
  tell()
}

for await (const line of createInterface({ input: process.stdin })) await obey(JSON.parse(line) as Order)
process.exit(0)
