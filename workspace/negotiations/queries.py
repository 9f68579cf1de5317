"""Reads about negotiations, shaped for their pages."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from workspace.accounts.models import AccountLink, Person
from workspace.negotiations.models import Delegation, Seat
from workspace.permissions import NAMED_HEAD, Permission


@dataclass(frozen=True)
class Bench:
    """A delegation, or those who sit for none, with the seats that the reader knows of."""

    delegation: Delegation | None
    seats: list[Seat]
    is_own: bool


def delegation_with(db: Session, negotiation_id: str, code: str) -> Delegation | None:
    return db.scalar(select(Delegation).where(Delegation.negotiation_id == negotiation_id, Delegation.code == code))


def seat_with(db: Session, negotiation_id: str, email: str) -> Seat | None:
    lasting = select(Seat).where(Seat.negotiation_id == negotiation_id, Seat.ended_at.is_(None))
    return db.scalar(lasting.where(Seat.email == email))


def has_confirmed_head(db: Session, delegation_id: str | None) -> bool:
    heads = select(Seat.id).where(Seat.delegation_id == delegation_id, Seat.role == NAMED_HEAD)
    return db.scalar(heads.where(Seat.confirmed_at.is_not(None), Seat.ended_at.is_(None)).limit(1)) is not None


def keepers(db: Session, negotiation_id: str) -> list[Seat]:
    """The seats that may keep the negotiation's delegations and seats."""
    lasting = select(Seat).where(Seat.negotiation_id == negotiation_id, Seat.ended_at.is_(None))
    return [seat for seat in db.scalars(lasting) if seat.may(Permission.KEEP_NEGOTIATION)]


def seats_of(db: Session, person: Person) -> list[Seat]:
    """The person's seats, the newest negotiation first."""
    mine = select(Seat).where(Seat.person_id == person.id, Seat.ended_at.is_(None))
    found = db.scalars(mine.options(joinedload(Seat.negotiation), joinedload(Seat.delegation)))
    return sorted(found, key=lambda seat: seat.negotiation.created_at, reverse=True)


def benches(db: Session, seat: Seat) -> list[Bench]:
    """Everybody at the table whom this seat knows of: its own delegation first, the chair and others last."""
    all_seats = select(Seat).where(Seat.negotiation_id == seat.negotiation_id).order_by(Seat.created_at)
    known = [one for one in db.scalars(all_seats) if one.ended_at is None and seat.sees(one)]
    delegations = select(Delegation).where(Delegation.negotiation_id == seat.negotiation_id)
    found = [
        Bench(delegation, [one for one in known if one.delegation_id == delegation.id], _is_own(seat, delegation))
        for delegation in db.scalars(delegations.options(selectinload(Delegation.seats)))
    ]
    found.sort(key=lambda bench: (not bench.is_own, bench.delegation.code if bench.delegation else ""))
    rest = [one for one in known if one.delegation_id is None]
    return [*found, Bench(None, rest, seat.delegation_id is None)] if rest else found


def seat_of_link(db: Session, link: AccountLink) -> Seat | None:
    return db.get(Seat, link.seat_id) if link.seat_id else None


def _is_own(seat: Seat, delegation: Delegation) -> bool:
    return seat.delegation_id == delegation.id
