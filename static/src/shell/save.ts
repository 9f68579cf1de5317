// Draws the state of one's own words in the element that parts/save.html made.

export type SaveState = 'saved' | 'saving' | 'offline' | 'refused'

export function showSave(element: HTMLElement, state: SaveState, held: number) {
  const words = saveWords(element.dataset, state, held, document.documentElement.lang)
  const shown = element.querySelector('.save-word')
  if (element.dataset.save !== state) element.dataset.save = state
  // A status that is written anew is spoken anew.
  if (shown && shown.textContent !== words) shown.textContent = words
}

export function saveWords(words: DOMStringMap, state: SaveState, held: number, language: string): string {
  if (state === 'saved') return words.wordSaved ?? ''
  if (state === 'saving') return words.wordSaving ?? ''
  if (state === 'offline' && held === 0) return words.wordOfflineNone ?? ''
  const form = new Intl.PluralRules(language).select(held)
  const key = `word-${state}-${form}`.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  return (words[key] ?? '').replace('#', held.toLocaleString(language))
}
