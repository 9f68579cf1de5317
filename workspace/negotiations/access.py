"""The only way from an id to a negotiation, a delegation or a seat, and from a request to the seat that makes it.

Which seat speaks follows from what is spoken about: each feature says in `NEGOTIATION_OF` how the ids in its
addresses lead to a negotiation.
"""

from collections.abc import Callable

from flask import g, request
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace import web
from workspace.accounts.models import Person
from workspace.errors import NotAllowed, NotFound, NotSignedIn
from workspace.negotiations.models import Delegation, Negotiation, Seat
from workspace.permissions import Permission

Finder = Callable[[Session, str], str | None]
Reach = Callable[[Session, Seat, str], object]

_OPEN_TO_PEOPLE = {Permission.ANYONE, Permission.SIGNED_IN, Permission.CONVENE}


def _of_negotiation(_db: Session, negotiation_id: str) -> str | None:
    return negotiation_id


def _of_seat(db: Session, seat_id: str) -> str | None:
    return db.scalar(select(Seat.negotiation_id).where(Seat.id == seat_id))


def _of_delegation(db: Session, delegation_id: str) -> str | None:
    return db.scalar(select(Delegation.negotiation_id).where(Delegation.id == delegation_id))


# The name of an argument in an address, and the way from its value to a negotiation's id.
NEGOTIATION_OF: dict[str, Finder] = {
    "negotiation_id": _of_negotiation,
    "seat_id": _of_seat,
    "delegation_id": _of_delegation,
}


# How a seat reaches what such an argument names, where that may be hidden from it. A refusal at the door must not tell
# that there is something.
REACHED_BY: dict[str, Reach] = {}


def guard(permission: Permission) -> None:
    """Refuse a request whose person or seat can never have the right that its door declares."""
    if permission is Permission.ANYONE:
        return
    person = present_person()
    if permission is Permission.CONVENE and not person.convenes:
        raise NotAllowed
    if permission not in _OPEN_TO_PEOPLE and not present_seat().may(permission):
        _reach_what_is_named(present_seat())
        raise NotAllowed


def present_person() -> Person:
    """Who is signed in, or `NotSignedIn`."""
    if not current_user.is_authenticated:
        raise NotSignedIn
    person: Person = current_user.person
    return person


def present_seat() -> Seat:
    """The seat of the person who asks, in the negotiation that the address leads to; `NotFound` without one."""
    if "seat" not in g:
        arguments = request.view_args or {}
        name = next((name for name in arguments if name in NEGOTIATION_OF), None)
        if name is None:
            raise NotFound
        g.seat = seat_by(web.transaction(), present_person(), name, arguments[name])
    seat: Seat = g.seat
    return seat


def _reach_what_is_named(seat: Seat) -> None:
    for name, value in (request.view_args or {}).items():
        if name in REACHED_BY:
            REACHED_BY[name](web.transaction(), seat, value)


def seat_by(db: Session, person: Person, argument: str, value: str) -> Seat:
    """The person's seat in the negotiation that `argument` ("text_id") with this value belongs to, or `NotFound`."""
    negotiation_id = NEGOTIATION_OF[argument](db, value)
    mine = select(Seat).where(Seat.negotiation_id == negotiation_id, Seat.person_id == person.id)
    seat = db.scalar(mine.where(Seat.ended_at.is_(None)))
    if seat is None:
        raise NotFound
    return seat


def negotiation_at(db: Session, seat: Seat, negotiation_id: str) -> Negotiation:
    if seat.negotiation_id != negotiation_id:
        raise NotFound
    return db.get_one(Negotiation, negotiation_id)


def delegation_at(db: Session, seat: Seat, delegation_id: str) -> Delegation:
    delegation = db.get(Delegation, delegation_id)
    if delegation is None or delegation.negotiation_id != seat.negotiation_id:
        raise NotFound
    return delegation


def seat_at(db: Session, seat: Seat, seat_id: str) -> Seat:
    """A seat that this seat can see: of its own delegation, or any for those who keep the seats."""
    found = db.get(Seat, seat_id)
    if found is None or not seat.sees(found):
        raise NotFound
    return found
