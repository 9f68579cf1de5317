"""News: what happened, told to those who may know, once it is on disk. Ids only, never words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from workspace.database import after_commit


@dataclass(frozen=True)
class Audience:
    """Who hears: everybody with a seat in a negotiation, or one delegation of it alone."""

    negotiation: str
    delegation: str | None = None


@dataclass(frozen=True)
class Announcement:
    audience: Audience
    kind: str
    ids: dict[str, str] = field(default_factory=dict)


Listener = Callable[[Announcement], None]
_listeners: list[Listener] = []


def announce(db: Session, audience: Audience, kind: str, **ids: str) -> None:
    """Tell `audience` of `kind` ("amendment:tabled") when this transaction has been committed."""
    announcement = Announcement(audience, kind, ids)
    after_commit(db, lambda: _send(announcement))


def listen(listener: Listener) -> None:
    """Have every announcement of this process given to `listener`."""
    _listeners.append(listener)


def _send(announcement: Announcement) -> None:
    for listener in _listeners:
        listener(announcement)
