"""Who is there: the session in the signed cookie, and the row that it stands for."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import ParamSpec

import flask
from flask import Flask, Response, current_app, g, request
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user, logout_user
from itsdangerous import BadData
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.http import parse_cookie

from workspace import web
from workspace.accounts import actions, queries
from workspace.accounts.attempts import Attempts
from workspace.accounts.models import Person, SignInSession
from workspace.accounts.passwords import Passwords
from workspace.database import now
from workspace.errors import NotAllowed, NotSignedIn
from workspace.phrases import Phrase

P = ParamSpec("P")
_EXTENSION = "workspace.accounts"
_OWNER = "_user_id"  # where Flask-Login keeps the token
_VISITS_APART = timedelta(minutes=1)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login knows of whoever is there."""

    def __init__(self, session: SignInSession, token: str) -> None:
        self.session = session
        self.person: Person = session.person
        # Kept apart from the row, which a failed transaction takes away.
        self.session_id, self.seen_at = session.id, session.seen_at
        self._token = token

    def get_id(self) -> str:
        return self._token


def prepare(app: Flask, passwords: Passwords, attempts: Attempts) -> None:
    manager = LoginManager()
    manager.session_protection = None  # people move between networks in a sitting; the token is what counts
    manager.user_loader(_signed_in)
    manager.init_app(app)
    app.extensions[_EXTENSION] = (passwords, attempts)
    app.after_request(_count_as_visit)


def passwords() -> Passwords:
    kept: Passwords = current_app.extensions[_EXTENSION][0]
    return kept


def attempts() -> Attempts:
    kept: Attempts = current_app.extensions[_EXTENSION][1]
    return kept


def lifetime() -> actions.Lifetime:
    return actions.Lifetime.of(web.config())


def begin(db: Session, person: Person) -> None:
    """Sign this browser in. Nothing that was in the cookie before stays there."""
    flask.session.clear()
    token = actions.sign_in(db, person, lifetime())
    session = queries.lasting_session(db, token)
    if session is None:
        raise NotSignedIn
    login_user(SignedIn(session, token))


def leave() -> None:
    """This browser forgets its session."""
    logout_user()
    flask.session.clear()


def present_session(db: Session) -> SignInSession | None:
    """The session of whoever asks, if it lasts."""
    token = flask.session.get(_OWNER)
    return queries.lasting_session(db, token) if isinstance(token, str) else None


def with_password(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A door that asks for the password once more (`password` in the form). It stands outside of `needs`: hashing is
    slow, and no transaction waits for it."""

    @wraps(view)
    def door(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        with web.database().reading() as db:
            session = present_session(db)
        if session is None:
            raise NotSignedIn
        check_password(session.person, request.form.get("password", ""))
        return view(*args, **kwargs)

    return door


def check_password(person: Person, password: str) -> None:
    """`NotAllowed`, unless it is this person's password; tries are counted as when signing in."""
    address = request.remote_addr or ""
    attempts().begin(person.email, address)
    if not passwords().match(person.password_hash, password):
        attempts().fail(person.email, address)
        raise NotAllowed(Phrase("This is not your password. Nothing was done."), field="password")
    attempts().succeed(person.email, address)


def _signed_in(token: str) -> SignedIn | None:
    if "db" in g:
        session = queries.lasting_session(g.db, token)
    else:
        with web.database().reading() as db:
            session = queries.lasting_session(db, token)
    return SignedIn(session, token) if session else None


def _count_as_visit(response: Response) -> Response:
    """Whoever opens a page or sends a form is there. What scripts fetch by themselves does not count: an open page
    says that it is visible (`POST /sessions/current/visits`)."""
    found = g.get("_login_user")
    by_hand = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    if by_hand and isinstance(found, SignedIn) and now() - found.seen_at > _VISITS_APART:
        # A page is shown even if the visit cannot be counted.
        with suppress(OperationalError), web.database().writing() as db:
            actions.visit(db, found.session_id, lifetime())
    return response


class Cookies:
    """The cookie of a session, read outside of a request to the application."""

    def __init__(self, app: Flask) -> None:
        self._name = app.config["SESSION_COOKIE_NAME"]
        self._serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        self._good_for_s = int(app.permanent_session_lifetime.total_seconds())

    def token(self, header: str) -> str | None:
        """The token in a request's header `Cookie`, if we signed it."""
        value = parse_cookie(header).get(self._name)
        if not value or self._serializer is None:
            return None
        try:
            token = self._serializer.loads(value, max_age=self._good_for_s).get(_OWNER)
        except BadData:
            return None
        return token if isinstance(token, str) else None
