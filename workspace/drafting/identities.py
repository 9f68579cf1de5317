"""Whose cookie came with a request, for the live side, which Flask does not see."""

from functools import lru_cache

from flask import Flask
from werkzeug.sansio.utils import host_is_trusted

from workspace.accounts.queries import hash_of
from workspace.accounts.sessions import Cookies
from workspace.drafting.members import coming
from workspace.prepared import Glances
from workspace.realtime.connections import Identity
from workspace.realtime.heads import Environ

_KEPT = 10_000


class Identities:
    """A cookie is signed, so which token it holds never changes; whether that session lasts is asked each time."""

    def __init__(self, app: Flask, glances: Glances) -> None:
        self._glances, self._cookies = glances, Cookies(app)
        self._hosts = app.config["TRUSTED_HOSTS"]
        self._token_hash = lru_cache(_KEPT)(self._read)

    def of(self, environ: Environ) -> Identity | None:
        found = self._token_hash(environ.get("HTTP_COOKIE", ""), environ.get("HTTP_HOST", ""))
        come = coming(self._glances, found) if found else None
        return Identity(*come) if come else None

    def _read(self, cookie: str, host: str) -> str | None:
        # Under a name that is not ours there is nobody.
        token = self._cookies.token(cookie) if host_is_trusted(host, self._hosts) else None
        return hash_of(token) if token else None
