"""Whose cookie came with a request, for the live side: the way through Flask is gone once for each cookie."""

from collections import OrderedDict

from flask import Flask

from workspace.accounts.sessions import present_session
from workspace.database import Database
from workspace.drafting.members import lasting
from workspace.realtime.gate import Environ
from workspace.realtime.transport import Identity

_KEPT = 10_000


class Identities:
    """A cookie is signed, so whose it is never changes; whether their session lasts is asked each time."""

    def __init__(self, app: Flask, database: Database) -> None:
        self._app, self._database = app, database
        self._known: OrderedDict[tuple[str, str], Identity] = OrderedDict()

    def of(self, environ: Environ) -> Identity | None:
        # With the name by which it called us: under a wrong one there is nobody.
        key = (environ.get("HTTP_COOKIE", ""), environ.get("HTTP_HOST", ""))
        known = self._known.get(key)
        if known is None:
            return self._remember(key, self._found(environ))
        with self._database.engine.connect() as db:
            return known if lasting(db, [known.session]) else None

    def _found(self, environ: Environ) -> Identity | None:
        with self._app.request_context(environ), self._database.reading() as db:
            session = present_session(db)
            return Identity(session.id, session.person_id) if session else None

    def _remember(self, key: tuple[str, str], found: Identity | None) -> Identity | None:
        if found is not None:
            self._known[key] = found
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return found
