"""What the table shows: the text, what stands beside its clauses, and what a seat may do there."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.amendments.queries import pending_by_clause
from workspace.database import Json
from workspace.drafting.models import Agreement, Clause, ClauseStatus, DraftingMode, Edition, Text
from workspace.drafting.wordings import Standing, TextNow, text_now, working_text
from workspace.negotiations.models import Delegation, Seat
from workspace.permissions import Permission, SeatState

_SILENT = frozenset({ClauseStatus.OPEN, ClauseStatus.BRACKETED, ClauseStatus.INFORMALS})
_OUTLINED_WHOLE = 150
_OPENS = frozenset({"chapter", "article"})  # what other clauses stand under


@dataclass(frozen=True)
class Beside:
    """A clause, and what its margin says of it."""

    standing: Standing
    row: Clause | None
    amendments: int  # pending ones

    @property
    def id(self) -> str:
        return self.standing.id

    @property
    def has_notes(self) -> bool:
        """Whether the margin says anything: for most clauses of a long text it does not."""
        return bool(self.amendments) or self.standing.status not in _SILENT

    @property
    def is_to_words(self) -> bool:
        """Agreed in informals: it lapses when the words change, and stands again when they return."""
        return self.row is not None and self.row.status is ClauseStatus.INFORMALS


@dataclass(frozen=True)
class Table:
    """The page where one works."""

    agreement: Agreement
    text: Text
    now: TextNow
    clauses: list[Beside]
    newest_edition: Edition | None
    why_not: str  # why this seat does not type now; empty if it does

    @property
    def outlined(self) -> list[Beside]:
        """The lines of the outline. Of a long text, as scripts show it at first: no more than its headings."""
        if len(self.clauses) <= _OUTLINED_WHOLE:
            return self.clauses
        first = next((index for index, beside in enumerate(self.clauses) if beside.standing.kind in _OPENS), 0)
        return self.clauses[:first] + [beside for beside in self.clauses[first:] if beside.standing.is_heading]

    @property
    def statuses(self) -> set[ClauseStatus]:
        return {beside.standing.status for beside in self.clauses}

    @property
    def agreed(self) -> int:
        return sum(clause.status is ClauseStatus.AGREED for clause in self.now.counted)

    @property
    def locked(self) -> list[str]:
        return [clause.id for clause in self.now.clauses if clause.is_locked]

    @property
    def may_commit(self) -> bool:
        return not self.why_not


def table(db: Session, seat: Seat, agreement: Agreement) -> Table:
    text = working_text(db, agreement)
    now = text_now(db, text)
    rows = {row.id: row for row in db.scalars(select(Clause).where(Clause.text_id == text.id))}
    pending = pending_by_clause(db, agreement)
    newest = select(Edition).where(Edition.agreement_id == agreement.id).order_by(Edition.version.desc()).limit(1)
    return Table(
        agreement=agreement,
        text=text,
        now=now,
        clauses=[Beside(clause, rows.get(clause.id), pending.get(clause.id, 0)) for clause in now.clauses],
        newest_edition=db.scalar(newest),
        why_not=why_not(seat, agreement.mode),
    )


def why_not(seat: Seat, mode: DraftingMode) -> str:
    """Why a seat does not type in the working text: waiting, reading, floor or closed; empty if it does."""
    if seat.may(Permission.TYPE_WORKING_TEXT, mode):
        return ""
    if seat.state is SeatState.WAITING:
        return "waiting"
    return str(mode) if seat.may(Permission.TYPE_WORKING_TEXT) else "reading"


def nations(db: Session, agreement: Agreement) -> dict[str, Json]:
    """Code and name of each delegation at the table, for cursors and for who is present."""
    found = db.scalars(select(Delegation).where(Delegation.negotiation_id == agreement.negotiation_id))
    return {delegation.code: {"code": delegation.code, "name": delegation.name} for delegation in found}
