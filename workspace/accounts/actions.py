"""What people do with their accounts: sign in and out, take an invitation, set a password."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from workspace.accounts import queries
from workspace.accounts.models import AccountLink, Person, SignInSession
from workspace.config import Config
from workspace.database import after_commit, now
from workspace.errors import NotFound, OutOfOrder
from workspace.phrases import Phrase

INVITATION_LASTS = timedelta(days=7)
PASSWORD_LINK_LASTS = timedelta(hours=1)
INVITATION, PASSWORD = "invitation", "password"
LINK_IS_GONE = Phrase("This link has been used already, or it is too old. Please ask for a new one.")

_when_ended: list[Callable[[str], None]] = []


@dataclass(frozen=True)
class Lifetime:
    """How long a session lasts, unattended and at most."""

    idle: timedelta
    most: timedelta

    @classmethod
    def of(cls, settings: Config) -> "Lifetime":
        return cls(timedelta(minutes=settings.session_idle_minutes), timedelta(hours=settings.session_hours))


def listen_for_endings(listener: Callable[[str], None]) -> None:
    """Have the id of every session that this process ends given to `listener`, once that is on disk."""
    _when_ended.append(listener)


def sign_in(db: Session, person: Person, lifetime: Lifetime) -> str:
    """Begin a session; the token for the browser."""
    token = secrets.token_urlsafe(32)
    expires_at = now() + min(lifetime.idle, lifetime.most)
    db.add(SignInSession(token_hash=queries.hash_of(token), person_id=person.id, expires_at=expires_at))
    db.flush()
    return token


def visit(db: Session, session_id: str, lifetime: Lifetime) -> None:
    """Somebody is there: the session lasts on, up to its end."""
    session = db.get(SignInSession, session_id)
    if session and session.lasts:
        session.seen_at = now()
        session.expires_at = min(now() + lifetime.idle, session.created_at + lifetime.most)


def sign_out(db: Session, session: SignInSession) -> None:
    session.ended_at = now()
    after_commit(db, lambda: _tell_ended(session.id))


def sign_out_everywhere(db: Session, person: Person) -> None:
    for session in queries.lasting_sessions(db, person):
        sign_out(db, session)


def end_all_sessions(db: Session) -> None:
    """Whoever was signed in no longer is, and no link to a new password works any more. Invitations do: an account that
    was made by one since may not be there now."""
    db.execute(update(SignInSession).where(SignInSession.ended_at.is_(None)).values(ended_at=now()))
    links = update(AccountLink).where(AccountLink.kind == PASSWORD, AccountLink.used_at.is_(None))
    db.execute(links.values(used_at=now()))


def disable(db: Session, person: Person) -> None:
    """The person can no longer sign in, and whatever they have open is closed."""
    person.disabled_at = now()
    sign_out_everywhere(db, person)


def invite(db: Session, email: str, *, seat_id: str | None = None, convenes: bool = False) -> str:
    """A link that makes an account, or gives a seat to the one that is there; the token in it."""
    for earlier in queries.good_links(db, seat_id=seat_id) if seat_id else []:
        earlier.used_at = now()
    return _link(db, INVITATION, email, INVITATION_LASTS, seat_id=seat_id, convenes=convenes)


def take_invitation(db: Session, link: AccountLink, *, name: str, password_hash: str) -> Person:
    """A new account for whoever was invited."""
    if queries.person_with(db, link.email):
        raise OutOfOrder(
            Phrase("There is an account with this address already. Please sign in to take the invitation.")
        )
    _use(db, link)
    person = Person(email=link.email, name=name, password_hash=password_hash, convenes=link.convenes)
    db.add(person)
    db.flush()
    return person


def take_invitation_as(db: Session, link: AccountLink, person: Person) -> None:
    """The invitation is taken by the account that has its address."""
    if person.email != link.email:
        raise NotFound
    _use(db, link)
    person.convenes = person.convenes or link.convenes
    db.flush()


def ask_for_password(db: Session, person: Person) -> str:
    """A link to set a new password; the token in it. Earlier ones no longer work."""
    for earlier in queries.good_links(db, email=person.email):
        if earlier.kind == PASSWORD:
            earlier.used_at = now()
    return _link(db, PASSWORD, person.email, PASSWORD_LINK_LASTS)


def set_password(db: Session, link: AccountLink, password_hash: str) -> Person:
    """A new password by link: whoever was signed in with the old one no longer is."""
    person = queries.person_with(db, link.email)
    if person is None or person.is_disabled:
        raise NotFound(LINK_IS_GONE)
    _use(db, link)
    person.password_hash = password_hash
    sign_out_everywhere(db, person)
    return person


def _link(
    db: Session, kind: str, email: str, lasts: timedelta, *, seat_id: str | None = None, convenes: bool = False
) -> str:
    token = secrets.token_urlsafe(32)
    kept = queries.hash_of(token)
    expires_at = now() + lasts
    db.add(
        AccountLink(token_hash=kept, kind=kind, email=email, seat_id=seat_id, convenes=convenes, expires_at=expires_at)
    )
    db.flush()
    return token


def _use(db: Session, link: AccountLink) -> None:
    # Two at once: the database lets one of them have it.
    unused = update(AccountLink).where(AccountLink.id == link.id, AccountLink.used_at.is_(None))
    taken = db.execute(unused.values(used_at=now()).returning(AccountLink.id)).scalar()
    if taken is None or not now() < link.expires_at:
        raise NotFound(LINK_IS_GONE)


def _tell_ended(session_id: str) -> None:
    for listener in _when_ended:
        listener(session_id)
