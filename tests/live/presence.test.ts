// Who is here and where their cursors are, on both sides of a line that comes and goes.
import { TextSelection } from 'prosemirror-state'
import { expect, test } from 'vitest'
import { cursorsOf } from '../../static/src/live/cursors.ts'
import type { LiveText } from '../../static/src/live/live-text.ts'
import { calm, table, type } from './world.ts'

const put = (live: LiveText, at: number) =>
  live.dispatch(live.state.tr.setSelection(TextSelection.create(live.state.doc, at)))

test('cursors come in through what is pending here, and go with who leaves', async () => {
  const { live, server, clock } = await table()
  await type(live, 'X', 1)
  await server.say('text:seats', { seats: [['s', 'Ana', 'XAA', 'c1']] })

  await server.say('text:cursors', {
    cursors: [
      ['c1', 0, 3, 4],
      ['me', 0, 1],
    ],
  })
  expect([...cursorsOf(live.state)]).toEqual([['c1', { anchor: 4, head: 5 }]])
  clock.advance(100)
  expect(server.told).toEqual([
    { event: 'text:cursor', message: { text: 'text', version: 0, anchor: 1, head: 1 } },
  ])
  await server.say('text:seats', { came: [], gone: ['c1'] })

  expect(cursorsOf(live.state).size).toBe(0)
})

test("after the line was lost, one's own cursor is told again without being moved", async () => {
  const { live, server, clock } = await table()
  put(live, 4)
  clock.advance(100)
  await server.cut()
  clock.advance(1_000)
  await calm()
  server.told.length = 0

  await server.answer('text:open', { version: 0, connection: 'again', commits: [] })
  clock.advance(100)

  const message = { text: 'text', version: 0, anchor: 4, head: 4 }
  expect(server.told).toEqual([{ event: 'text:cursor', message }])
})

test('a cursor that moved while the line was down is told when the text is open again', async () => {
  const { live, server, clock } = await table()
  await server.cut()
  put(live, 6)
  clock.advance(1_000)
  await calm()
  expect(server.told).toEqual([])

  await server.answer('text:open', { version: 0, connection: 'again', commits: [] })
  clock.advance(100)

  expect(server.told).toMatchObject([{ message: { anchor: 6, head: 6 } }])
})

test('whoever has not put a cursor anywhere shows none', async () => {
  const { server, clock } = await table()

  clock.advance(1_000)

  expect(server.told).toEqual([])
})

test("once one's own words are saved, the cursor is told again, behind them", async () => {
  const { live, server, clock } = await table()
  put(live, 1)
  await type(live, 'On ', 1)
  clock.advance(100)
  const { ref, steps } = await server.answer('text:commit', { version: 1, dropped: [] })
  await server.say('text:commits', { from: 0, commits: [{ ref, seat: 's', steps }] })
  clock.advance(100)

  const told = server.told.map(({ message: { version, head } }) => ({ version, head }))
  expect(told).toEqual([
    { version: 0, head: 1 },
    { version: 1, head: 4 },
  ])
})
