"""What all doors share: the permission each declares, the transaction each runs in, and how refusals are answered."""

import logging
import mimetypes
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import ParamSpec

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from workspace import requests
from workspace.config import Config
from workspace.database import Database
from workspace.disk import Disk
from workspace.errors import (
    Invalid,
    Locked,
    NotAllowed,
    NotFound,
    NotSignedIn,
    OutOfOrder,
    Refusal,
    Stale,
    TooFast,
    TooLarge,
    Unavailable,
    WordsMoved,
)
from workspace.permissions import Permission

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
Guard = Callable[[Permission], None]

_ROOT = Path(__file__).parent.parent
STATIC = _ROOT / "static" / "build"
TEMPLATES = _ROOT / "templates"

csrf = CSRFProtect()
log = logging.getLogger(__name__)

_STATUS: dict[type[Refusal], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    OutOfOrder: HTTPStatus.CONFLICT,
    WordsMoved: HTTPStatus.CONFLICT,
    Locked: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooFast: HTTPStatus.TOO_MANY_REQUESTS,
}


_EVEN_ON_A_FULL_DISK = frozenset({Permission.ANYONE, Permission.SIGNED_IN})


class UndeclaredDoor(RuntimeError):
    """A route without a permission. The workspace does not start with one."""


def needs(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Declare a door: who may come in, and that it runs in one transaction (`transaction()`).

    A door for reading (GET) cannot write. The transaction is committed before the answer leaves; any exception
    undoes it.
    """

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            with _opened() as db:
                g.db = db
                try:
                    _guard(permission)
                    _must_have_room(permission)
                    return make_response(view(*args, **kwargs))
                finally:
                    g.pop("db", None)

        door.permission = permission  # type: ignore[attr-defined]  # read by `check_doors` and the tests of rights
        return door

    return declare


def needs_in_parts(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Declare a door that opens its transactions itself, because something slow happens between them (a hash)."""

    def declare(view: View[P]) -> View[P]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            _guard_alone(permission)
            _must_have_room(permission)
            return view(*args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]  # as above
        return door

    return declare


def transaction() -> Session:
    """The transaction of this door."""
    db: Session = g.db
    return db


def config() -> Config:
    """The settings in force."""
    settings: Config = current_app.extensions["workspace.config"]
    return settings


def database() -> Database:
    found: Database = current_app.extensions["workspace.database"]
    return found


def disk() -> Disk:
    found: Disk = current_app.extensions["workspace.disk"]
    return found


def declared_permission(app: Flask, endpoint: str) -> Permission | None:
    """What the door behind `endpoint` declares."""
    return getattr(app.view_functions[endpoint], "permission", None)


def check_doors(app: Flask) -> None:
    """`UndeclaredDoor`, if any route was added without saying who may use it."""
    bare = [rule.endpoint for rule in app.url_map.iter_rules() if declared_permission(app, rule.endpoint) is None]
    if bare:
        raise UndeclaredDoor(f"These doors declare no permission: {', '.join(sorted(bare))}")


def wants_json() -> bool:
    """Whether a script asks: a page is answered with a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def prepare(app: Flask, settings: Config, database: Database, guard: Guard) -> None:
    """Give the application what all doors share."""
    app.extensions |= {"workspace.config": settings, "workspace.database": database, "workspace.guard": guard}
    app.extensions["workspace.disk"] = Disk(settings)
    requests.watch(app)
    csrf.init_app(app)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_security_headers)
    app.add_url_rule("/static/build/<path:name>", "static_file", _static_file)
    app.jinja_env.globals["asset"] = _asset


def _opened() -> AbstractContextManager[Session]:
    return database().reading() if request.method in {"GET", "HEAD"} else database().writing()


def _guard(permission: Permission) -> None:
    guard: Guard = current_app.extensions["workspace.guard"]
    guard(permission)


def _must_have_room(permission: Permission) -> None:
    """With a full disk acts are refused. Reading goes on, and so does signing in and out, which takes little."""
    if request.method not in {"GET", "HEAD"} and permission not in _EVEN_ON_A_FULL_DISK:
        disk().must_have_room()


def _guard_alone(permission: Permission) -> None:
    with database().reading() as db:
        g.db = db
        try:
            _guard(permission)
        finally:
            g.pop("db", None)
            g.pop("seat", None)  # of this transaction; each part of the door finds it anew


def safe_path(wanted: str | None) -> str:
    """Where to go on after signing in: a path of ours. Whatever could lead elsewhere becomes the first page."""
    path = wanted or "/"
    elsewhere = not path.startswith("/") or path.startswith("//") or "\\" in path or not path.isprintable()
    return "/" if elsewhere else path


def status_of(refusal: Refusal) -> HTTPStatus:
    return next(_STATUS[kind] for kind in type(refusal).__mro__ if kind in _STATUS)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, NotSignedIn) and request.method == "GET" and not wants_json():
        return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))
    status = status_of(refusal)
    if wants_json():
        body = {"ok": False, "reason": refusal.reason, "message": refusal.message, **refusal.details}
        return jsonify(body), status
    return render_template("layout/refusal.html", refusal=refusal, status=status), status


def _database_away(error: OperationalError) -> ResponseReturnValue:
    log.error("The database could not be used: %s", type(error.orig).__name__)
    return _refused(Unavailable("The workspace cannot reach its database now. Nothing was changed; please try again."))


def _stale_page(_error: CSRFError) -> ResponseReturnValue:
    return _refused(NotSignedIn("This page has grown too old. Reload it and try again; nothing was done."))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    known: dict[int, Refusal] = {
        HTTPStatus.NOT_FOUND: NotFound(),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TooLarge(_too_large()),
        HTTPStatus.TOO_MANY_REQUESTS: TooFast("Too many attempts. Please wait a few minutes, then try again."),
    }
    if error.code in known:
        return _refused(known[error.code])
    refusal = Refusal("The workspace could not do this. Nothing was changed.")
    if wants_json():
        return jsonify(ok=False, reason=refusal.reason, message=refusal.message), error.code
    return render_template("layout/refusal.html", refusal=refusal, status=error.code), error.code


def _too_large() -> str:
    megabytes = config().limits.upload_bytes // (1024 * 1024)
    return f"This is larger than the workspace takes. A file has at most {megabytes} MB; nothing was kept of it."


def _security_headers(response: Response) -> Response:
    """What OWASP's secure headers project asks for; private pages are not kept by anyone."""
    secure = config().is_secure
    live = config().public_url.replace("http", "ws", 1)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {live}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    headers = {
        "Content-Security-Policy": policy + ("; upgrade-insecure-requests" if secure else ""),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
    if secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    response.headers.setdefault("Cache-Control", "no-store")
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response


@needs(Permission.ANYONE)
def _static_file(name: str) -> Response:
    packed = (STATIC / f"{name}.gz").is_file() and request.accept_encodings["gzip"] > 0
    kind = mimetypes.guess_type(name)[0]
    response = send_from_directory(STATIC, f"{name}.gz" if packed else name, mimetype=kind)
    response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    # The address carries the content's time (`asset`), so what it names never changes.
    lasting = "v" in request.args or name.startswith(("chunks/", "fonts/"))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "public, max-age=300"
    return response


def _asset(name: str) -> str:
    """The address of a file of static/build, renewed when the file is."""
    path = STATIC / name
    version = int(path.stat().st_mtime) if path.exists() else 0
    return f"/static/build/{name}?v={version:x}"
