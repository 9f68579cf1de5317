// In a full room, everybody hears of an act at once and asks the server what it means.
import { expect, test } from 'vitest'
import { type Asked, Refreshing } from '../../static/src/table/refreshing.ts'

function room(others: number, chance = 1) {
  const asked: (Asked & { at: number })[] = []
  let now = 0
  let waiting: { at: number; then: () => void }[] = []
  const clock = {
    now: () => now,
    random: () => chance,
    after(ms: number, then: () => void) {
      const timer = { at: now + ms, then }
      waiting.push(timer)
      return () => {
        waiting = waiting.filter(other => other !== timer)
      }
    },
  }
  const pass = (ms: number) => {
    for (const end = now + ms; ; ) {
      const next = waiting.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      now = next?.at ?? end
      if (!next) return
      waiting = waiting.filter(timer => timer !== next)
      next.then()
    }
  }
  const refreshing = new Refreshing(
    each => asked.push({ ...each, at: now }),
    () => others,
    clock,
  )
  return { refreshing, asked, pass }
}

test('at a small table the answer to an act is asked for at once', () => {
  const { refreshing, asked, pass } = room(2)

  refreshing.heard(true)
  pass(400)

  expect(asked).toEqual([{ version: 0, panel: true, at: 310 }])
})

test('in a plenary the questions of all are spread over seconds', () => {
  const [early, late] = [room(600, 0), room(600, 1)]

  for (const { refreshing, pass } of [early, late]) {
    refreshing.heard(false)
    pass(10_000)
  }

  expect([early.asked[0]!.at, late.asked[0]!.at]).toEqual([300, 3_300])
})

test('whoever waits for an answer is not kept waiting for the room', () => {
  const { refreshing, asked, pass } = room(600)

  refreshing.heard(false)
  pass(1_000)
  refreshing.wanted(7)
  pass(10_000)

  expect(asked).toEqual([{ version: 7, panel: true, at: 1_300 }])
})

test('news that goes on and on does not put the answer off', () => {
  const { refreshing, asked, pass } = room(0)

  for (let times = 0; times < 10; times++) {
    refreshing.heard(times === 1)
    pass(100)
  }

  expect(asked.map(({ at }) => at)).toEqual([300, 600, 900])
  expect(asked.map(({ panel }) => panel)).toEqual([true, false, false])
})

test('an answer must know the newest words that mattered', () => {
  const { refreshing, asked, pass } = room(0)

  refreshing.changed(4)
  refreshing.changed(9)
  refreshing.heard(true)
  pass(1_000)
  refreshing.heard(false)
  pass(1_000)

  expect(asked.map(({ version }) => version)).toEqual([9, 0])
})
