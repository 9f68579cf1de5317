"""The world of the tests, in domain words, made by the real acts.

    table = Table(app)                    # a negotiation, convened by its secretariat
    kenya = table.head("XAA")             # a confirmed seat with a signed-in client; its delegation comes with it
    kenya.client.post("/clauses/...", data={...})   # the CSRF token is added
    with table.writing() as db: ...       # a transaction of the test's own
    with table.acting(kenya) as (db, seat): actions.propose(db, seat, ...)   # one act of this seat

Nations come from ISO's user-assigned codes (XAA to XZZ), which no nation has.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from workspace.accounts import actions as accounts
from workspace.accounts import queries
from workspace.accounts.models import Person
from workspace.accounts.passwords import Passwords
from workspace.database import Database
from workspace.negotiations import actions as negotiations
from workspace.negotiations.models import Delegation, Negotiation, Seat
from workspace.permissions import Role

PASSWORD = "seven quiet lanterns on the quay"
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


class Client(FlaskClient):
    """A browser with its cookies: it reads the CSRF token from a page, as scripts do, and sends it with every post."""

    csrf_token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        is_plain = answer.mimetype == "text/html" and not answer.content_encoding
        if found := _TOKEN.search(answer.get_data(as_text=True) if is_plain else ""):
            self.csrf_token = found[1]
        return answer

    def post(self, *args: Any, **kwargs: Any) -> TestResponse:
        if not self.csrf_token:
            self.get("/sign-in")
        headers = dict(kwargs.pop("headers", None) or {})
        return super().post(*args, headers={"X-CSRFToken": self.csrf_token} | headers, **kwargs)

    def sign_in(self, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        answer = self.post("/sign-in", data={"email": email, "password": password}, **more)
        # The session is new, and so is its token.
        self.csrf_token = ""
        self.get("/password-links")
        return answer


class Sitting:
    """A seat with its person and a signed-in client. Read each time, so that what is asked is what is stored."""

    def __init__(self, table: "Table", seat_id: str, email: str) -> None:
        self._table, self.id, self.email = table, seat_id, email
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        if self._client is None:
            self._client = self._table.visitor()
            answer = self._client.sign_in(self.email)
            assert answer.status_code == 302, answer.get_data(as_text=True)
        return self._client

    @property
    def seat(self) -> Seat:
        with self._table.reading() as db:
            seat = db.get_one(Seat, self.id)
            # What tests ask of a seat after its transaction.
            _ = seat.delegation, seat.negotiation, seat.person
            return seat

    @property
    def person(self) -> Person:
        person = self.seat.person
        assert person is not None
        return person

    @property
    def delegation(self) -> Delegation:
        delegation = self.seat.delegation
        assert delegation is not None
        return delegation


class Table:
    """One negotiation and those who sit at its table."""

    def __init__(
        self,
        app: Flask,
        *,
        name: str = "Restraint and assistance",
        occasion: str = "Third session",
        keeper: str = "Secretariat",
    ) -> None:
        self.app = app
        self.database: Database = app.extensions["workspace.database"]
        self.passwords: Passwords = app.extensions["workspace.accounts"][0]
        app.test_client_class = Client
        app.testing = True  # what goes wrong inside a door reaches the test
        with self.writing() as db:
            convener = self._person(db, self._address("secretariat"), keeper, convenes=True)
            seat = negotiations.convene(db, convener, name=name, occasion=occasion)
        self.negotiation_id = seat.negotiation_id
        self._secretariat = Sitting(self, seat.id, seat.email)

    def writing(self) -> AbstractContextManager[Session]:
        return self.database.writing()

    def reading(self) -> AbstractContextManager[Session]:
        return self.database.reading()

    @contextmanager
    def acting(self, sitting: Sitting) -> Iterator[tuple[Session, Seat]]:
        """A transaction, and this seat in it."""
        with self.writing() as db:
            yield db, db.get_one(Seat, sitting.id)

    def visitor(self) -> Client:
        """A browser in which nobody is signed in."""
        client = self.app.test_client()
        assert isinstance(client, Client)
        return client

    @property
    def negotiation(self) -> Negotiation:
        with self.reading() as db:
            return db.get_one(Negotiation, self.negotiation_id)

    def secretariat(self) -> Sitting:
        """Whoever convened the negotiation."""
        return self._secretariat

    def delegation(self, code: str) -> Delegation:
        """The delegation with this code, admitted if it is not at the table yet."""
        with self.acting(self._secretariat) as (db, seat):
            return self._delegation(db, seat, code)

    def delegate(self, code: str, name: str = "") -> Sitting:
        return self.sit(Role.DELEGATE, code, name=name)

    def head(self, code: str, name: str = "") -> Sitting:
        return self.sit(Role.HEAD, code, name=name)

    def adviser(self, code: str, name: str = "") -> Sitting:
        return self.sit(Role.ADVISER, code, name=name)

    def chair(self, name: str = "") -> Sitting:
        return self.sit(Role.CHAIR, name=name)

    def observer(self, name: str = "") -> Sitting:
        return self.sit(Role.OBSERVER, name=name)

    def sit(self, role: Role, code: str = "", *, name: str = "", confirmed: bool = True) -> Sitting:
        """Somebody is invited to a seat, takes it, and, unless it is to wait, is confirmed by the head."""
        name = name or f"{role.value.capitalize()} {code}".strip()
        email = self._address(f"{role.value} {code}")
        with self.acting(self._secretariat) as (db, secretariat):
            delegation = self._delegation(db, secretariat, code) if code else None
            seat, token = negotiations.invite(db, secretariat, role=role, delegation=delegation, email=email, name=name)
            self._take(db, seat, token)
            if confirmed and seat.confirmed_at is None:
                negotiations.confirm(db, self._head_of(db, seat), seat)
        return Sitting(self, seat.id, email)

    def invited(
        self, role: Role, code: str = "", *, email: str = "", name: str = "Somebody Invited"
    ) -> tuple[Sitting, str]:
        """A seat that nobody has taken yet, and the token of its invitation."""
        email = email or self._address(f"invited {role.value} {code}")
        with self.acting(self._secretariat) as (db, secretariat):
            delegation = self._delegation(db, secretariat, code) if code else None
            seat, token = negotiations.invite(db, secretariat, role=role, delegation=delegation, email=email, name=name)
        return Sitting(self, seat.id, email), token

    def person(self, email: str, name: str = "Somebody", *, convenes: bool = False) -> Person:
        """An account without a seat."""
        with self.writing() as db:
            return self._person(db, email, name, convenes=convenes)

    def _take(self, db: Session, seat: Seat, token: str) -> None:
        link = queries.good_link(db, accounts.INVITATION, token)
        assert link is not None
        password_hash = self.passwords.hashed(PASSWORD)
        person = accounts.take_invitation(db, link, name=seat.name, password_hash=password_hash)
        negotiations.take(db, seat, person)

    def _head_of(self, db: Session, seat: Seat) -> Seat:
        """A confirmed head of the seat's delegation; if it has none, the secretariat names one."""
        heads = select(Seat).where(Seat.delegation_id == seat.delegation_id, Seat.role == Role.HEAD)
        found = db.scalar(heads.where(Seat.confirmed_at.is_not(None), Seat.ended_at.is_(None)))
        if found:
            return found
        secretariat, code = db.get_one(Seat, self._secretariat.id), seat.code
        email = self._address(f"first head {code}")
        head, token = negotiations.invite(
            db, secretariat, role=Role.HEAD, delegation=seat.delegation, email=email, name=f"First head {code}"
        )
        self._take(db, head, token)
        return head

    def _delegation(self, db: Session, secretariat: Seat, code: str) -> Delegation:
        at_table = select(Delegation).where(Delegation.negotiation_id == secretariat.negotiation_id)
        found = db.scalar(at_table.where(Delegation.code == code))
        return found or negotiations.admit(db, secretariat, kind="nation", code=code, name=f"Republic of {code}")

    def _person(self, db: Session, email: str, name: str, *, convenes: bool = False) -> Person:
        token = accounts.invite(db, email, convenes=convenes)
        link = queries.good_link(db, accounts.INVITATION, token)
        assert link is not None
        return accounts.take_invitation(db, link, name=name, password_hash=self.passwords.hashed(PASSWORD))

    def _address(self, who: str) -> str:
        self._people = getattr(self, "_people", 0) + 1
        return f"{who.lower().replace(' ', '.')}.{self._people}.{id(self)}@talks.example"
