"""Numbers of clauses, computed from kind, level and the agreement's scheme; never stored, never an identity.

They are written in the language of the text, as conventions of the United Nations number their parts in it. The model
is the Convention against Corruption (A/RES/58/4), authentic in all six: French has "Article premier", then "Article 2";
Russian numbers points with Latin letters; Arabic has الفصل الأول, but المادة 1 and (أ); Chinese 第一章, 第二条, (一).
A reference goes from the whole to the part, so that it can stand in any sentence: "article 3, paragraphe 2 b)", and
Chinese 条, 款, 项, 目. PP and OP are the signs of drafters in every language.

The words are in numbering.json. TypeScript does the same from them, and from the same vectors
(tests/vectors/numbering.json)."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import NamedTuple, TypedDict

from prosemirror.model import Node

from workspace.text.numerals import WAYS
from workspace.text.schema import LEVELS, clauses_of, id_of, kind_of, level_of


class Scheme(StrEnum):
    TREATY = "treaty"
    RESOLUTION = "resolution"


class Number(NamedTuple):
    """`margin` stands beside the clause, `reference` names it from elsewhere."""

    margin: str
    reference: str


class Numbers(dict[str, Number]):
    """The numbers of a text's clauses, by their ids."""

    def __init__(self, known: Iterable[tuple[str, Number]] = (), *, language: str) -> None:
        super().__init__(known)
        self._gone = _WORDS[language]["gone"]

    def reference(self, clause_id: str) -> str:
        """What a reference shows; a clause that is gone leaves a mark that nobody can overlook."""
        return self[clause_id].reference if clause_id in self else self._gone


class Place(NamedTuple):
    """What numbering needs to know of a clause."""

    id: str
    kind: str
    level: int


class _Words(TypedDict):
    title: str
    gone: str
    chapter: str
    article: str
    preambular: str
    paragraph: str
    below: list[str]  # beside the clause, from level 1 on
    named: list[str]  # the same in a reference
    comma: str
    space: str


_WORDS: dict[str, _Words] = json.loads(resources.files(__package__).joinpath("numbering.json").read_text("utf-8"))
_WAY = re.compile(r"{(\w+)}")


def numbers_of(doc: Node, scheme: Scheme, language: str) -> Numbers:
    places = tuple(Place(id_of(node), kind_of(node), level_of(node)) for node in clauses_of(doc))
    return numbers(places, scheme, language)


@lru_cache(maxsize=64)  # typing moves no clause: nearly every page and act finds the numbers of the one before
def numbers(places: tuple[Place, ...], scheme: Scheme, language: str) -> Numbers:
    count = _Count(scheme, _WORDS[language])
    return Numbers(((place.id, count.next(place)) for place in places), language=language)


def _written(form: str, number: int) -> str:
    return _WAY.sub(lambda way: WAYS[way[1]](number), form)


@dataclass
class _Count:
    scheme: Scheme
    words: _Words
    chapter: int = 0
    article: int = 0
    preambular: int = 0
    paragraphs: list[int] = field(default_factory=lambda: [0] * LEVELS)
    # What paragraphs stand under, as references name it.
    heading: str = ""
    is_in_article: bool = False

    def next(self, place: Place) -> Number:
        match place.kind:
            case "title":
                return Number("", self.words["title"])
            case "chapter":
                self.chapter += 1
                self.is_in_article = False
                return self._heading(_written(self.words["chapter"], self.chapter))
            case "article":
                self.article += 1
                self.is_in_article = True
                return self._heading(_written(self.words["article"], self.article))
            case "preambular":
                return self._preambular()
            case _:
                return self._paragraph(place.level)

    def _heading(self, margin: str) -> Number:
        self.heading = margin[0].lower() + margin[1:]
        self.paragraphs = [self.paragraphs[0] if self.scheme is Scheme.RESOLUTION else 0] + [0] * (LEVELS - 1)
        return Number(margin, self.heading)

    def _preambular(self) -> Number:
        self.preambular += 1
        if self.scheme is Scheme.RESOLUTION:
            return Number(f"PP{self.preambular}", f"PP{self.preambular}")
        return Number("", _written(self.words["preambular"], self.preambular))

    def _paragraph(self, level: int) -> Number:
        self.paragraphs[level:] = [self.paragraphs[level] + 1] + [0] * (LEVELS - 1 - level)
        own = _written(self.words["below"][level - 1], self.paragraphs[level]) if level else self._first_level_margin()
        # A level that was skipped has no number and is not named.
        counted = [(at, number) for at, number in enumerate(self.paragraphs) if at and number]
        named = [_written(self.words["named"][at - 1], number) for at, number in counted]
        return Number(own, self.words["space"].join(filter(None, [self._first_level(), *named])))

    def _first_level_margin(self) -> str:
        number = self.paragraphs[0]
        if self.scheme is Scheme.RESOLUTION:
            return f"OP{number}"
        return f"{self.article}.{number}" if self.is_in_article else f"{number}"

    def _first_level(self) -> str:
        number = self.paragraphs[0]
        if self.scheme is Scheme.RESOLUTION:
            return f"OP{number}" if number else ""
        named = _written(self.words["paragraph"], number) if number else ""
        return self.words["comma"].join(filter(None, [self.heading, named]))
