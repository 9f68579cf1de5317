"""The document for those who join, answered before Flask: when a session begins, everybody asks for the same at once.

Only yes is said here, and only of a text that is open in this process. Whoever asks for anything else, may not have it
or cannot be known comes to the door in `routes`, which says the same yes, and why not.
"""

import re
from email.utils import formatdate
from functools import lru_cache
from time import monotonic, time

from sqlalchemy.exc import SQLAlchemyError

from workspace import requests
from workspace.drafting.access import may_read
from workspace.drafting.chamber import Chamber
from workspace.drafting.identities import Identities
from workspace.drafting.published import Published, at_hand
from workspace.drafting.submissions import TextFacts
from workspace.permissions import Permission
from workspace.realtime.connections import Identity
from workspace.realtime.heads import Environ
from workspace.realtime.tickets import TICKET_HEADER, Tickets

_PATH = re.compile(r"/texts/([0-9a-z]+)/document\Z")
_DOOR = "drafting.document"
# What leaves the connection as it is.
_KEPT = ("", "keep-alive", "Keep-Alive")
# What asks for another form of it.
_OTHERWISE = frozenset({"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE"})

Headers = list[tuple[str, str]]


class Express:
    def __init__(self, chamber: Chamber, identities: Identities, tickets: Tickets, headers: Headers) -> None:
        self._chamber, self._identities, self._tickets = chamber, identities, tickets
        fixed = [
            ("Content-Type", "application/json"),
            ("Content-Encoding", "gzip"),
            ("Vary", "Accept-Encoding, Cookie"),
            ("Cache-Control", "private, no-cache"),
            *headers,
        ]
        self._head = b"HTTP/1.1 200 OK\r\n" + b"".join(map(_line, fixed))

    def answer(self, environ: Environ) -> bytes | None:
        """The whole answer to a request, if it is a yes that is at hand."""
        began = monotonic()
        match = _PATH.match(environ["PATH_INFO"])
        if not match or not _is_plain(environ):
            return None
        room = self._chamber.room(match[1])
        made = at_hand(room.facts.id, room.current.version, room.rules.epoch) if room else None
        identity = self._allowed(environ, room.facts) if room and made else None
        if made is None or identity is None:
            return None
        answer = self._answered(made, identity)
        requests.note(_DOOR, "GET", 200, monotonic() - began)
        return answer

    def _allowed(self, environ: Environ, facts: TextFacts) -> Identity | None:
        """Who asks, if they may have it."""
        try:
            identity = self._identities.of(environ)
        except SQLAlchemyError:  # the door says that the database is away
            return None
        member = identity.seats.get((identity.person, facts.negotiation_id)) if identity else None
        is_allowed = member is not None and member.may(Permission.READ_TEXT) and may_read(member, facts)
        return identity if is_allowed else None

    def _answered(self, made: Published, identity: Identity) -> bytes:
        ticket = _line((TICKET_HEADER, self._tickets.make(identity.session)))
        return b"%b%b%b\r\n%b" % (self._head, _varying(made, int(time())), ticket, made.body)


@lru_cache(8)
def _varying(made: Published, second: int) -> bytes:
    """Headers that are the same for all who ask within a second."""
    headers = (
        ("Date", formatdate(second, usegmt=True)),
        ("Content-Length", str(len(made.body))),
        ("ETag", f'W/"{made.etag}"'),
    )
    return b"".join(map(_line, headers))


def _line(header: tuple[str, str]) -> bytes:
    return f"{header[0]}: {header[1]}\r\n".encode("latin-1")


def _is_plain(environ: Environ) -> bool:
    """Whether the newest document is asked for, whole and compressed, as clients do."""
    if environ["QUERY_STRING"] or "HTTP_COOKIE" not in environ or environ.get("HTTP_CONNECTION", "") not in _KEPT:
        return False
    return _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) and _OTHERWISE.isdisjoint(environ)


@lru_cache(64)
def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted.replace(" ", "").split(",")
