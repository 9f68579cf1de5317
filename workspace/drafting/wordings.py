"""The clauses of a text with what is said of them: number, exact words, hash and status."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from prosemirror.model import Node
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workspace.drafting.documents import document
from workspace.drafting.models import Agreement, Clause, ClauseStatus, Text, TextKind
from workspace.errors import NotFound
from workspace.phrases import Phrase
from workspace.text.canonical import document_hash, wording_hash
from workspace.text.numbering import Number, Numbers, Scheme, numbers_of
from workspace.text.schema import clauses_of, id_of, kind_of, level_of

HEADINGS = frozenset({"title", "chapter", "article"})


@dataclass(frozen=True)
class Standing:
    """A clause as it stands in a text at a version."""

    id: str
    node: Node
    number: Number
    hash: bytes
    status: ClauseStatus
    is_locked: bool

    @property
    def kind(self) -> str:
        return kind_of(self.node)

    @property
    def level(self) -> int:
        return level_of(self.node)

    @property
    def name(self) -> str:
        """What it is called where its name begins a line: "Article 3, paragraph 2"."""
        return self.number.reference[:1].upper() + self.number.reference[1:]

    @property
    def is_heading(self) -> bool:
        """Headings carry status and sign-off like others, and counts leave them out."""
        return self.kind in HEADINGS


@dataclass(frozen=True)
class TextNow:
    """A text at a version: its clauses in order, and its rules of numbering and language."""

    version: int
    doc: Node
    language: str
    scheme: Scheme
    numbers: Numbers
    clauses: tuple[Standing, ...]

    @cached_property
    def hash(self) -> bytes:
        return document_hash(self.doc, self.language)

    @cached_property
    def by_id(self) -> Mapping[str, Standing]:
        return {clause.id: clause for clause in self.clauses}

    @property
    def counted(self) -> list[Standing]:
        """The clauses that counts count."""
        return [clause for clause in self.clauses if not clause.is_heading]


def working_text(db: Session, agreement: Agreement) -> Text:
    """The one working text of an agreement."""
    return db.scalars(select(Text).where(Text.agreement_id == agreement.id, Text.kind == TextKind.WORKING)).one()


def text_now(db: Session, text: Text) -> TextNow:
    """The text as it is in this transaction."""
    version, doc = document(db, text)
    return described(db, text.agreement, version, doc)


def clause_now(db: Session, clause: Clause) -> Standing:
    """The clause as it is in this transaction; `NotFound` if it has been deleted."""
    found = text_now(db, clause.text).by_id.get(clause.id)
    if found is None:
        raise NotFound(Phrase("This clause has been deleted from the text."))
    return found


def described(db: Session, agreement: Agreement, version: int, doc: Node) -> TextNow:
    """Any document of this agreement, such as an edition's, with what is said of its clauses today."""
    scheme = Scheme(agreement.scheme)
    nodes = clauses_of(doc)
    numbers = numbers_of(doc, scheme, agreement.language)
    rows = {row.id: row for row in db.scalars(_with_status(agreement))}
    standing = tuple(_standing(node, numbers, rows.get(id_of(node)), agreement.language) for node in nodes)
    return TextNow(version, doc, agreement.language, scheme, numbers, standing)


def _with_status(agreement: Agreement) -> Select[Clause]:
    """The clauses of which the chair has recorded something: few, among many that are open."""
    of_it = select(Clause).join(Text).where(Text.agreement_id == agreement.id, Text.kind == TextKind.WORKING)
    return of_it.where(Clause.status != ClauseStatus.OPEN)


def _standing(node: Node, numbers: Numbers, row: Clause | None, language: str) -> Standing:
    hash = wording_hash(node, language)
    status = row.status_on(hash) if row else ClauseStatus.OPEN
    return Standing(id_of(node), node, numbers[id_of(node)], hash, status, bool(row and row.is_locked))
