// Connecting where nobody answers.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { LineLost, Refused } from '../../static/src/live/connection.ts'
import { SocketTransport } from '../../static/src/live/socket.ts'

const events = { heard() {}, message() {}, down() {} }
let server: Server

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function silent(): Promise<string> {
  return answering(() => {})
}

function answering(listener: RequestListener): Promise<string> {
  server = createServer(listener)
  return new Promise(done =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

test('a server that takes the question for a ticket and never answers is given up', async () => {
  const transport = new SocketTransport(await silent(), () => 'token', {}, 50)

  await expect(transport.connect(events, [])).rejects.toThrow(/aborted|timeout/i)
})

test.each([
  [404, Refused],
  [500, Refused],
  [429, LineLost],
  [502, LineLost],
  [503, LineLost],
])('an answer of %i is told from none', async (status, Why) => {
  const transport = new SocketTransport(
    await answering((_, response) => response.writeHead(status).end()),
    () => 'token',
  )

  await expect(transport.get('/texts/text/key')).rejects.toBeInstanceOf(Why)
})
