// The shipped client at a real server, for a test in Python: types the lines it is given, says its status and its words
// whenever they change. node typing.mjs URL COOKIE TOKEN TEXT
import { createInterface } from 'node:readline'
import { Connection } from '../../static/src/live/connection.ts'
import { LiveText } from '../../static/src/live/live-text.ts'
import { SocketTransport } from '../../static/src/live/socket.ts'
import { schema } from '../../static/src/text/schema.ts'

const [url, cookie, token, text] = process.argv.slice(2) as [string, string, string, string]
const headers = { Cookie: cookie, Origin: url }
const fetched = globalThis.fetch
globalThis.fetch = (address, how) => fetched(address, { ...how, headers: { ...how?.headers, ...headers } })

const transport = new SocketTransport(url, () => token, { extraHeaders: headers })
const found = await transport.get(`/texts/${text}/document`)
const { version, doc, language } = found as { version: number; doc: object; language: string }
const live = await LiveText.open({
  text,
  language,
  version,
  doc,
  schema,
  connection: new Connection(transport),
})

let said = ''
const tell = () => {
  const { kind } = live.status.value
  const now = JSON.stringify({
    kind,
    words: live.state.doc.textContent,
    version: live.version,
    seats: live.seats.value.length,
  })
  if (now !== said) console.log(now)
  said = now
}
setInterval(tell, 20)
for await (const line of createInterface({ input: process.stdin }))
  live.dispatch(live.state.tr.insertText(line, 1))
process.exit(0)
