"""Whose cookie it is, for the live side: asked anew as soon as anybody has written anything, and when time ends it."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest
from flask import Flask

from tests.world import Table
from workspace import prepared
from workspace.accounts.models import Person, SignInSession
from workspace.config import Config
from workspace.database import Database, at_moment, now
from workspace.drafting import identities
from workspace.drafting.identities import Identities
from workspace.negotiations.models import Seat
from workspace.prepared import Glances
from workspace.realtime.connections import Identity

Known = Callable[[], Identity | None]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whom the database was asked about."""
    asked: list[str] = []
    real = identities.coming
    monkeypatch.setattr(identities, "coming", lambda at, token: (asked.append(token), real(at, token))[1])
    return asked


@pytest.fixture
def kenya(table: Table, app: Flask, database: Database, asked: list[str]) -> Known:
    """Who Kenya's delegate is now."""
    client = table.delegate("XKE").client
    cookie = client.get_cookie("workspace")
    assert cookie is not None
    known, environ = Identities(app, Glances(database)), {"HTTP_COOKIE": f"workspace={cookie.value}"}
    asked.clear()
    return lambda: known.of(environ | {"HTTP_HOST": "localhost"})


def test_whoever_comes_again_is_known_while_nobody_writes(kenya: Known, asked: list[str]) -> None:
    first = kenya()

    assert first is not None
    assert kenya() == kenya() == first
    assert len(asked) == 1


@pytest.mark.parametrize("ended", [SignInSession, Person])
def test_whoever_is_signed_out_or_disabled_is_nobody_at_once(table: Table, kenya: Known, ended: type) -> None:
    identity = kenya()
    assert identity is not None

    with table.writing() as db:
        if ended is SignInSession:
            db.get_one(SignInSession, identity.session).ended_at = now()
        else:
            db.get_one(Person, identity.person).disabled_at = now()

    assert kenya() is None


def test_a_seat_that_ends_is_not_theirs_any_more_at_once(table: Table, kenya: Known) -> None:
    identity = kenya()
    assert identity is not None
    (member,) = identity.seats.values()

    with table.writing() as db:
        db.get_one(Seat, member.seat).ended_at = now()

    after = kenya()
    assert after is not None
    assert not after.seats


def test_what_another_process_ends_has_ended_a_moment_later(
    settings: Config, kenya: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = kenya()
    assert identity is not None
    elsewhere, moment = Database(settings.database_url), monotonic()

    with elsewhere.writing() as db:
        db.get_one(SignInSession, identity.session).ended_at = now()
    elsewhere.close()

    monkeypatch.setattr(prepared, "monotonic", lambda: moment + 0.2)
    assert kenya() is None


def test_a_session_runs_out_though_nobody_writes(kenya: Known) -> None:
    assert kenya() is not None

    with at_moment(now() + timedelta(days=400)):
        assert kenya() is None
