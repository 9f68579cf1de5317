"""What all doors share: the permission each declares and the transaction each runs in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import ParamSpec

from flask import Flask, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session

from workspace import requests
from workspace.config import Config
from workspace.database import Database
from workspace.disk import Disk
from workspace.errors import WordsMoved
from workspace.permissions import Permission

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
Guard = Callable[[Permission], None]

TEMPLATES = Path(__file__).parent.parent / "templates"

csrf = CSRFProtect()

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


def answered_with(page: Callable[[str, WordsMoved], str]) -> Callable[[View[P]], View[P]]:
    """For a door to an act upon the one thing that its address names: when words have moved nothing happens; a script
    gets the refusal, a person the page that shows the change."""

    def guarded(view: View[P]) -> View[P]:
        @wraps(view)
        def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            try:
                return view(*args, **kwargs)
            except WordsMoved as moved:
                if wants_json():
                    raise
                (thing,) = kwargs.values()
                return page(str(thing), moved), 409

        return door

    return guarded


def prepare(app: Flask, settings: Config, database: Database, guard: Guard) -> None:
    """Give the application what all doors share."""
    app.extensions |= {"workspace.config": settings, "workspace.database": database, "workspace.guard": guard}
    app.extensions["workspace.disk"] = Disk(settings)
    requests.watch(app)
    csrf.init_app(app)


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
