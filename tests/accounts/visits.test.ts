import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepVisiting } from '../../static/src/accounts/visits.ts'

const MINUTE_MS = 60_000
let told: string[]

beforeEach(() => {
  told = []
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (address: string) => {
    told.push(address)
    return Promise.resolve()
  })
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function page(visibilityState: string, signedIn = true) {
  const found: Record<string, unknown> = { 'meta[name="csrf-token"]': { content: 'token' } }
  if (signedIn) found['[data-signs-out]'] = {}
  return {
    visibilityState,
    querySelector: (sought: string) => found[sought] ?? null,
    addEventListener: () => undefined,
  }
}

test('an open and visible page tells once a minute that somebody is there', () => {
  keepVisiting(page('visible') as unknown as Document)

  vi.advanceTimersByTime(31 * MINUTE_MS)

  expect(told).toHaveLength(31)
  expect(new Set(told)).toEqual(new Set(['/sessions/current/visits']))
})

test('a page that nobody sees, or where nobody has signed in, tells nothing', () => {
  keepVisiting(page('hidden') as unknown as Document)
  keepVisiting(page('visible', false) as unknown as Document)

  vi.advanceTimersByTime(31 * MINUTE_MS)

  expect(told).toEqual([])
})
