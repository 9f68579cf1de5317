// Texts that are asked for with the message that connects.
import { expect, test } from 'vitest'
import { type Answer, LineLost } from '../../static/src/live/connection.ts'
import { Openings } from '../../static/src/live/openings.ts'
import { calm, table, unopened, wordsOf } from './world.ts'

const asked = { text: 'text', since: 3 }
const answer: Answer = { text: 'text', ok: true, version: 4, commits: [] }

test('an answer that is there before anybody asks is given when they do, and once', async () => {
  const openings = new Openings([asked])

  openings.hear(answer)

  await expect(openings.take(asked)).resolves.toEqual(answer)
  expect(openings.take(asked)).toBeNull()
})

test('whoever asks first waits for the answer', async () => {
  const openings = new Openings([asked])
  const waiting = openings.take(asked)

  openings.hear(answer)

  await expect(waiting).resolves.toEqual(answer)
})

test('another text, or another version, is asked anew', () => {
  expect(new Openings([asked]).take({ text: 'other', since: 3 })).toBeNull()
  expect(new Openings([asked]).take({ text: 'text', since: 4 })).toBeNull()
})

test('with the line goes what was asked on it', async () => {
  const openings = new Openings([asked])
  const waiting = openings.take(asked)

  openings.fail()

  await expect(waiting).rejects.toThrow(LineLost)
})

test('a page says as it connects which version it has', async () => {
  const { server, clock } = await table()
  await server.say('text:commits', { from: 0, commits: [{ ref: 'x', seat: 's', steps: [[1, 1, 'X ']] }] })
  expect(server.wanted).toEqual([{ text: 'text', since: 0 }])

  await server.cut()
  clock.advance(5_000)
  await calm()

  expect(server.connects).toBe(2)
  expect(server.wanted).toEqual([{ text: 'text', since: 1 }])
})

test('what is told before the page has asked is not lost', async () => {
  const { server, live } = await unopened()
  await server.say('text:commits', { from: 0, commits: [{ ref: 'x', seat: 's', steps: [[1, 1, 'We ']] }] })

  await server.answer('text:open', { version: 0, connection: 'me', commits: [] })

  expect(wordsOf(live.state)).toBe('We shall act')
})
