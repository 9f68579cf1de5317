"""Signing in and out, at the doors."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import CHEAP_HASHER
from tests.world import PASSWORD, Table
from workspace.accounts import actions, queries
from workspace.accounts.attempts import Attempts
from workspace.accounts.passwords import Passwords
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database, at_moment, now
from workspace.errors import NotAllowed, TooFast

VISITS = "/sessions/current/visits"


def test_the_right_password_signs_in_and_signing_out_ends_it(table: Table) -> None:
    sitting = table.delegate("XAA")
    browser = table.visitor()

    refused = browser.sign_in(sitting.email, "something else entirely")
    assert refused.status_code == 401
    assert browser.post(VISITS).status_code == 401

    assert browser.sign_in(sitting.email, PASSWORD).status_code == 302
    assert browser.post(VISITS).status_code == 200

    assert browser.post("/sign-out").status_code == 302
    assert browser.post(VISITS).status_code == 401


def test_a_copied_cookie_is_worth_nothing_after_signing_out(table: Table) -> None:
    sitting = table.delegate("XAA")
    cookie = sitting.client.get_cookie("workspace")
    assert cookie is not None

    sitting.client.post("/sign-out")

    thief = table.visitor()
    thief.set_cookie("workspace", cookie.value)
    assert thief.post(VISITS).status_code == 401


def test_signing_in_begins_a_new_cookie_so_that_a_planted_one_is_useless(table: Table) -> None:
    sitting, browser = table.delegate("XAA"), table.visitor()
    browser.get("/sign-in")
    planted = browser.get_cookie("workspace")
    assert planted is not None

    browser.sign_in(sitting.email)

    attacker = table.visitor()
    attacker.set_cookie("workspace", planted.value)
    assert attacker.post(VISITS).status_code == 401
    signed_in = browser.get_cookie("workspace")
    assert signed_in is not None
    assert signed_in.value != planted.value
    assert signed_in.http_only
    assert signed_in.same_site == "Lax"


def test_the_database_holds_no_token(table: Table) -> None:
    sitting = table.delegate("XAA")

    with sitting.client.session_transaction() as cookie:
        token = cookie["_user_id"]

    with table.reading() as db:
        session = queries.lasting_session(db, token)
        assert session is not None
        assert session.token_hash == queries.hash_of(token) != token


def test_unknown_disabled_and_wrong_are_answered_alike(table: Table) -> None:
    sitting, gone = table.delegate("XAA"), table.delegate("XAA")
    with table.writing() as db:
        person = queries.person_with(db, gone.email)
        assert person is not None
        actions.disable(db, person)

    def page(email: str, password: str) -> str:
        answer = table.visitor().sign_in(email, password)
        assert answer.status_code == 401
        return re.sub(r'(content|value)="[^"]*"', "", answer.get_data(as_text=True))

    wrong = page(sitting.email, "something else entirely")
    assert wrong == page("nobody@talks.example", "something else entirely") == page(gone.email, PASSWORD)


def test_an_unknown_account_takes_a_hash_too() -> None:
    class Counting(Passwords):
        hashes = 0

        def _verify(self, password_hash: str, password: str) -> bool:
            self.hashes += 1
            return super()._verify(password_hash, password)

    passwords = Counting(CHEAP_HASHER)

    assert not passwords.match(None, "nobody has this password")
    assert passwords.hashes == 1
    assert passwords.match(passwords.hashed("seven quiet lanterns"), "seven quiet lanterns")


def test_a_session_unattended_for_thirty_minutes_ends(table: Table) -> None:
    client, start = table.delegate("XAA").client, now()

    with at_moment(start + timedelta(minutes=29)):
        assert client.post(VISITS).status_code == 200
    with at_moment(start + timedelta(minutes=58)):
        assert client.post(VISITS).status_code == 200, "an open and visible page is not idle"
    with at_moment(start + timedelta(minutes=89)):
        assert client.post(VISITS).status_code == 401


def test_no_session_outlasts_twelve_hours(table: Table) -> None:
    client, start = table.delegate("XAA").client, now()

    for minutes in range(20, 12 * 60, 20):
        with at_moment(start + timedelta(minutes=minutes)):
            assert client.post(VISITS).status_code == 200

    with at_moment(start + timedelta(hours=12, seconds=1)):
        assert client.post(VISITS).status_code == 401


def test_both_ends_of_a_session_can_be_set(settings: Config, database: Database) -> None:
    set_so = replace(settings, session_idle_minutes=10, session_hours=1)
    sitting = Table(create_app(set_so, database, hasher=CHEAP_HASHER)).delegate("XAA")
    client, start = sitting.client, now()

    for minutes in range(9, 60, 9):
        with at_moment(start + timedelta(minutes=minutes)):
            assert client.post(VISITS).status_code == 200
    with at_moment(start + timedelta(minutes=61)):
        assert client.post(VISITS).status_code == 401

    client.sign_in(sitting.email)
    with at_moment(now() + timedelta(minutes=11)):
        assert client.post(VISITS).status_code == 401


def test_opening_pages_keeps_a_session_and_what_scripts_fetch_does_not(table: Table) -> None:
    client, start = table.delegate("XAA").client, now()

    with at_moment(start + timedelta(minutes=20)):
        assert client.get("/negotiations").status_code == 200
    with at_moment(start + timedelta(minutes=45)):
        assert client.get("/negotiations", headers={"Sec-Fetch-Mode": "cors"}).status_code == 200

    with at_moment(start + timedelta(minutes=51)):
        assert client.post(VISITS).status_code == 401


def test_endings_are_told_once_they_are_on_disk(table: Table) -> None:
    told: list[str] = []
    actions.listen_for_endings(told.append)
    sitting = table.delegate("XAA")
    with sitting.client.session_transaction() as cookie, table.reading() as db:
        session = queries.lasting_session(db, cookie["_user_id"])
    assert session is not None

    with table.reading() as db:
        assert queries.ended_among(db, [session.id, "unknown"]) == {"unknown"}
    sitting.client.post("/sign-out")

    assert told == [session.id]
    with table.reading() as db:
        assert queries.ended_among(db, [session.id]) == {session.id}


def test_disabling_a_person_ends_what_they_have_open(table: Table) -> None:
    sitting, other = table.delegate("XAA"), table.delegate("XAA")
    assert sitting.client.post(VISITS).status_code == 200

    with table.writing() as db:
        person = queries.person_with(db, sitting.email)
        assert person is not None
        actions.disable(db, person)

    assert sitting.client.post(VISITS).status_code == 401
    assert table.visitor().sign_in(sitting.email).status_code == 401
    assert other.client.post(VISITS).status_code == 200


def test_five_failures_pause_the_account_from_that_address_only(table: Table) -> None:
    sitting, other = table.delegate("XAA"), table.delegate("XAA")
    browser = table.visitor()
    for _ in range(5):
        assert browser.sign_in(sitting.email, "something else entirely").status_code == 401

    assert browser.sign_in(sitting.email, PASSWORD).status_code == 429
    assert browser.sign_in(other.email, PASSWORD).status_code == 302
    elsewhere = table.visitor()
    elsewhere.environ_base = {**elsewhere.environ_base, "REMOTE_ADDR": "192.0.2.7"}
    assert elsewhere.sign_in(sitting.email, PASSWORD).status_code == 302


def test_a_pause_lasts_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = Attempts()
    moment = _moving_clock(monkeypatch)
    for _ in range(5):
        attempts.begin("a@talks.example", "192.0.2.1")
        attempts.fail("a@talks.example", "192.0.2.1")
    with pytest.raises(TooFast):
        attempts.begin("a@talks.example", "192.0.2.1")

    moment[0] += 599
    with pytest.raises(TooFast):
        attempts.begin("a@talks.example", "192.0.2.1")

    moment[0] += 2
    attempts.begin("a@talks.example", "192.0.2.1")


def test_tries_at_the_same_time_count_before_they_have_failed() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.begin("a@talks.example", "192.0.2.1")

    with pytest.raises(TooFast):
        attempts.begin("a@talks.example", "192.0.2.1")


def test_success_forgets_earlier_tries() -> None:
    attempts = Attempts()
    for _ in range(15):
        attempts.begin("a@talks.example", "192.0.2.1")
        attempts.succeed("a@talks.example", "192.0.2.1")


@pytest.mark.parametrize("near", ["192.0.2.1", "2001:db8::2"])
def test_an_address_has_three_hundred_failures_an_hour(near: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts, start = Attempts(), "192.0.2.1" if "." in near else "2001:db8::1"
    moment = _moving_clock(monkeypatch)
    for number in range(300):
        attempts.begin(f"{number}@talks.example", start)
        attempts.fail(f"{number}@talks.example", start)

    with pytest.raises(TooFast):
        attempts.begin("somebody@talks.example", near)

    attempts.begin("somebody@talks.example", "198.51.100.1" if "." in near else "2001:db8:0:1::1")
    moment[0] += 3601
    attempts.begin("somebody@talks.example", near)


def test_people_sign_in_while_the_shared_count_is_away() -> None:
    attempts = Attempts("redis://127.0.0.1:1/0")

    for _ in range(5):
        attempts.begin("a@talks.example", "192.0.2.1")
    with pytest.raises(TooFast):
        attempts.begin("a@talks.example", "192.0.2.1")


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\n/x",
     "/%0d%0aSet-Cookie:x=y\r\n", "evil.example", "http:evil.example", ""],
)  # fmt: skip
def test_after_signing_in_nobody_is_led_elsewhere(table: Table, wanted: str) -> None:
    sitting, browser = table.delegate("XAA"), table.visitor()

    answer = browser.post("/sign-in", data={"email": sitting.email, "password": PASSWORD, "next": wanted})

    assert answer.location == "/"
    browser.csrf_token = ""
    assert browser.get("/sign-in", query_string={"next": wanted}).location == "/"


def test_whoever_must_sign_in_comes_back_to_the_page_they_wanted(table: Table) -> None:
    sitting, browser = table.delegate("XAA"), table.visitor()
    wanted = f"/negotiations/{table.negotiation_id}/members?part=2"

    asked = browser.get(wanted)
    assert asked.location.startswith("/sign-in?next=/negotiations")
    shown = browser.get(asked.location).get_data(as_text=True)
    found = re.search(r'name="next" value="([^"]+)"', shown)
    assert found is not None
    answer = browser.post("/sign-in", data={"email": sitting.email, "password": PASSWORD, "next": found[1]})

    assert answer.location == wanted


def test_the_password_is_asked_once_more_before_a_solemn_act(table: Table) -> None:
    from flask import session

    from workspace.accounts.sessions import with_password

    sitting = table.delegate("XAA")
    with sitting.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    sign = with_password(lambda: "signed")

    def asked_with(password: str) -> object:
        with table.app.test_request_context("/", method="POST", data={"password": password}):
            session["_user_id"] = token
            return sign()

    assert asked_with(PASSWORD) == "signed"
    with pytest.raises(NotAllowed):
        asked_with("something else entirely")


def _moving_clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1_000_000.0]
    monkeypatch.setattr("limits.storage.memory.time.time", lambda: moment[0])
    return moment
