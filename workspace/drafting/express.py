"""The document for those who join, answered before Flask: when a session begins, everybody asks for the same at once.

Only yes is said here, and only of a text that is open in this process. Whoever asks for anything else, may not have it
or cannot be known comes to the door in `routes`, which says the same yes, and why not.
"""

import re
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

from workspace import requests
from workspace.database import Database
from workspace.drafting.access import may_read
from workspace.drafting.chamber import Chamber
from workspace.drafting.identities import Identities
from workspace.drafting.members import members
from workspace.drafting.published import Published, at_hand
from workspace.drafting.submissions import TextFacts
from workspace.permissions import Permission
from workspace.realtime.gate import Application, Environ
from workspace.realtime.tickets import TICKET_HEADER, Tickets
from workspace.realtime.transport import Identity

_PATH = re.compile(r"/texts/([0-9a-z]+)/document\Z")
_DOOR = "drafting.document"
# What asks for another form of it.
_OTHERWISE = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

Headers = list[tuple[str, str]]


class Express:
    def __init__(
        self, database: Database, chamber: Chamber, identities: Identities, tickets: Tickets, headers: Headers
    ) -> None:
        self._database, self._chamber, self._identities = database, chamber, identities
        self._tickets, self._headers = tickets, headers

    def before(self, application: Application) -> Application:
        """The application, with this in front of it."""

        def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
            began = monotonic()
            found = self._found(environ)
            if found is None:
                return application(environ, start_response)
            made, identity = found
            start_response("200 OK", self._headers_of(made, identity))
            requests.note(_DOOR, "GET", 200, monotonic() - began)
            return [made.body]

        return answer

    def _found(self, environ: Environ) -> tuple[Published, Identity] | None:
        match = _PATH.match(environ.get("PATH_INFO", ""))
        if not match or not _is_plain(environ):
            return None
        made, facts = at_hand(match[1]), self._chamber.facts(match[1])
        if made is None or facts is None:
            return None
        identity = self._identities.of(environ)
        return (made, identity) if identity and self._may_have(identity, facts) else None

    def _may_have(self, identity: Identity, facts: TextFacts) -> bool:
        with self._database.engine.connect() as db:
            member = members(db, [identity.person]).get((identity.person, facts.negotiation_id))
        return member is not None and member.may(Permission.READ_TEXT) and may_read(member, facts)

    def _headers_of(self, made: Published, identity: Identity) -> Headers:
        return [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(made.body))),
            ("Content-Encoding", "gzip"),
            ("Vary", "Accept-Encoding, Cookie"),
            ("ETag", f'W/"{made.etag}"'),
            ("Cache-Control", "private, no-cache"),
            (TICKET_HEADER, self._tickets.make(identity.session)),
            *self._headers,
        ]


def _is_plain(environ: Environ) -> bool:
    """Whether the newest document is asked for, whole and compressed, as clients do."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING") or "HTTP_COOKIE" not in environ:
        return False
    encodings = environ.get("HTTP_ACCEPT_ENCODING", "").replace(" ", "").split(",")
    return "gzip" in encodings and not any(name in environ for name in _OTHERWISE)
