// Texts that are asked for with the message that connects.
import { expect, test, vi } from 'vitest'
import { type Answer, LineLost } from '../../static/src/live/connection.ts'
import { Openings } from '../../static/src/live/openings.ts'
import { calm, table, unopened, wordsOf } from './world.ts'

const asked = { text: 'text', since: 3 }
const answer: Answer = { text: 'text', ok: true, version: 4, commits: [] }
const anew = async (): Promise<Answer> => ({ ...answer, version: 5 })
const never = (): Promise<Answer> => Promise.reject(new Error('This was asked already.'))

test('an answer that is there before anybody asks is given when they do, and once', async () => {
  const openings = new Openings([asked])

  openings.hear(answer)

  await expect(openings.take(asked, never)).resolves.toEqual(answer)
  await expect(openings.take(asked, anew)).resolves.toEqual({ ...answer, version: 5 })
})

test('whoever asks first waits for the answer', async () => {
  const openings = new Openings([asked])
  const waiting = openings.take(asked, never)

  openings.hear(answer)

  await expect(waiting).resolves.toEqual(answer)
})

test('another text, or another version, is asked anew', async () => {
  for (const wanted of [
    { text: 'other', since: 3 },
    { text: 'text', since: 4 },
  ])
    await expect(new Openings([asked]).take(wanted, anew)).resolves.toEqual({ ...answer, version: 5 })
})

test('a server of an earlier version, which does not know that it was asked, is asked again', async () => {
  vi.useFakeTimers()
  const waiting = new Openings([asked]).take(asked, anew)

  await vi.advanceTimersByTimeAsync(3_000)

  await expect(waiting).resolves.toEqual({ ...answer, version: 5 })
  vi.useRealTimers()
})

test('whoever was answered asks no more', async () => {
  vi.useFakeTimers()
  const openings = new Openings([asked])
  const waiting = openings.take(asked, never)

  openings.hear(answer)
  await vi.advanceTimersByTimeAsync(10_000)

  await expect(waiting).resolves.toEqual(answer)
  vi.useRealTimers()
})

test('with the line goes what was asked on it', async () => {
  const openings = new Openings([asked])
  const waiting = openings.take(asked, never)

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
