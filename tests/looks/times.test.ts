import { expect, test } from 'vitest'
import { localTime } from '../../static/src/shell/times.ts'

const MOMENT = '2026-11-21T14:02:51Z'

test('a moment is told in the zone of its reader, which is named', () => {
  expect(localTime(MOMENT, 'short', 'en', 'America/Lima')).toBe('21 Nov, 09:02 GMT-5')
  expect(localTime(MOMENT, 'clock', 'en', 'UTC')).toBe('14:02:51 UTC')
  expect(localTime(MOMENT, 'full', 'fr', 'UTC')).toContain('21 novembre 2026')
})

test('midnight is the hour 00, on the day that begins', () => {
  expect(localTime('2026-11-21T00:00:00Z', 'short', 'en', 'UTC')).toBe('21 Nov, 00:00 UTC')
})

test('a day has no hour to move, and nonsense stays as the server wrote it', () => {
  expect(localTime(MOMENT, 'day', 'en', 'UTC')).toBeNull()
  expect(localTime('soon', 'short', 'en', 'UTC')).toBeNull()
})
