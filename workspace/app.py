"""Puts the application together; the only importer of routes and sockets."""

import logging
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from argon2 import PasswordHasher
from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from workspace import answers, assets, languages, logs, packing, times, web
from workspace.accounts import routes as accounts
from workspace.amendments import routes as amendments
from workspace.config import Config
from workspace.database import Database
from workspace.drafting import comparing, showing, sockets
from workspace.drafting import routes as drafting
from workspace.export import routes as export
from workspace.export import starting_routes as starting
from workspace.negotiations import access
from workspace.negotiations import routes as negotiations
from workspace.operating import routes as operating
from workspace.reading import first_pages
from workspace.reading.history import routes as history
from workspace.reading.record import routes as record
from workspace.reading.table import routes as table
from workspace.signoffs import routes as signoffs
from workspace.signoffs import status_routes as status

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_log = logging.getLogger(__name__)


class _Application(Flask):
    def log_exception(self, exc_info: logs.Raised) -> None:
        """The library would write the address, which names texts."""
        _log.error("A request failed: %s", request.endpoint, exc_info=exc_info)  # type: ignore[arg-type]  # as above


def create_app(settings: Config, database: Database | None = None, *, hasher: PasswordHasher | None = None) -> Flask:
    """The application, ready to answer; `UndeclaredDoor` if a door does not say who may use it.

    `hasher` is for tests, where making a hash may be cheap.
    """
    app = _Application("workspace", static_folder=None, template_folder=str(web.TEMPLATES))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=_hosts(settings),
        # A file and the rest of its form. Files over the limit, up to this, are told so on the page.
        MAX_CONTENT_LENGTH=2 * settings.limits.upload_bytes,
        MAX_FORM_MEMORY_SIZE=2 * settings.limits.text_bytes,  # pasted words
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_NAME="__Host-workspace" if settings.is_secure else "workspace",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a delegate's open page must still work at its end
    )
    opened = database or Database(settings.database_url)
    web.prepare(app, settings, opened, access.guard)
    answers.register(app)
    assets.register(app)
    packing.register(app)
    languages.register(app, settings)
    times.register(app)
    accounts.register(app, hasher)
    features = (
        negotiations,
        drafting,
        comparing,
        showing,
        amendments,
        signoffs,
        status,
        export,
        starting,
        first_pages,
        history,
        record,
        table,
    )
    for feature in features:
        feature.register(app)
    operating.register(app)
    sockets.register(app, settings, opened)
    _behind_proxies(app, settings)
    web.check_doors(app)
    return app


def _hosts(settings: Config) -> list[str] | None:
    """The names that a request may call us by: an address made from any other would lead people elsewhere."""
    public = urlsplit(settings.public_url).hostname or ""
    # Whoever watches this process calls it by its own address; letters and redirections never use that.
    own = f"[{settings.host}]" if ":" in settings.host else settings.host
    return [public, own, "localhost", "127.0.0.1", "[::1]"]


def _behind_proxies(app: Flask, settings: Config) -> None:
    """Believe X-Forwarded-* from trusted proxies only."""
    networks = [ip_network(network) for network in settings.trusted_proxies]
    direct, forwarded = app.wsgi_app, ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        peer = environ.get("REMOTE_ADDR", "")
        trusted = bool(peer) and any(ip_address(peer) in network for network in networks)
        return (forwarded if trusted else direct)(environ, start_response)

    if networks:
        app.wsgi_app = answer  # type: ignore[method-assign]
