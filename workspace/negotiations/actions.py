"""What is done to a negotiation, its delegations and its seats."""

from sqlalchemy.orm import Session

from workspace.accounts import actions as accounts
from workspace.accounts.models import Person
from workspace.announcements import announce
from workspace.database import now
from workspace.errors import Invalid, NotAllowed, NotFound, OutOfOrder
from workspace.negotiations import names, queries
from workspace.negotiations.entering import enter, enter_about
from workspace.negotiations.models import Delegation, Negotiation, Seat
from workspace.permissions import FOUNDING_ROLE, NAMED_HEAD, OF_A_DELEGATION, Permission, Role, SeatState
from workspace.phrases import Phrase
from workspace.record.acts import Act


def convene(db: Session, person: Person, *, name: str, occasion: str = "") -> Seat:
    """Open a negotiation; the seat of whoever convenes it, who keeps its delegations and seats."""
    if not person.convenes:
        raise NotAllowed
    negotiation = Negotiation(name=name, occasion=occasion)
    seat = Seat(
        negotiation=negotiation,
        person=person,
        role=FOUNDING_ROLE,
        email=person.email,
        name=person.name,
        taken_at=now(),
        confirmed_at=now(),
    )
    db.add_all([negotiation, seat])
    db.flush()
    enter(db, seat, Act.NEGOTIATION_CONVENED, negotiation, name=name, occasion=occasion)
    return seat


def rename(db: Session, seat: Seat, negotiation: Negotiation, *, name: str, occasion: str) -> None:
    seat.must(Permission.KEEP_NEGOTIATION)
    negotiation.name, negotiation.occasion = name, occasion
    enter(db, seat, Act.NEGOTIATION_RENAMED, negotiation, name=name, occasion=occasion)
    announce(db, negotiation.everybody, "negotiation:renamed", negotiation=negotiation.id)


def admit(db: Session, seat: Seat, *, kind: str, code: str, name: str) -> Delegation:
    """A nation, or an organisation, comes to the table."""
    seat.must(Permission.KEEP_NEGOTIATION)
    if not names.is_code(kind, code):
        raise Invalid(Phrase("There is no such code for a delegation of this kind."), field="code")
    if queries.delegation_with(db, seat.negotiation_id, code):
        raise OutOfOrder(Phrase("This delegation is at the table already."))
    delegation = Delegation(negotiation_id=seat.negotiation_id, kind=kind, code=code, name=name)
    db.add(delegation)
    db.flush()
    enter(db, seat, Act.DELEGATION_ADMITTED, delegation, code=code, name=name, kind=kind)
    announce(db, seat.negotiation.everybody, "delegation:admitted", delegation=delegation.id)
    return delegation


def rename_delegation(db: Session, seat: Seat, delegation: Delegation, name: str) -> None:
    seat.must(Permission.KEEP_NEGOTIATION)
    before, delegation.name = delegation.name, name
    enter(db, seat, Act.DELEGATION_RENAMED, delegation, code=delegation.code, name=name, before=before)
    announce(db, seat.negotiation.everybody, "delegation:renamed", delegation=delegation.id)


def invite(
    db: Session, seat: Seat, *, role: Role, delegation: Delegation | None, email: str, name: str, capacity: str = ""
) -> tuple[Seat, str]:
    """A seat for somebody, and the token of the invitation to it."""
    seat.must(Permission.KEEP_NEGOTIATION)
    if (role in OF_A_DELEGATION) is not (delegation is not None):
        raise Invalid(Phrase("This role needs a delegation, or has none."), field="delegation")
    if queries.seat_with(db, seat.negotiation_id, email):
        raise OutOfOrder(Phrase("There is a seat with this address already. End it first, if it is to be another."))
    invited = Seat(
        negotiation_id=seat.negotiation_id, delegation=delegation, role=role, email=email, name=name, capacity=capacity
    )
    db.add(invited)
    db.flush()
    act = Act.HEAD_NAMED if _is_first_head(db, invited) else Act.SEAT_INVITED
    enter_about(db, seat, act, invited, capacity=capacity)
    _announce(db, invited, "seat:invited")
    return invited, accounts.invite(db, email, seat_id=invited.id)


def invite_again(db: Session, seat: Seat, invited: Seat) -> str:
    """Another invitation to a seat not yet taken; the earlier one no longer works."""
    seat.must(Permission.KEEP_NEGOTIATION)
    if invited.state is not SeatState.INVITED:
        raise OutOfOrder(Phrase("This seat has been taken already, or has ended."))
    enter_about(db, seat, Act.SEAT_INVITED, invited, again=True)
    return accounts.invite(db, invited.email, seat_id=invited.id)


def take(db: Session, seat: Seat, person: Person) -> None:
    """The invited person takes the seat. It waits for its head of delegation, unless there is none to wait for."""
    if seat.state is not SeatState.INVITED or seat.email != person.email:
        raise NotFound(accounts.LINK_IS_GONE)
    seat.person, seat.taken_at = person, now()
    if seat.delegation_id is None or seat.role not in OF_A_DELEGATION or _is_first_head(db, seat):
        seat.confirmed_at = now()
    enter_about(db, seat, Act.SEAT_TAKEN, seat)
    _announce(db, seat, "seat:taken")


def confirm(db: Session, head: Seat, seat: Seat) -> None:
    """The head of delegation says that this person speaks for the delegation: from now on it sees what is private."""
    head.must(Permission.CONFIRM_SEAT)
    if seat.delegation_id is None or seat.delegation_id != head.delegation_id:
        raise NotFound
    if not head.may_confirm(seat):
        raise OutOfOrder(Phrase("Only a seat that has been taken, and waits, can be confirmed."))
    seat.confirmed_at = now()
    enter_about(db, head, Act.SEAT_CONFIRMED, seat)
    _announce(db, seat, "seat:confirmed")


def end(db: Session, by: Seat, seat: Seat) -> None:
    """The seat is given up: what its person has open is closed. What it did stays in the record."""
    by.must(Permission.END_SEAT)
    if not by.may(Permission.KEEP_NEGOTIATION) and by.delegation_id != seat.delegation_id:
        raise NotFound
    if not by.may_end(seat):
        raise OutOfOrder(Phrase("This seat has ended already."))
    if seat.may(Permission.KEEP_NEGOTIATION) and queries.keepers(db, seat.negotiation_id) == [seat]:
        raise OutOfOrder(Phrase("This is the last seat of the secretariat. Invite another before you end it."))
    seat.ended_at = now()
    enter_about(db, by, Act.SEAT_ENDED, seat)
    _announce(db, seat, "seat:ended")


def _is_first_head(db: Session, seat: Seat) -> bool:
    """Whether the secretariat names this head, since the delegation has none that could confirm one."""
    return seat.role is NAMED_HEAD and not queries.has_confirmed_head(db, seat.delegation_id)


def _announce(db: Session, seat: Seat, kind: str) -> None:
    audience = seat.negotiation.everybody if seat.is_public or seat.delegation is None else seat.delegation.members
    announce(db, audience, kind, seat=seat.id)
