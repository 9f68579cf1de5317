"""The only way from an id to an amendment. Until it is tabled, it is absent to everybody but its own delegation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.amendments.models import Amendment
from workspace.amendments.words import written_hash
from workspace.drafting.access import STATE_OF
from workspace.drafting.models import Agreement, Text, TextKind
from workspace.errors import NotAllowed, NotFound
from workspace.negotiations.access import NEGOTIATION_OF, REACHED_BY
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.phrases import Phrase


def may_read(seat: Seat, amendment: Amendment) -> bool:
    """Whether this seat may know of this amendment. Everything that shows, counts or exports amendments asks here."""
    if amendment.agreement.negotiation_id != seat.negotiation_id or not seat.may(Permission.READ_AMENDMENTS):
        return False
    return amendment.is_public or is_own(seat, amendment)


def is_own(seat: Seat, amendment: Amendment) -> bool:
    """Whether this seat takes part in the private drafting of this amendment."""
    return amendment.delegation_id == seat.delegation_id and seat.may(Permission.READ_DRAFTS)


def amendment_at(db: Session, seat: Seat, amendment_id: str) -> Amendment:
    amendment = db.get(Amendment, amendment_id)
    if amendment is None or not may_read(seat, amendment):
        raise NotFound
    return amendment


def own_amendment_at(db: Session, seat: Seat, amendment_id: str) -> Amendment:
    """An amendment of the seat's own delegation."""
    amendment = amendment_at(db, seat, amendment_id)
    if not is_own(seat, amendment):
        raise NotAllowed(Phrase("Only the delegation that proposed it can do this."))
    return amendment


def _negotiation_of_amendment(db: Session, amendment_id: str) -> str | None:
    found = select(Agreement.negotiation_id).join(Amendment, Amendment.agreement_id == Agreement.id)
    return db.scalar(found.where(Amendment.id == amendment_id))


def _state_of_wording_text(db: Session, text: Text) -> str:
    """The state on which the right to type in a wording text depends."""
    amendment = db.scalar(select(Amendment).where(Amendment.text_id == text.id))
    if amendment is None:
        return ""
    if amendment.is_in_writing:
        return amendment.writing_state(written_hash(db, amendment))
    return amendment.settled_state() or "tabled"


NEGOTIATION_OF["amendment_id"] = _negotiation_of_amendment
REACHED_BY["amendment_id"] = amendment_at
STATE_OF[TextKind.WORDING] = _state_of_wording_text
