"""The paper that a head of delegation reads before signing, and what changed since the nation last signed."""

from dataclasses import dataclass

from prosemirror.model import Node
from sqlalchemy.orm import Session

from workspace.drafting.models import Agreement, Clause, Edition
from workspace.drafting.wordings import Standing, TextNow, text_now
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.signoffs.queries import Signed, edition_text, last_signed, latest_edition


@dataclass(frozen=True)
class Line:
    """A clause on the paper, and what this nation last signed of it."""

    clause: Standing
    last: Signed | None

    @property
    def changed_from(self) -> Node | None:
        """The words that the nation signed before, if they were others."""
        return self.last.node if self.last and self.last.hash != self.clause.hash else None


@dataclass(frozen=True)
class Paper:
    """What is signed: one clause, or an edition. `why_not` says why it cannot be signed now."""

    agreement: Agreement
    text: TextNow
    lines: list[Line]
    hash: bytes
    clause: Clause | None = None
    edition: Edition | None = None
    why_not: str = ""

    @property
    def counted(self) -> int:
        return sum(not line.clause.is_heading for line in self.lines)

    @property
    def changed(self) -> int:
        return sum(line.changed_from is not None for line in self.lines)


def paper_of_clause(db: Session, seat: Seat, clause: Clause) -> Paper:
    agreement, text = clause.text.agreement, text_now(db, clause.text)
    standing = text.by_id[clause.id]
    why_not = "" if seat.may(Permission.SIGN_OFF, standing.status) else "status"
    lines = _lines(db, seat, agreement, text, [standing])
    return Paper(agreement, text, lines, standing.hash, clause=clause, why_not=why_not)


def paper_of_edition(db: Session, seat: Seat, edition: Edition) -> Paper:
    agreement, text = edition.agreement, edition_text(db, edition)
    why_not = "" if latest_edition(db, agreement) is edition else "later edition"
    lines = _lines(db, seat, agreement, text, list(text.clauses))
    return Paper(agreement, text, lines, edition.document_hash, edition=edition, why_not=why_not)


def _lines(db: Session, seat: Seat, agreement: Agreement, text: TextNow, clauses: list[Standing]) -> list[Line]:
    last = last_signed(db, agreement, text, seat.delegation) if seat.delegation else {}
    return [Line(clause, last.get(clause.id)) for clause in clauses]
