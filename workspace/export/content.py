"""What a PDF of an agreement says, as plain data: no database, no request, nothing to look up.

Every word in it is final, and but for names in the language of the text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from .labels import Labels


class Kind(StrEnum):
    TITLE = "title"
    CHAPTER = "chapter"
    ARTICLE = "article"
    PREAMBULAR = "preambular"
    PARAGRAPH = "paragraph"


class Standing(StrEnum):
    STANDS = "stands"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Run:
    """Words with the same marks. A reference arrives as the words that it is read as: "article 5"."""

    words: str
    em: bool = False
    strong: bool = False
    brackets: tuple[str, ...] = ()  # ids, the outermost first


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause. `number` is the whole label: "Chapter I", "Article 3", "3.2", "(b)"; preambular: not shown.

    `status` stands in the margin; left empty, it goes without saying."""

    kind: Kind
    number: str
    runs: tuple[Run, ...]
    level: int = 0
    status: str = ""


@dataclass(frozen=True, slots=True)
class Nation:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SignOff:
    nation: Nation
    signer: str
    level: str
    subject: str  # the edition's name, or the clause's label
    wording_hash: str  # hexadecimal, of the words that were signed off
    given: datetime
    given_on: str  # the same moment, in words
    standing: Standing = Standing.STANDS
    capacity: str = ""


@dataclass(frozen=True, slots=True)
class NotAgreed:
    number: str
    first_words: str
    status: str


@dataclass(frozen=True, slots=True)
class Statement:
    nation: Nation
    words: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreed text: of an edition, or the clauses agreed so far."""

    language: str  # BCP 47: "en", "ar", "zh"
    direction: Literal["ltr", "rtl"]
    masthead: str  # the negotiation's name
    symbol: str
    title: str
    edition: str  # its name, or the caller's words for "clauses agreed so far"
    document_hash: str
    issued: datetime
    issued_on: str
    address: str  # where the words can be checked
    clauses: tuple[Clause, ...]
    nations: tuple[Nation, ...]  # every delegation that may sign off
    sign_offs: tuple[SignOff, ...]
    not_agreed: tuple[NotAgreed, ...]
    labels: Labels
    session: str = ""
    original: str = ""  # the text's language, by its own name
    statements: tuple[Statement, ...] = ()

    @property
    def signed(self) -> frozenset[str]:
        """The codes of the nations that have a sign-off which stands."""
        return frozenset(each.nation.code for each in self.sign_offs if each.standing is Standing.STANDS)

    @property
    def unsigned(self) -> tuple[Nation, ...]:
        return tuple(nation for nation in self.nations if nation.code not in self.signed)
