"""The numbers Word shows before its paragraphs: counted as Word counts, so that a preview can name them."""

from dataclasses import dataclass, field

from lxml import etree

from workspace.export.incoming.word_styles import Styles
from workspace.export.incoming.word_xml import value, w

_LEVELS = 9
_ARABIC_LETTERS = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_RUSSIAN_LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_HAN = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._list_of: dict[str, str] = {}
        if root is not None:
            self._read(root)

    def of(self, paragraph: etree._Element) -> tuple[str, tuple[str, ...] | None]:
        """The number before a paragraph, and the series that it counts in; both empty where there is none."""
        properties = self._styles.numbering(paragraph)
        if properties is None:
            return "", None
        key = self._list_of.get(value(properties.find(w("numId"))), "")
        depth = _number(value(properties.find(w("ilvl"))), 0)
        if key not in self._lists or depth not in self._lists[key].levels:
            return "", None
        label = _next_label(self._lists[key], depth)
        return label, ("word", key, str(depth)) if label else None

    def _read(self, root: etree._Element) -> None:
        for abstract in root.iterfind(w("abstractNum")):
            levels = {_number(one.get(w("ilvl"), ""), 0): _level(one) for one in abstract.iterfind(w("lvl"))}
            self._lists[abstract.get(w("abstractNumId"), "")] = _List(levels)
        for number in root.iterfind(w("num")):
            number_id, abstract_id = number.get(w("numId"), ""), value(number.find(w("abstractNumId")))
            self._list_of[number_id] = self._own_list(number, number_id, abstract_id)

    def _own_list(self, number: etree._Element, number_id: str, abstract_id: str) -> str:
        """A list that starts anew counts for itself; others continue the one they share."""
        overrides = list(number.iterfind(w("lvlOverride")))
        base = self._lists.get(abstract_id)
        if not overrides or base is None:
            return abstract_id
        levels = dict(base.levels)
        for override in overrides:
            depth = _number(override.get(w("ilvl"), ""), 0)
            own = override.find(w("lvl"))
            if own is not None:
                levels[depth] = _level(own)
            start = value(override.find(w("startOverride")))
            if start and depth in levels:
                levels[depth] = _Level(levels[depth].form, levels[depth].pattern, _number(start, 1))
        self._lists[f"{abstract_id}/{number_id}"] = _List(levels)
        return f"{abstract_id}/{number_id}"


def _level(element: etree._Element) -> _Level:
    form = value(element.find(w("numFmt"))) or "decimal"
    return _Level(form, value(element.find(w("lvlText"))), _number(value(element.find(w("start"))), 1))


def _next_label(one: _List, depth: int) -> str:
    level = one.levels[depth]
    one.counts[depth] = one.counts.get(depth, level.start - 1) + 1
    for deeper in [at for at in one.counts if at > depth]:
        del one.counts[deeper]
    if level.form == "bullet":
        return "•"
    if level.form == "none":
        return ""
    label = level.pattern[:100]
    for at in range(min(depth + 1, _LEVELS)):
        if f"%{at + 1}" in label:
            label = label.replace(f"%{at + 1}", _shown(one, at))
    return label.strip()


def _shown(one: _List, depth: int) -> str:
    level = one.levels.get(depth)
    if level is None:
        return ""
    return _figure(level.form, one.counts.get(depth, level.start))


def _figure(form: str, count: int) -> str:
    match form:
        case "lowerLetter" | "upperLetter":
            letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        case "lowerRoman" | "upperRoman":
            letters = _roman(count)
        case "arabicAbjad" | "arabicAlpha":
            return _ARABIC_LETTERS[(count - 1) % len(_ARABIC_LETTERS)]
        case "russianLower" | "russianUpper":
            letters = _RUSSIAN_LETTERS[(count - 1) % len(_RUSSIAN_LETTERS)]
        case (
            "chineseCounting"
            | "chineseCountingThousand"
            | "ideographDigital"
            | "japaneseCounting"
            | "taiwaneseCounting"
        ):
            return _han(count)
        case _:
            return str(count)
    return letters.upper() if form.startswith("upper") or form == "russianUpper" else letters


def _roman(count: int) -> str:
    letters = ""
    for worth, letter in _ROMAN:
        while 0 < worth <= count <= 1000:
            letters, count = letters + letter, count - worth
    return letters or str(count)


def _han(count: int) -> str:
    tens, ones = divmod(count, 10)
    if not 0 < count < 100:
        return str(count)
    return (_HAN[tens] if tens > 1 else "") + ("十" if tens else "") + (_HAN[ones] if ones else "")


def _number(words: str, otherwise: int) -> int:
    return int(words) if words.isdecimal() and len(words) < 7 else otherwise
