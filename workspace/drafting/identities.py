"""Whose cookie came with a request, for the live side, which Flask does not see."""

from datetime import datetime
from functools import lru_cache

from flask import Flask
from werkzeug.sansio.utils import host_is_trusted

from workspace.accounts.queries import hash_of
from workspace.accounts.sessions import Cookies
from workspace.database import now
from workspace.drafting.members import coming
from workspace.prepared import Glances
from workspace.realtime.connections import Identity
from workspace.realtime.heads import Environ

_KEPT = 10_000


class Identities:
    """A cookie is signed, so which token it holds never changes. Whether that session lasts is asked each time, unless
    the database has said that nobody has written anything since: when a session of the whole membership begins,
    hundreds come within seconds. What another process does is seen a moment later, as it is of those who are here
    already."""

    def __init__(self, app: Flask, glances: Glances) -> None:
        self._glances, self._cookies = glances, Cookies(app)
        self._hosts = app.config["TRUSTED_HOSTS"]
        self._token_hash = lru_cache(_KEPT)(self._read)
        self._known: dict[str, tuple[Identity, datetime]] = {}
        self._writes: int | None = None

    def of(self, environ: Environ) -> Identity | None:
        found = self._token_hash(environ.get("HTTP_COOKIE", ""), environ.get("HTTP_HOST", ""))
        return self._lasting(found) if found else None

    def _lasting(self, token_hash: str) -> Identity | None:
        # Before anything is read: what is written meanwhile makes it old.
        writes = self._glances.writes_lately
        if writes is None or writes != self._writes or len(self._known) > _KEPT:
            self._known, self._writes = {}, writes
        known = self._known.get(token_hash)
        if known is None or known[1] <= now():
            if (come := coming(self._glances, token_hash)) is None:
                return None
            session, person, seats, expires_at = come
            known = self._known[token_hash] = Identity(session, person, seats), expires_at
        return known[0]

    def _read(self, cookie: str, host: str) -> str | None:
        # Under a name that is not ours there is nobody.
        token = self._cookies.token(cookie) if host_is_trusted(host, self._hosts) else None
        return hash_of(token) if token else None
