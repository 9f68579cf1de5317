// Which characters may stand in a text. What may not is taken out of what is typed and pasted, before it is sent.
import spec from '../../../workspace/text/schema.json' with { type: 'json' }

const ranges = spec.forbidden.map(([first, last]) => `\\u{${first}}-\\u{${last}}`).join('')
const FORBIDDEN = new RegExp(`[${ranges}]`, 'gu')
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g

/** The words with line breaks and tabs as spaces and without characters that no text takes. */
export function cleaned(words: string): string {
  return words.replace(BREAKS, ' ').replace(FORBIDDEN, '')
}

export function isClean(words: string): boolean {
  return words.search(FORBIDDEN) < 0
}
