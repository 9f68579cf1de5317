// The line: noticed when it is dead, made again when it is lost.
import { expect, test } from 'vitest'
import { Refused } from '../../static/src/live/connection.ts'
import { calm, table, type } from './world.ts'

test('a line that only looks alive is noticed within 30 s', async () => {
  const { server, clock } = await table()

  clock.advance(17_000)
  await calm()
  expect(server.next('text:open').message).toEqual({ text: 'text', since: 0 })
  clock.advance(10_500)
  await calm()

  expect(server.connects).toBe(2)
})

test('a laptop that slept looks at its line within moments of waking, and types on', async () => {
  const { live, server, clock } = await table()
  clock.sleep(3_600_000)
  clock.advance(2_000)
  await calm()
  expect(server.next('text:open').message).toEqual({ text: 'text', since: 0 })

  await type(live, ' now')
  clock.advance(11_000)
  await calm()
  await server.answer('text:open', { version: 0, commits: [] })

  expect(server.connects).toBe(2)
  expect((await server.hears('text:commit')).message.steps).toEqual([[10, 10, ' now']])
})

test('a page that is looked at again asks at once after a silence, and only then', async () => {
  const { server, clock, connection } = await table()
  connection.wake()
  expect(server.asked).toEqual([])

  clock.sleep(60_000)
  connection.wake()
  await calm()

  expect(server.next('text:open').message).toEqual({ text: 'text', since: 0 })
})

test('waits between attempts grow, and a word from the network ends them', async () => {
  const { server, clock, connection } = await table()
  server.isDown = true
  await server.cut()

  for (let i = 0; i < 60; i++) {
    clock.advance(1_000)
    await calm()
  }
  const attempts = server.connects
  server.isDown = false
  connection.wake()
  await calm()

  expect(attempts).toBeLessThan(30)
  expect(connection.state.value).toBe('up')
})

test('what a page needs to open is asked for until there is an answer, and meanwhile it may say so', async () => {
  const { server, clock, connection } = await table()
  server.isDown = true
  const said: boolean[] = []
  connection.isReached.subscribe(is => said.push(is))

  const answer = connection.reach('/key')
  for (let i = 0; i < 60; i++) {
    clock.advance(1_000)
    await calm()
  }
  server.pages['/key'] = 'given'
  server.isDown = false
  clock.advance(4_000)

  expect(await answer).toBe('given')
  expect(said).toEqual([true, false, true])
})

test('what the server refuses is not asked for again', async () => {
  const { connection } = await table()

  await expect(connection.reach('/key')).rejects.toThrow(Refused)
  expect(connection.isReached.value).toBe(true)
})
