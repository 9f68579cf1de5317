"""Numbers as people type them at the start of a line, in six languages.

`number_at` only says what could be a number. Whether it is one, `shape` decides, which knows the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    CHAPTER = "chapter"
    ARTICLE = "article"
    PP = "PP"
    OP = "OP"
    DOTTED = "3.1"
    POINT = "1."
    BRACE = "1)"
    BRACES = "(1)"
    QUOTED = "'1'"
    HAN = "一、"
    HAN_BRACES = "（一）"
    LETTER = "(a)"
    DOUBLE = "(aa)"
    ROMAN = "(i)"
    CAPITAL = "(A)"
    LETTER_POINT = "a."
    CAPITAL_POINT = "A."
    ROMAN_POINT = "I."
    BULLET = "•"


# These look like initials or quantities as well, so they count only where a neighbour of theirs is seen.
SOFT = {Family.LETTER_POINT, Family.CAPITAL_POINT, Family.ROMAN_POINT, Family.DOTTED}
TOP = {Family.OP, Family.DOTTED, Family.POINT, Family.BRACE, Family.BRACES, Family.HAN} | SOFT


@dataclass(frozen=True, slots=True)
class Typed:
    """A number from `start` to `end` in a line; `readings`: what it may be; (i) is a letter or Roman."""

    label: str
    start: int
    end: int
    readings: tuple[tuple[Family, int], ...]
    depth: int = 1
    separated: bool = True
    whole: int = 0


_SUFFIX = r"(?:\s?(?:bis|ter|quater|quinquies|sexies|alt\.?(?:\s\d{1,2})?)(?!\w))?"
_ORDINAL = (
    r"(?:ال(?:حادي|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع)ة?(?:\s+عشرة?|\s+وال(?:عشر|ثلاث|أربع|خمس|ست|سبع)ون)?"
    r"|الأولى|الأول|العاشرة?|ال(?:عشر|ثلاث|أربع|خمس|ست|سبع)ون)(?!\w)"
)
_HAN_DIGITS = "零〇一二三四五六七八九十百"
_WESTERN = r"(?P<n>\d{1,3}(?:er|[º°ª])?|[IVXLC]{1,7}|premier|première|primero|primera|first)(?![\w])"
_HEADS = {
    Family.CHAPTER: ("chapter|chapitre|cap[ií]tulo|глава", "الفصل|الباب", "章"),
    Family.ARTICLE: (r"article|art\.|art[ií]culo|статья", "المادة", "条條"),
}
_BREAK = r"(?P<break>\s*(?:\.?-(?=\s)|[.．:：。、](?=\s|$|[^\x00-\u2e7f])|[–—](?=\s)|$)|\s*\n|\u3000)"
_LETTERS = "a-zа-яأابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_AFTER = r"(?=\s|$|[^\x00-\u2e7f])"


def _heads() -> Iterator[tuple[Family, re.Pattern[str]]]:
    for family, (western, arabic, han) in _HEADS.items():
        start = (
            rf"(?:(?:{western})\s+{_WESTERN}|(?:{arabic})\s+(?P<a>\d{{1,3}}|{_ORDINAL})"
            rf"|第\s?(?P<h>[\d{_HAN_DIGITS}]{{1,6}})\s?[{han}](?:之[{_HAN_DIGITS}])?)"
        )
        yield family, re.compile(rf"(?P<label>{start}{_SUFFIX})(?:{_BREAK}|(?=\s))", re.IGNORECASE)


_PATTERNS: tuple[tuple[Family, re.Pattern[str]], ...] = (
    *_heads(),
    (Family.PP, re.compile(rf"(?P<label>PP\s?(?P<n>\d{{1,3}}){_SUFFIX}[.:)]?)(?=\s|$)")),
    (Family.OP, re.compile(rf"(?P<label>OP\s?(?P<n>\d{{1,3}}){_SUFFIX}[.:)]?)(?=\s|$)")),
    (
        Family.DOTTED,
        re.compile(rf"(?P<label>(?P<n>\d{{1,3}}(?:\.\d{{1,3}}){{1,3}}){_SUFFIX}(?P<firm>[.)]?))(?=\s|$)"),
    ),
    (Family.POINT, re.compile(rf"(?P<label>(?P<n>\d{{1,3}}){_SUFFIX}(?:\.-?{_AFTER}|[．、](?!\d)|(?=\t)))")),
    (Family.POINT, re.compile(r"(?P<label>(?P<n>\d{1,3})\s?[-–])(?=\s+[^\W\d_a-z])")),
    (Family.BRACE, re.compile(rf"(?P<label>(?P<n>\d{{1,3}}){_SUFFIX}[)）]){_AFTER}")),
    (Family.BRACES, re.compile(rf"(?P<label>[(（](?P<n>\d{{1,3}}){_SUFFIX}[)）]){_AFTER}")),
    (Family.QUOTED, re.compile(rf"(?P<label>[‘'’](?P<n>\d{{1,2}})[’']){_AFTER}")),
    (Family.HAN, re.compile(rf"(?P<label>(?P<h>[{_HAN_DIGITS}]{{1,4}})、)")),
    (Family.HAN_BRACES, re.compile(rf"(?P<label>[（(](?P<h>[{_HAN_DIGITS}]{{1,4}})[)）]|(?P<c>[㈠-㈩]))")),
    (
        Family.LETTER,
        re.compile(rf"(?P<label>[(（]?(?P<l>[{_LETTERS}]ـ?|[ivxl]{{2,6}}|([a-zа-я])\3){_SUFFIX}[)）]){_AFTER}"),
    ),
    (Family.CAPITAL, re.compile(rf"(?P<label>[(（](?P<l>[A-ZА-Я])[)）]){_AFTER}")),
    (Family.LETTER_POINT, re.compile(r"(?P<label>(?P<l>[a-zа-я])\.)(?=\s)")),
    (Family.ROMAN_POINT, re.compile(r"(?P<label>(?P<l>[IVXL]{1,6})\.)(?=\s)")),
    (Family.CAPITAL_POINT, re.compile(r"(?P<label>(?P<l>[A-ZА-Я])\.)(?=\s)")),
    (Family.BULLET, re.compile(r"(?P<label>[•·▪◦‣●○■□–—*-])(?=\s)")),
)

_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзиклмнопрстуфхцчшщэюя", "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_OPENING = re.compile(r"[\s\[]*")
_WORD_VALUES = {"premier": 1, "première": 1, "primero": 1, "primera": 1, "first": 1}


def number_at(words: str) -> Typed | None:
    start = _matched(_OPENING, words, 0)
    for family, pattern in _PATTERNS:
        if found := pattern.match(words, start):
            return _typed(family, found)
    return None


def _typed(family: Family, found: re.Match[str]) -> Typed:
    groups = found.groupdict()
    dotted = groups.get("n") if family is Family.DOTTED else None
    return Typed(
        label=found["label"].strip(),
        start=found.start(),
        end=_matched(re.compile(r"\s*"), found.string, found.end()),
        readings=tuple(_readings(family, groups)),
        depth=dotted.count(".") + 1 if dotted else 1,
        separated=bool(groups.get("firm")) if dotted else groups.get("break", "") is not None or "第" in found["label"],
        whole=int(dotted.split(".")[0]) if dotted else 0,
    )


def _matched(pattern: re.Pattern[str], words: str, at: int) -> int:
    found = pattern.match(words, at)
    return found.end() if found else at


def _readings(family: Family, groups: dict[str, str | None]) -> Iterator[tuple[Family, int]]:
    letter = groups.get("l")
    if letter is None:
        yield family, _value(groups)
        return
    roman = _roman_value(letter)
    if family is Family.LETTER and roman:
        yield Family.ROMAN, roman
    if family is Family.ROMAN_POINT:
        yield family, roman
        family = Family.CAPITAL_POINT
    if len(letter.rstrip("ـ")) == 1:
        yield family, _letter_value(letter)
    elif not roman:
        yield Family.DOUBLE, _letter_value(letter)


def _value(groups: dict[str, str | None]) -> int:
    digits = groups.get("n") or groups.get("a") or groups.get("h") or groups.get("c") or ""
    last = digits.split(".")[-1].rstrip("er") if digits[:1].isdigit() else digits
    if last.rstrip("º°ª").isdecimal():
        return int(last.rstrip("º°ª"))
    return _WORD_VALUES.get(digits.lower()) or _roman_value(digits.lower()) or _han_value(digits)


def _letter_value(letter: str) -> int:
    first = letter[0].lower().replace("ا", "أ")
    return next((alphabet.index(first) + 1 for alphabet in _ALPHABETS if first in alphabet), 0)


def _roman_value(letters: str) -> int:
    figures = [_ROMAN.get(letter, 0) for letter in letters.lower()]
    if not figures or 0 in figures:
        return 0
    following = [*figures[1:], 0]
    return sum(-one if one < after else one for one, after in zip(figures, following, strict=True))


def _han_value(digits: str) -> int:
    if digits and "㈠" <= digits <= "㈩":
        return ord(digits) - ord("㈠") + 1
    value = 0
    for digit in digits:
        place = _HAN_DIGITS.find(digit)
        if place == 11:
            value = max(value, 1) * 10
        elif place == 12:
            value = max(value, 1) * 100
        elif place >= 0:
            value += max(place - 1, 0)
    return value
