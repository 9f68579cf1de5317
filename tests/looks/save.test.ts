import { expect, test } from 'vitest'
import { saveWords } from '../../static/src/shell/save.ts'

const WORDS = {
  wordSaved: 'Saved',
  wordOfflineNone: 'Offline',
  wordOfflineOne: 'Offline: # edit held here',
  wordOfflineOther: 'Offline: # edits held here',
  wordRefusedFew: 'few: #',
}

test('the state says how many edits are held, in the number of its language', () => {
  expect(saveWords(WORDS, 'saved', 0, 'en')).toBe('Saved')
  expect(saveWords(WORDS, 'offline', 0, 'en')).toBe('Offline')
  expect(saveWords(WORDS, 'offline', 1, 'en')).toBe('Offline: 1 edit held here')
  expect(saveWords(WORDS, 'offline', 1200, 'en')).toBe('Offline: 1,200 edits held here')
  expect(saveWords(WORDS, 'refused', 3, 'ru')).toBe('few: 3')
})
