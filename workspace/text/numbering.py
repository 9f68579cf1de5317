"""Numbers of clauses, computed from kind, level and the agreement's scheme; never stored, never an identity.

The TypeScript side does the same from the same vectors (tests/vectors/numbering.json)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from prosemirror.model import Node

from workspace.text.schema import LEVELS, clauses_of, id_of, kind_of, level_of


class Scheme(StrEnum):
    TREATY = "treaty"
    RESOLUTION = "resolution"


class Number(NamedTuple):
    """`margin` stands beside the clause, `reference` names it from elsewhere."""

    margin: str
    reference: str


class Place(NamedTuple):
    """What numbering needs to know of a clause."""

    id: str
    kind: str
    level: int


def numbers_of(doc: Node, scheme: Scheme) -> dict[str, Number]:
    return numbers((Place(id_of(node), kind_of(node), level_of(node)) for node in clauses_of(doc)), scheme)


def numbers(places: Iterable[Place], scheme: Scheme) -> dict[str, Number]:
    count = _Count(scheme)
    return {place.id: count.next(place) for place in places}


def reference_text(clause_id: str, known: Mapping[str, Number]) -> str:
    """What a reference shows; a clause that is gone leaves a mark that nobody can overlook."""
    return known[clause_id].reference if clause_id in known else "[deleted clause]"


def roman(number: int) -> str:
    digits = (
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
    written = ""
    for value, letters in digits:
        written += letters * (number // value)
        number %= value
    return written


def letters(number: int) -> str:
    """a to z, then aa, ab and so on."""
    written = ""
    while number:
        number, last = divmod(number - 1, 26)
        written = chr(ord("a") + last) + written
    return written


_BELOW: dict[int, Callable[[int], str]] = {
    1: lambda number: f"({letters(number)})",
    2: lambda number: f"({roman(number).lower()})",
    3: lambda number: f"{letters(number)}.",
}


@dataclass
class _Count:
    scheme: Scheme
    chapter: int = 0
    article: int = 0
    preambular: int = 0
    paragraphs: list[int] = field(default_factory=lambda: [0] * LEVELS)
    # What paragraphs stand under, as references name it.
    heading: str = ""

    def next(self, place: Place) -> Number:
        match place.kind:
            case "title":
                return Number("", "the title")
            case "chapter":
                self.chapter += 1
                return self._heading("Chapter", roman(self.chapter))
            case "article":
                self.article += 1
                return self._heading("Article", str(self.article))
            case "preambular":
                return self._preambular()
            case _:
                return self._paragraph(place.level)

    def _heading(self, word: str, number: str) -> Number:
        self.heading = f"{word.lower()} {number}"
        self.paragraphs = [self.paragraphs[0] if self.scheme is Scheme.RESOLUTION else 0] + [0] * (LEVELS - 1)
        return Number(f"{word} {number}", self.heading)

    def _preambular(self) -> Number:
        self.preambular += 1
        if self.scheme is Scheme.RESOLUTION:
            return Number(f"PP{self.preambular}", f"PP{self.preambular}")
        return Number("", f"preambular paragraph {self.preambular}")

    def _paragraph(self, level: int) -> Number:
        self.paragraphs[level:] = [self.paragraphs[level] + 1] + [0] * (LEVELS - 1 - level)
        # A level that was skipped has no number and is not named.
        below = [_BELOW[at](number) for at, number in enumerate(self.paragraphs) if at and number]
        own = below[-1] if level else self._first_level_margin()
        return Number(own, " ".join(filter(None, [self._first_level(), *below])))

    def _first_level_margin(self) -> str:
        number = self.paragraphs[0]
        if self.scheme is Scheme.RESOLUTION:
            return f"OP{number}"
        return f"{self.article}.{number}" if self.heading.startswith("article") else f"{number}"

    def _first_level(self) -> str:
        number = self.paragraphs[0]
        if self.scheme is Scheme.RESOLUTION:
            return f"OP{number}" if number else ""
        return ", ".join(filter(None, [self.heading, f"paragraph {number}" if number else ""]))
