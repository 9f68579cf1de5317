"""What the live side knows of seats and sessions: plain values, compared when they are read anew."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, and_, bindparam, select

from workspace.accounts.models import Person, SignInSession
from workspace.database import now
from workspace.negotiations.models import Delegation, Seat
from workspace.permissions import PUBLIC_ROLES, Permission, Role, SeatState, allows
from workspace.prepared import Glances, Prepared


@dataclass(frozen=True)
class Member:
    """A seat as it was when it was last read. Two readings are equal as long as nothing about its rights changed."""

    seat: str
    person: str
    negotiation_id: str
    delegation_id: str | None
    role: Role
    state: SeatState
    name: str
    code: str

    def may(self, permission: Permission, state: str | None = None) -> bool:
        return allows(self.role, self.state, permission, state)

    @property
    def is_public(self) -> bool:
        """Whether everybody at the table knows of this seat. Advisers are seen by their own delegation alone."""
        return self.role in PUBLIC_ROLES


# By person and negotiation.
Members: TypeAlias = Mapping[tuple[str, str], Member]

_seat, _delegation = Seat.__table__, Delegation.__table__
_session, _person = SignInSession.__table__, Person.__table__

# Read for everybody each second, and for whoever joins: no column that is not needed.
_SEAT = (
    *(_seat.c[name] for name in ("id", "person_id", "negotiation_id", "delegation_id", "role", "name")),
    _seat.c.confirmed_at.is_not(None).label("is_confirmed"),
    _delegation.c.code.label("delegation_code"),
)
_IS_TAKEN = and_(_seat.c.ended_at.is_(None), _seat.c.taken_at.is_not(None))
_SEATS = Prepared(
    select(*_SEAT)
    .outerjoin(_delegation, _delegation.c.id == _seat.c.delegation_id)
    .where(_seat.c.person_id.in_(bindparam("persons", expanding=True)), _IS_TAKEN),
    "persons",
)
_LASTING = Prepared(
    select(_session.c.id)
    .join(_person, _person.c.id == _session.c.person_id)
    .where(_session.c.id.in_(bindparam("sessions", expanding=True)))
    .where(_session.c.ended_at.is_(None), _session.c.expires_at > bindparam("now"))
    .where(_person.c.disabled_at.is_(None)),
    "sessions",
)

_COMING = Prepared(
    select(_session.c.id, _session.c.expires_at, _session.c.person_id, *_SEAT)
    .join(_person, _person.c.id == _session.c.person_id)
    .outerjoin(_seat, and_(_seat.c.person_id == _session.c.person_id, _IS_TAKEN))
    .outerjoin(_delegation, _delegation.c.id == _seat.c.delegation_id)
    .where(_session.c.token_hash == bindparam("token"))
    .where(_session.c.ended_at.is_(None), _session.c.expires_at > bindparam("now"))
    .where(_person.c.disabled_at.is_(None)),
)


def members(db: Connection | Glances, persons: Collection[str]) -> Members:
    """The seats of these people."""
    return _read(_SEATS.rows(db, {"persons": persons}))


def lasting(db: Connection | Glances, sessions: Collection[str]) -> set[str]:
    """Those of the sessions that have not ended."""
    return {id for (id,) in _LASTING.rows(db, {"sessions": sessions, "now": now()})}


def coming(db: Connection | Glances, token_hash: str) -> tuple[str, str, Members, datetime] | None:
    """The session with this token, its person, their seats, and until when it lasts; nothing if it has ended."""
    rows = _COMING.rows(db, {"token": token_hash, "now": now()})
    if not rows:
        return None
    session, expires_at, person, *_ = rows[0]
    return session, person, _read(row[3:] for row in rows if row[3] is not None), expires_at


def _read(rows: Iterable[tuple[Any, ...]]) -> Members:
    return {
        (person, negotiation): Member(
            seat=seat,
            person=person,
            negotiation_id=negotiation,
            delegation_id=delegation,
            role=Role(role),
            state=SeatState.CONFIRMED if is_confirmed else SeatState.WAITING,
            name=name,
            code=code or role.upper(),
        )
        for seat, person, negotiation, delegation, role, name, is_confirmed, code in rows
    }
