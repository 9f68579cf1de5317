// A text, live, before a server that does what the test says.
import { expect, test } from 'vitest'
import { calm, table, type, unopened, wordsOf } from './world.ts'

test('an edit is saving until its own ref comes back in the log, then saved', async () => {
  const { live, server } = await table()

  await type(live, ' now')
  expect(live.status.value).toMatchObject({ kind: 'saving', edits: 1 })
  const { ref, steps } = await server.answer('text:commit', { version: 1, dropped: [] })
  expect(live.status.value.kind).toBe('saving')
  await server.say('text:commits', { from: 0, commits: [{ ref, seat: 's', steps }] })

  expect(steps).toEqual([[10, 10, ' now']])
  expect(live.status.value).toMatchObject({ kind: 'saved', edits: 0 })
})

test('commits that arrive before the text is open are held until then', async () => {
  const { live, server } = await unopened()

  await server.say('text:commits', { from: 1, commits: [{ ref: 'b', seat: 's', steps: [[1, 1, 'B']] }] })
  expect(wordsOf(live.state)).toBe('shall act')
  await server.answer('text:open', { version: 1, commits: [{ ref: 'a', seat: 's', steps: [[1, 1, 'A']] }] })

  expect(wordsOf(live.state)).toBe('BAshall act')
})

test('a gap opens the text again, also when only a version is told', async () => {
  const { live, server } = await table()

  await server.say('text:commits', { from: 2, commits: [] })
  const { since } = await server.answer('text:open', {
    version: 2,
    commits: [
      {
        ref: 'a',
        seat: 's',
        steps: [
          [1, 1, 'A'],
          [2, 2, 'B'],
        ],
      },
    ],
  })

  expect(since).toBe(0)
  expect(wordsOf(live.state)).toBe('ABshall act')
})

test('far behind, the log is read in pages before the text is opened', async () => {
  const { live, server } = await unopened()
  server.pages['/texts/text/commits?since=0'] = {
    commits: [{ ref: 'a', seat: 's', steps: [[1, 1, 'A']] }],
    more: true,
  }
  server.pages['/texts/text/commits?since=1'] = {
    commits: [{ ref: 'b', seat: 's', steps: [[1, 1, 'B']] }],
    more: false,
  }

  await server.answer('text:open', { ok: false, reason: 'stale' })
  const { since } = await server.answer('text:open', { version: 2, commits: [] })

  expect(since).toBe(2)
  expect(wordsOf(live.state)).toBe('BAshall act')
})

test('a lost line is made again without reload, and the commit goes out again as it was', async () => {
  const { live, server, clock } = await table()
  await type(live, ' now')
  const first = server.next('text:commit').message

  await server.cut()
  expect(live.status.value).toMatchObject({ kind: 'offline', edits: 1 })
  await type(live, '!', 14)
  clock.advance(1_000)
  await calm()
  await server.answer('text:open', { version: 1, commits: [{ ref: 'x', seat: 's', steps: [[1, 1, 'X']] }] })

  expect(server.next('text:commit').message).toEqual(first)
  expect(wordsOf(live.state)).toBe('Xshall act now!')
})

test('a refused commit becomes held text, and the state says so until the author lets it go', async () => {
  const { live, server } = await table()
  await type(live, ' now')

  await server.answer('text:commit', { ok: false, reason: 'locked', clauses: ['clause00'] })

  expect(wordsOf(live.state)).toBe('shall act')
  expect(live.held.items.value).toMatchObject([{ why: 'locked', words: ' now', clause: 'clause00' }])
  expect(live.status.value).toMatchObject({ kind: 'refused', held: 1 })
  live.held.discard(live.held.items.value[0]!.id)
  expect(live.status.value.kind).toBe('saved')
})

test('a commit of which nothing stands is not waited for', async () => {
  const { live, server } = await table()
  await type(live, ' now')

  await server.answer('text:commit', { version: 0, dropped: [0] })

  expect(live.held.items.value).toMatchObject([{ why: 'dropped', words: ' now' }])
  expect(live.status.value.edits).toBe(0)
})

test('too fast, and the same commit goes out again a little later', async () => {
  const { live, server, clock } = await table()
  await type(live, ' now')
  const first = await server.answer('text:commit', { ok: false, reason: 'too_fast' })

  expect(server.asked).toEqual([])
  clock.advance(1_500)
  await calm()

  expect(server.next('text:commit').message).toEqual(first)
  expect(live.held.items.value).toEqual([])
})

test('stale, and the commit is mapped and sent under another ref', async () => {
  const { live, server } = await table()
  await type(live, ' now')
  const first = await server.answer('text:commit', { ok: false, reason: 'stale' })

  await server.answer('text:open', { version: 1, commits: [{ ref: 'x', seat: 's', steps: [[1, 1, 'X']] }] })
  const again = server.next('text:commit').message

  expect(again).toMatchObject({ version: 1, steps: [[11, 11, ' now']] })
  expect(again.ref).not.toBe(first.ref)
  expect(live.status.value.edits).toBe(1)
})

test('while a word is composed nothing comes in, at most 2 s after the last key', async () => {
  const { live, server, clock } = await table()
  const compose = () => {
    for (const plugin of live.state.plugins)
      plugin.props.handleDOMEvents?.compositionupdate?.call(plugin, null!, null!)
  }

  compose()
  await server.say('text:commits', { from: 0, commits: [{ ref: 'a', seat: 's', steps: [[1, 1, 'A']] }] })
  clock.advance(1_500)
  compose()
  clock.advance(1_500)
  expect(wordsOf(live.state)).toBe('shall act')
  clock.advance(500)

  expect(wordsOf(live.state)).toBe('Ashall act')
})

test('typing in a locked clause goes nowhere, and the page is told which', async () => {
  const { live, server } = await table()
  await server.say('text:rules', { locked: ['clause00'], mode: 'open', may_commit: true })

  await type(live, ' now')

  expect(wordsOf(live.state)).toBe('shall act')
  expect(live.stopped.value).toEqual({ why: 'locked', clauses: ['clause00'] })
})

test('who may not type is stopped here already', async () => {
  const { live, server } = await table()
  await server.say('text:rules', { locked: [], mode: 'floor', may_commit: false })

  await type(live, ' now')

  expect(live.stopped.value?.why).toBe('may_not_commit')
  expect(server.asked).toEqual([])
})

test('a text that is closed keeps the words that were not sent', async () => {
  const { live, server } = await table()
  await type(live, ' now')

  await server.say('closed', {})

  expect(live.status.value.kind).toBe('closed')
  expect(live.held.items.value).toMatchObject([{ why: 'closed', words: ' now' }])
})

test('a commit that cannot be applied closes the text and keeps the words', async () => {
  const { live, server } = await table()
  await type(live, ' now')

  const hearing = server.say('text:commits', {
    from: 0,
    commits: [{ ref: 'x', seat: 's', steps: [[1, 900, '']] }],
  })

  await expect(hearing).rejects.toThrow()
  expect(live.status.value).toMatchObject({ kind: 'closed', reason: 'broken' })
  expect(live.held.items.value).toMatchObject([{ words: ' now' }])
})

test('signed out, nothing more is typed or asked', async () => {
  const { live, server, clock } = await table()

  await server.say('signed_out', {})
  await type(live, ' now')
  clock.advance(60_000)

  expect(live.status.value.kind).toBe('signed_out')
  expect(wordsOf(live.state)).toBe('shall act')
  expect(server.connects).toBe(1)
})

test('a move waits for what was typed before it, and its answer comes back', async () => {
  const { live, server } = await table()
  await type(live, ' now')
  const answer = live.move('clause00', null, 'a'.repeat(64))

  const { ref, steps } = await server.answer('text:commit', { version: 1, dropped: [] })
  expect(server.asked).toEqual([])
  await server.say('text:commits', { from: 0, commits: [{ ref, seat: 's', steps }] })
  await server.answer('clause:move', { ok: false, reason: 'words_moved' })

  expect(await answer).toMatchObject({ ok: false, reason: 'words_moved' })
})
