"""The only way from an id to an agreement, a text, a clause or an edition."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.drafting.models import Agreement, Clause, Edition, Text
from workspace.errors import NotFound
from workspace.negotiations.access import NEGOTIATION_OF
from workspace.negotiations.models import Seat
from workspace.permissions import Permission


def _of_agreement(db: Session, agreement_id: str) -> str | None:
    return db.scalar(select(Agreement.negotiation_id).where(Agreement.id == agreement_id))


def _of_text(db: Session, text_id: str) -> str | None:
    return db.scalar(select(Agreement.negotiation_id).join(Text).where(Text.id == text_id))


def _of_clause(db: Session, clause_id: str) -> str | None:
    return db.scalar(select(Agreement.negotiation_id).join(Text).join(Clause).where(Clause.id == clause_id))


def _of_edition(db: Session, edition_id: str) -> str | None:
    return db.scalar(select(Agreement.negotiation_id).join(Edition).where(Edition.id == edition_id))


NEGOTIATION_OF |= {
    "agreement_id": _of_agreement,
    "text_id": _of_text,
    "clause_id": _of_clause,
    "edition_id": _of_edition,
}


def may_read(seat: Seat, text: Text) -> bool:
    """Whether this seat may read this text. Everything that shows, sends, counts or exports words asks here."""
    if text.agreement.negotiation_id != seat.negotiation_id or not seat.may(Permission.READ_TEXT):
        return False
    if text.delegation_id is None:
        return True
    return text.delegation_id == seat.delegation_id and seat.may(Permission.READ_DRAFTS)


def agreement_at(db: Session, seat: Seat, agreement_id: str) -> Agreement:
    agreement = db.get(Agreement, agreement_id)
    if agreement is None or agreement.negotiation_id != seat.negotiation_id:
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
    if edition is None or edition.agreement.negotiation_id != seat.negotiation_id:
        raise NotFound
    return edition
