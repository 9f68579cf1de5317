"""The only way from an id to a sign-off."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.drafting.models import Agreement
from workspace.errors import NotAllowed, NotFound
from workspace.negotiations.access import NEGOTIATION_OF
from workspace.negotiations.models import Seat
from workspace.phrases import Phrase
from workspace.signoffs.models import SignOff


def _negotiation_of_sign_off(db: Session, sign_off_id: str) -> str | None:
    found = select(Agreement.negotiation_id).join(SignOff, SignOff.agreement_id == Agreement.id)
    return db.scalar(found.where(SignOff.id == sign_off_id))


NEGOTIATION_OF["sign_off_id"] = _negotiation_of_sign_off


def sign_off_at(db: Session, seat: Seat, sign_off_id: str) -> SignOff:
    """A sign-off, which everybody at the table sees; `NotFound` for others."""
    sign_off = db.get(SignOff, sign_off_id)
    if sign_off is None or sign_off.agreement.negotiation_id != seat.negotiation_id:
        raise NotFound
    return sign_off


def own_sign_off_at(db: Session, seat: Seat, sign_off_id: str) -> SignOff:
    """A sign-off of the seat's own nation; no seat acts for another's."""
    sign_off = sign_off_at(db, seat, sign_off_id)
    if sign_off.delegation_id != seat.delegation_id:
        raise NotAllowed(Phrase("Only the nation that signed can do this."))
    return sign_off
