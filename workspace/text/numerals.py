"""How numbers are written: in figures, letters and words, as the treaties of six languages number their parts.

TypeScript writes the same (static/src/text/numerals.ts), from the same vectors."""

from collections.abc import Callable

LATIN = "abcdefghijklmnopqrstuvwxyz"
# The order in which Arabic counts, not that of its dictionary. The fifth is drawn joined: alone it looks like a figure.
ABJAD = ("أ", "ب", "ج", "د", "هـ", *"وزحطيكلمنسعفصقرشتثخذضظغ")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_CHINESE = "零一二三四五六七八九"
_CHINESE_PLACES = ("", "十", "百", "千")
_ORDINALS = ("", "الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر")
_ORDINAL_TENS = ("", "", "العشرون", "الثلاثون", "الأربعون", "الخمسون", "الستون", "السبعون", "الثمانون", "التسعون")


def roman(number: int) -> str:
    written = ""
    for value, digits in _ROMAN:
        written += digits * (number // value)
        number %= value
    return written


def letters(number: int, alphabet: str | tuple[str, ...] = LATIN) -> str:
    """a to z, then aa, ab and so on."""
    written = ""
    while number:
        number, last = divmod(number - 1, len(alphabet))
        written = alphabet[last] + written
    return written


def chinese(number: int) -> str:
    """一 to 九千九百九十九; beyond, figures."""
    if number > 9999:
        return str(number)
    digits = [int(digit) for digit in str(number)]
    written = ""
    for digit, place in zip(digits, reversed(range(len(digits))), strict=True):
        if digit:
            written += _CHINESE[digit] + _CHINESE_PLACES[place]
        elif not written.endswith(_CHINESE[0]):
            written += _CHINESE[0]
    written = written.rstrip(_CHINESE[0])
    # Ten to nineteen begin with "ten", without a one before it.
    return written[1:] if written.startswith("一十") else written


def ordinal(number: int) -> str:
    """The Arabic ordinal with its article, as "chapter" (masculine) asks for; beyond ninety-nine, figures."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _ORDINALS[number]
    unit = "الحادي" if ones == 1 else _ORDINALS[ones]
    if tens == 1:
        return f"{unit} عشر"
    return f"{unit} و{_ORDINAL_TENS[tens]}" if ones else _ORDINAL_TENS[tens]


def premier(number: int) -> str:
    """French says of the first what it says of no other."""
    return "premier" if number == 1 else str(number)


WAYS: dict[str, Callable[[int], str]] = {
    "arabic": str,
    "roman": roman,
    "small": lambda number: roman(number).lower(),
    "letter": letters,
    "abjad": lambda number: letters(number, ABJAD),
    "chinese": chinese,
    "ordinal": ordinal,
    "premier": premier,
    "premier_roman": lambda number: "premier" if number == 1 else roman(number),
}
