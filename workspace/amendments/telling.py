"""Entering acts upon amendments where they belong, and telling those who may know: ids only, never words."""

from sqlalchemy.orm import Session

from workspace.amendments.models import Amendment, AmendmentVersion
from workspace.announcements import announce
from workspace.database import Json
from workspace.drafting.wordings import text_now, working_text
from workspace.negotiations.entering import enter
from workspace.negotiations.models import Seat
from workspace.record.acts import Act


def enter_in_private(db: Session, seat: Seat, act: Act, amendment: Amendment, **payload: Json) -> None:
    # Without the version of the working text: what is private must not show where a wording ends in public.
    enter(db, seat, act, amendment, clause=amendment.clause_id, in_private=True, **payload)


def enter_in_public(
    db: Session, seat: Seat, act: Act, amendment: Amendment, version: AmendmentVersion, **payload: Json
) -> None:
    found = text_now(db, working_text(db, amendment.agreement))
    enter(
        db,
        seat,
        act,
        amendment,
        clause=amendment.clause_id,
        text_version=found.version,
        document_hash=found.hash,
        amendment=amendment.name,
        version=version.number,
        kind=amendment.kind.value,
        words=version.words,
        words_hash=version.words_hash.hex(),
        base_hash=version.base_hash.hex() if version.base_hash else None,
        base_version=version.base_version,
        reason=version.reason,
        **payload,
    )


def tell_members(db: Session, amendment: Amendment, kind: str) -> None:
    announce(db, amendment.delegation.members, kind, **_ids(amendment))


def tell_everybody(db: Session, amendment: Amendment, kind: str) -> None:
    announce(db, amendment.agreement.negotiation.everybody, kind, **_ids(amendment))


def _ids(amendment: Amendment) -> dict[str, str]:
    ids = {"amendment": amendment.id, "agreement": amendment.agreement_id, "delegation": amendment.delegation_id}
    return ids | ({"clause": amendment.clause_id} if amendment.clause_id else {})
