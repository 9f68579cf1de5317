"""Reads about people and their sessions."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from workspace.accounts.models import AccountLink, Person, SignInSession
from workspace.database import now


def hash_of(token: str) -> str:
    """What is kept of a token: it is long and random, so one hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def person_with(db: Session, email: str) -> Person | None:
    return db.scalar(select(Person).where(Person.email == email))


def lasting_session(db: Session, token: str) -> SignInSession | None:
    """The session of this token, if it lasts."""
    found = db.scalar(
        select(SignInSession)
        .where(SignInSession.token_hash == hash_of(token))
        .options(joinedload(SignInSession.person))
    )
    return found if found and found.lasts else None


def ended_among(db: Session, session_ids: Iterable[str]) -> set[str]:
    """Those of these sessions that no longer last: signed out, run out, unknown, or of a disabled person."""
    asked = set(session_ids)
    lasting = (
        select(SignInSession.id)
        .join(SignInSession.person)
        .where(
            SignInSession.id.in_(asked),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > now(),
            Person.disabled_at.is_(None),
        )
    )
    return asked - set(db.scalars(lasting)) if asked else set()


def good_link(db: Session, kind: str, token: str) -> AccountLink | None:
    """The link of this token, if it is neither used nor too old."""
    found = db.scalar(select(AccountLink).where(AccountLink.kind == kind, AccountLink.token_hash == hash_of(token)))
    return found if found and found.is_good else None


def lasting_sessions(db: Session, person: Person) -> list[SignInSession]:
    mine = select(SignInSession).where(SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
    return list(db.scalars(mine))


def good_links(db: Session, *, email: str = "", seat_id: str = "") -> list[AccountLink]:
    """Links not yet used, for an address or to a seat."""
    to_whom = or_(AccountLink.email == email, AccountLink.seat_id == seat_id)
    return list(db.scalars(select(AccountLink).where(AccountLink.used_at.is_(None), to_whom)))
