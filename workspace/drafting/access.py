"""The only way from an id to an agreement, a text, a clause or an edition, and who may read and type in a text."""

from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from workspace.drafting.models import Agreement, Clause, Edition, Text, TextKind
from workspace.errors import NotFound
from workspace.negotiations.access import NEGOTIATION_OF, REACHED_BY
from workspace.negotiations.models import Seat
from workspace.permissions import Permission

READING = {TextKind.WORKING: Permission.READ_TEXT, TextKind.WORDING: Permission.READ_DRAFTS}
TYPING = {TextKind.WORKING: Permission.TYPE_WORKING_TEXT, TextKind.WORDING: Permission.TYPE_WORDING_TEXT}

# The state on which the right to type in a text of a kind depends. The feature that keeps wording texts adds theirs;
# a kind without a state is typed in by nobody.
STATE_OF: dict[TextKind, Callable[[Session, Text], str]] = {
    TextKind.WORKING: lambda _db, text: text.agreement.mode,
}


class Reader(Protocol):
    """A seat, or what a live connection knows of one."""

    @property
    def negotiation_id(self) -> str: ...
    @property
    def delegation_id(self) -> str | None: ...
    def may(self, permission: Permission, state: str | None = None) -> bool: ...


class Readable(Protocol):
    """A text, or what the live side knows of one."""

    @property
    def kind(self) -> TextKind: ...
    @property
    def negotiation_id(self) -> str: ...
    @property
    def delegation_id(self) -> str | None: ...


def may_read(seat: Reader, text: Readable) -> bool:
    """Whether this seat reads this text. A text of a delegation is for its own members, whatever their role."""
    is_theirs = text.delegation_id is None or seat.delegation_id == text.delegation_id
    return is_theirs and seat.negotiation_id == text.negotiation_id and seat.may(READING[text.kind])


def typing_state(db: Session, text: Text) -> str:
    """The state that the right to type in this text depends on; one that allows nobody, if nothing is known of it."""
    return STATE_OF[text.kind](db, text) if text.kind in STATE_OF else ""


def may_type(db: Session, seat: Seat, text: Text) -> bool:
    return may_read(seat, text) and seat.may(TYPING[text.kind], typing_state(db, text))


def agreement_at(db: Session, seat: Seat, agreement_id: str) -> Agreement:
    agreement = db.get(Agreement, agreement_id)
    if agreement is None or agreement.negotiation_id != seat.negotiation_id or not seat.may(Permission.READ_TEXT):
        raise NotFound
    return agreement


def text_at(db: Session, seat: Seat, text_id: str) -> Text:
    text = db.get(Text, text_id)
    if text is None or not may_read(seat, text):
        raise NotFound
    return text


def clause_at(db: Session, seat: Seat, clause_id: str) -> Clause:
    clause = db.get(Clause, clause_id)
    if clause is None or not may_read(seat, clause.text):
        raise NotFound
    return clause


def edition_at(db: Session, seat: Seat, edition_id: str) -> Edition:
    edition = db.get(Edition, edition_id)
    if edition is None:
        raise NotFound
    agreement_at(db, seat, edition.agreement_id)
    return edition


def _of_agreement(db: Session, agreement_id: str) -> str | None:
    return db.scalar(select(Agreement.negotiation_id).where(Agreement.id == agreement_id))


def _of_text(db: Session, text_id: str) -> str | None:
    return db.scalar(_by_agreement().join(Text).where(Text.id == text_id))


def _of_clause(db: Session, clause_id: str) -> str | None:
    return db.scalar(_by_agreement().join(Text).join(Clause).where(Clause.id == clause_id))


def _of_edition(db: Session, edition_id: str) -> str | None:
    return db.scalar(_by_agreement().join(Edition).where(Edition.id == edition_id))


def _by_agreement() -> Select[str]:
    return select(Agreement.negotiation_id)


NEGOTIATION_OF |= {
    "agreement_id": _of_agreement,
    "text_id": _of_text,
    "clause_id": _of_clause,
    "edition_id": _of_edition,
}
REACHED_BY |= {"text_id": text_at, "clause_id": clause_at}
