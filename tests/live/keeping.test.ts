// What outlives the page: pending steps and held text, in a real IndexedDB of Node's.
import { IDBFactory } from 'fake-indexeddb'
import 'fake-indexeddb/auto'
import { undo } from 'prosemirror-history'
import { expect, test } from 'vitest'
import { Connection } from '../../static/src/live/connection.ts'
import { Store } from '../../static/src/live/store.ts'
import { Chance, ManualClock } from '../fuzz/chance.ts'
import { calm, document, FakeServer, KeepingStore, table, type, unopened, until, wordsOf } from './world.ts'

const KEY = new Uint8Array(32).fill(7)

test('pending steps survive a reload, keep their ref, and can be undone', async () => {
  const idb = new IDBFactory()
  const first = await table({ store: await Store.open(idb, 'seat', 'text', KEY) })
  await type(first.live, ' now')
  await first.live.kept()
  await calm()
  const sent = (await first.server.hears('text:commit')).message
  await first.server.cut()

  const second = await unopened({ store: await Store.open(idb, 'seat', 'text', KEY) })
  expect(wordsOf(second.live.state)).toBe('shall act now')
  await second.server.answer('text:open', { version: 0, commits: [] })

  expect((await second.server.hears('text:commit')).message).toEqual(sent)
  undo(second.live.state, tr => second.live.dispatch(tr))
  expect(wordsOf(second.live.state)).toBe('shall act')
})

test('days later, kept steps are put upon the text at their version and brought to today', async () => {
  const idb = new IDBFactory()
  const first = await table({ store: await Store.open(idb, 'seat', 'text', KEY) })
  await first.server.cut()
  first.server.isDown = true
  await type(first.live, ' now')
  await first.live.kept()
  const later = new FakeServer()
  later.pages['/texts/text/document?version=0'] = { version: 0, doc: document('shall act') }

  const { live, server } = await unopened(
    { version: 1, doc: document('We shall act'), store: await Store.open(idb, 'seat', 'text', KEY) },
    later,
  )
  await server.answer('text:open', { version: 1, commits: [{ ref: 'x', seat: 's', steps: [[1, 1, 'We ']] }] })

  expect(wordsOf(live.state)).toBe('We shall act now')
  expect((await server.hears('text:commit')).message).toMatchObject({ version: 1, steps: [[13, 13, ' now']] })
})

test('a page that loses the line while it opens waits, and goes on where the one before it was', async () => {
  const store = await leftUnsent()
  const later = new FakeServer()
  later.pages['/texts/text/document?version=0'] = { version: 0, doc: document('shall act') }
  later.isDown = true
  const clock = new ManualClock(new Chance(1))
  const connection = new Connection(later, clock)

  const opening = unopened({ version: 1, doc: document('We shall act'), store, connection, clock }, later)
  await until(() => !connection.isReached.value)
  expect([...store.pages.values()]).toMatchObject([{ version: 0, pending: [{}] }])
  later.isDown = false
  clock.advance(4_000)
  const { live, server } = await opening
  await server.answer('text:open', { version: 1, commits: [{ ref: 'x', seat: 's', steps: [[1, 1, 'We ']] }] })

  expect(wordsOf(live.state)).toBe('We shall act now')
  expect(live.held.items.value).toEqual([])
})

test('where the version of kept steps is not to be had any more, their words are held', async () => {
  const store = await leftUnsent()

  const { live } = await unopened({ version: 1, doc: document('We shall act'), store })

  expect(wordsOf(live.state)).toBe('We shall act')
  expect(live.held.items.value).toMatchObject([{ words: ' now', why: 'closed' }])
  expect(store.pages.size).toBe(0)
})

test('what whoever was signed out had not sent stays for the page after they have signed in', async () => {
  const store = await leftUnsent()
  const out = new FakeServer()
  out.isSignedOut = true

  const { live } = await unopened({ version: 1, doc: document('We shall act'), store }, out)

  expect(live.status.value.kind).toBe('signed_out')
  expect(live.held.items.value).toEqual([])
  expect([...store.pages.values()]).toMatchObject([{ version: 0, pending: [{}] }])
})

test('held text survives a reload until it is discarded, and nobody reads it without the key', async () => {
  const idb = new IDBFactory()
  const { live, server } = await table({ store: await Store.open(idb, 'seat', 'text', KEY) })
  await type(live, ' secret')
  await server.answer('text:commit', { ok: false, reason: 'forbidden' })
  const reader = await Store.open(idb, 'seat', 'text', KEY)
  await until(async () => (await reader.held()).length === 1)

  const again = await unopened({ store: await Store.open(idb, 'seat', 'text', KEY) })
  const stranger = await Store.open(idb, 'seat', 'text', new Uint8Array(32).fill(8))

  expect(again.live.held.items.value).toMatchObject([{ words: ' secret' }])
  expect(await stranger.held()).toEqual([])
  again.live.held.discard(again.live.held.items.value[0]!.id)
  await until(async () => (await reader.held()).length === 0)
})

test('when a page of a later version changes the store, this one says that it keeps nothing more', async () => {
  const idb = new IDBFactory()
  const { live, server } = await table({ store: await Store.open(idb, 'seat', 'text', KEY) })
  await type(live, ' kept')
  await live.kept()
  expect(live.status.value.isKept).toBe(true)

  const later = idb.open('workspace-seat', 2)
  await new Promise((done, fail) => {
    later.onsuccess = done
    later.onerror = later.onblocked = fail
  })
  await type(live, ' alone')
  await live.kept()

  expect(live.status.value).toMatchObject({ kind: 'saving', isKept: false })
  expect((await server.hears('text:commit')).message.steps).toEqual([[10, 10, ' kept']])
})

test('a page of an earlier version that finds a later store opens without one', async () => {
  const idb = new IDBFactory()
  const later = idb.open('workspace-seat', 2)
  await new Promise(done => {
    later.onsuccess = done
  })

  await expect(Store.open(idb, 'seat', 'text', KEY)).rejects.toThrow()
})

/** What a page left that typed ' now' after version 0 and never had a line again. */
async function leftUnsent(): Promise<KeepingStore> {
  const store = new KeepingStore()
  const { live, server } = await table({ store })
  await server.cut()
  server.isDown = true
  await type(live, ' now')
  await live.kept()
  return store
}
