// Connecting where nobody answers.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { SocketTransport } from '../../static/src/live/socket.ts'

const events = { heard() {}, message() {}, down() {} }
let server: Server

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function silent(): Promise<string> {
  server = createServer(() => {})
  return new Promise(done =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

test('a server that takes the question for a ticket and never answers is given up', async () => {
  const transport = new SocketTransport(await silent(), () => 'token', {}, 50)

  await expect(transport.connect(events, [])).rejects.toThrow(/aborted|timeout/i)
})
