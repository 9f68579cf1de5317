"""Entering a seat's act in the record of its negotiation, or in its delegation's own log."""

from typing import Protocol

from sqlalchemy.orm import Session

from workspace.database import Json
from workspace.errors import NotAllowed
from workspace.negotiations.models import Seat
from workspace.record import actions as record
from workspace.record.acts import Act
from workspace.record.models import Entry


class Subject(Protocol):
    """What an act is about: a row of any table."""

    __tablename__: str

    @property
    def id(self) -> str: ...


def enter(
    db: Session,
    seat: Seat,
    act: Act,
    subject: Subject,
    *,
    clause: str | None = None,
    text_version: int | None = None,
    document_hash: bytes | None = None,
    in_private: bool = False,
    **payload: Json,
) -> Entry:
    """Enter what this seat did. In private: in the log that its delegation alone reads."""
    return record.enter(
        db,
        chain=_own_log(seat) if in_private else seat.negotiation_id,
        act=act,
        subject_kind=subject.__tablename__,
        subject=subject.id,
        seat=seat.id,
        delegation=seat.delegation_id,
        clause=clause,
        text_version=text_version,
        document_hash=document_hash,
        payload=payload,
    )


def enter_about(db: Session, seat: Seat, act: Act, about: Seat, **payload: Json) -> Entry:
    """Enter what `seat` did about another seat. That an adviser sits there is known to the delegation alone."""
    chain = about.negotiation_id if about.is_public or about.delegation_id is None else about.delegation_id
    return record.enter(
        db,
        chain=chain,
        act=act,
        subject_kind=about.__tablename__,
        subject=about.id,
        seat=seat.id,
        delegation=seat.delegation_id,
        payload={"name": about.name, "role": about.role.value, "of": about.code, **payload},
    )


def _own_log(seat: Seat) -> str:
    if seat.delegation_id is None:
        raise NotAllowed
    return seat.delegation_id
