"""Characters that cannot be set: named to whoever asked, with the places where they stand, and never left out."""

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from .content import Agreed

FIRST_WORDS = 30  # characters that name a clause without a number


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has or no archive takes, and where it stands: clause numbers, or the first words."""

    character: str
    places: tuple[str, ...]

    @property
    def code_point(self) -> str:
        return f"U+{ord(self.character):04X}"

    def __str__(self) -> str:
        name = unicodedata.name(self.character, "")
        return f"{self.code_point} {name}".strip() + f" ({', '.join(self.places)})"


class MissingGlyphs(Exception):
    """No PDF was made: a character left out would be a word changed."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        super().__init__("These characters cannot be set: " + "; ".join(map(str, missing)))


def refuse_unprintable(agreed: Agreed) -> None:
    if found := {each for _, words in _said(agreed) for each in words if _is_unprintable(each)}:
        raise MissingGlyphs(located(agreed, found))


def located(agreed: Agreed, characters: set[str]) -> tuple[Missing, ...]:
    said = list(_said(agreed))
    return tuple(
        Missing(character, tuple(dict.fromkeys(place for place, words in said if character in words)))
        for character in sorted(characters)
    )


def _is_unprintable(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def _said(agreed: Agreed) -> Iterator[tuple[str, str]]:
    """Everything that will be set, each with the place to name."""
    yield from _around(agreed)
    for clause in agreed.clauses:
        words = "".join(run.words for run in clause.runs)
        yield clause.number or words[:FIRST_WORDS], clause.number + words + clause.status
    for nation in agreed.nations:
        yield nation.code, nation.code + nation.name
    for sign_off in agreed.sign_offs:
        yield f"{agreed.labels.annex}: {sign_off.nation.code}", "".join(map(str, asdict(sign_off).values()))
    for other in agreed.not_agreed:
        yield other.number, other.number + other.first_words + other.status
    for statement in agreed.statements:
        yield f"{agreed.labels.statements}: {statement.nation.code}", statement.nation.name + statement.words


def _around(agreed: Agreed) -> Iterator[tuple[str, str]]:
    """The title page, header and footer, then the labels."""
    for part in ("masthead", "symbol", "session", "title", "edition", "issued_on", "original", "address"):
        words = getattr(agreed, part)
        yield words[:FIRST_WORDS], words
    for label in asdict(agreed.labels).values():
        yield label[:FIRST_WORDS], label
