// How numbers are written: in figures, letters and words, as the treaties of six languages number their parts. Python
// writes the same (workspace/text/numerals.py), from the same vectors.

const LATIN = [...'abcdefghijklmnopqrstuvwxyz']
// The order in which Arabic counts, not that of its dictionary. The fifth is drawn joined, or it would look like a figure.
const ABJAD = ['أ', 'ب', 'ج', 'د', 'هـ', ...'وزحطيكلمنسعفصقرشتثخذضظغ']
const ROMAN: readonly [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]
const CHINESE = '零一二三四五六七八九'
const CHINESE_PLACES = ['', '十', '百', '千']
const ORDINALS = [
  '',
  'الأول',
  'الثاني',
  'الثالث',
  'الرابع',
  'الخامس',
  'السادس',
  'السابع',
  'الثامن',
  'التاسع',
  'العاشر',
]
const ORDINAL_TENS = [
  '',
  '',
  'العشرون',
  'الثلاثون',
  'الأربعون',
  'الخمسون',
  'الستون',
  'السبعون',
  'الثمانون',
  'التسعون',
]

export function roman(number: number): string {
  let [written, left] = ['', number]
  for (const [value, digits] of ROMAN) {
    written += digits.repeat(Math.floor(left / value))
    left %= value
  }
  return written
}

/** a to z, then aa, ab and so on. */
export function letters(number: number, alphabet: readonly string[] = LATIN): string {
  let written = ''
  for (let left = number; left; left = Math.floor((left - 1) / alphabet.length))
    written = alphabet[(left - 1) % alphabet.length] + written
  return written
}

/** 一 to 九千九百九十九; beyond, figures. */
export function chinese(number: number): string {
  if (number > 9999) return String(number)
  const digits = [...String(number)].map(Number)
  let written = ''
  digits.forEach((digit, at) => {
    if (digit) written += CHINESE[digit]! + CHINESE_PLACES[digits.length - 1 - at]
    else if (!written.endsWith('零')) written += '零'
  })
  // Ten to nineteen begin with "ten", without a one before it.
  return written.replace(/零+$/, '').replace(/^一十/, '十')
}

/** The Arabic ordinal with its article, as "chapter" (masculine) asks for; beyond ninety-nine, figures. */
export function ordinal(number: number): string {
  if (number > 99) return String(number)
  if (number <= 10) return ORDINALS[number]!
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  const unit = ones === 1 ? 'الحادي' : ORDINALS[ones]
  if (tens === 1) return `${unit} عشر`
  return ones ? `${unit} و${ORDINAL_TENS[tens]}` : ORDINAL_TENS[tens]!
}

/** French says of the first what it says of no other. */
function premier(number: number): string {
  return number === 1 ? 'premier' : String(number)
}

export const WAYS: Readonly<Record<string, (number: number) => string>> = {
  arabic: String,
  roman,
  small: number => roman(number).toLowerCase(),
  letter: number => letters(number),
  abjad: number => letters(number, ABJAD),
  chinese,
  ordinal,
  premier,
  premier_roman: number => (number === 1 ? 'premier' : roman(number)),
}
