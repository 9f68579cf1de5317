"""The demonstration: told as the files tell it, by real acts, in an empty database, on this machine alone."""

import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pycountry
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import CHEAP_HASHER
from tests.world import Table
from workspace.accounts.passwords import Passwords
from workspace.amendments.comparison import compared, overlap, state_of
from workspace.amendments.models import Amendment, AmendmentKind, AmendmentState
from workspace.amendments.words import written_hash
from workspace.app import create_app
from workspace.config import Config, read_config
from workspace.database import Database, now
from workspace.demonstration import loading, signing_in
from workspace.demonstration.scene import Scene
from workspace.demonstration.scripts import BadScript, guests, nations, story
from workspace.demonstration.writing import runs, written
from workspace.drafting.history import wordings_by_clause
from workspace.drafting.models import Agreement, ClauseStatus, Commit, DraftingMode
from workspace.drafting.wordings import TextNow, text_now, working_text
from workspace.errors import OutOfOrder
from workspace.negotiations.models import Delegation, Negotiation, Seat
from workspace.permissions import Role, SeatState
from workspace.record.models import Entry
from workspace.record.verification import chains, verify
from workspace.signoffs.models import SignOff, SignOffState
from workspace.tables import migrate
from workspace.text.schema import clause


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Config, Database]]:
    """The whole story, played once for the tests that only look at it."""
    settings = read_config({"WORKSPACE_DATA": str(tmp_path_factory.mktemp("told"))})
    database = Database(settings.database_url)
    migrate(database)
    loading.load(settings, database, hasher=CHEAP_HASHER)
    yield settings, database
    database.close()


@pytest.fixture
def db(told: tuple[Config, Database]) -> Iterator[Session]:
    with told[1].reading() as db:
        yield db


def the_text(db: Session) -> TextNow:
    return text_now(db, working_text(db, db.scalars(select(Agreement)).one()))


def test_those_at_the_table_are_of_invented_states(db: Session) -> None:
    codes = set(db.scalars(select(Delegation.code)))
    seats = list(db.scalars(select(Seat)))

    assert len(codes) == 6
    assert not any(pycountry.countries.get(alpha_3=code) for code in codes)
    assert all(re.fullmatch(r"X[A-Z]{2}", code) for code in codes)
    assert {seat.role for seat in seats} == set(Role)
    assert {seat.state for seat in seats} == {SeatState.CONFIRMED}
    assert all(seat.email.endswith(".example") for seat in seats)


def test_no_real_nation_is_named(db: Session) -> None:
    real = {country.name.casefold() for country in pycountry.countries}
    here = Path(loading.__file__).parent
    words = " ".join(path.read_text("utf-8").casefold() for path in here.glob("*.txt"))

    assert not [name for name in real if re.search(rf"\b{re.escape(name)}\b", words)]


def test_every_entry_is_marked_and_the_record_is_whole(db: Session) -> None:
    entries = list(db.scalars(select(Entry)))

    assert len(entries) > 100
    assert all(entry.is_demonstration for entry in entries)
    assert [verify(db, chain) for chain in chains(db)] == [None] * len(chains(db))
    assert all(db.scalars(select(Negotiation.is_demonstration)))


def test_it_happened_over_three_past_weeks(db: Session) -> None:
    times = sorted(entry.at for entry in db.scalars(select(Entry)))

    assert timedelta(days=18) <= times[-1] - times[0] < timedelta(days=19)
    assert times[-1] < now() < times[-1] + timedelta(days=8)
    assert all(time.weekday() < 5 for time in times)


@pytest.mark.parametrize("day", range(1, 8))
def test_the_story_is_past_on_whatever_day_it_is_loaded(day: int) -> None:
    today = datetime(2030, 4, day, 0, 30, tzinfo=UTC)

    cues = story(today)

    assert cues[-1].moment < today
    assert cues[0].moment.weekday() == 0
    assert [cue.moment for cue in cues] == sorted(cue.moment for cue in cues)


def test_clauses_are_in_every_status_but_bracketed(db: Session) -> None:
    text = the_text(db)

    assert {clause.status for clause in text.counted} == set(ClauseStatus) - {ClauseStatus.BRACKETED}
    assert 55 <= len(text.counted) <= 65
    assert text.by_id


def test_wordings_are_by_many_hands_over_days(db: Session) -> None:
    text = working_text(db, db.scalars(select(Agreement)).one())
    histories = wordings_by_clause(db, text)

    longest = max(histories.values(), key=len)
    delegations = {author.delegation_id for words in longest for author in words.authors} - {None}

    assert len(longest) >= 4
    assert len(delegations) >= 3
    assert {"typed", "move"} <= set(db.scalars(select(Commit.cause)))


def test_modes_changed_and_editions_were_issued(db: Session) -> None:
    agreement = db.scalars(select(Agreement)).one()
    modes = {entry.payload.body["mode"] for entry in _entries(db, "agreement:mode_set") if entry.payload}

    assert [edition.name for edition in agreement.editions] == ["Zero draft", "Rev.1"]
    assert modes == {mode.value for mode in DraftingMode}
    assert agreement.mode is DraftingMode.OPEN  # so that whoever tries the demonstration can type


def test_amendments_are_in_every_state(db: Session) -> None:
    text, amendments = the_text(db), list(db.scalars(select(Amendment)))
    tabled = {a.name: (a, compared(a, a.tabled, text)) for a in amendments if a.is_public}

    states = {state_of(*found) for found in tabled.values()}
    private = {a.writing_state(written_hash(db, a)) for a in amendments if not a.is_public}

    assert states | private == set(AmendmentState)
    assert len(amendments) >= 12
    assert {a.kind for a in amendments} == set(AmendmentKind)
    assert any(c.is_rebased and a.is_pending for a, c in tabled.values())
    assert overlap(tabled["A-1"][1], tabled["A-3"][1])
    assert any(len(a.versions) > 1 for a in amendments)
    assert all(a.reason for a, _ in tabled.values())


def test_private_drafting_is_in_the_delegations_own_logs(db: Session) -> None:
    negotiation = db.scalars(select(Negotiation)).one()
    delegations = {delegation.id for delegation in negotiation.delegations}

    drafted = _entries(db, "amendment:drafted") + _entries(db, "amendment:cleared")

    assert drafted
    assert {entry.chain for entry in drafted} <= delegations


def test_sign_offs_stand_are_superseded_and_withdrawn(db: Session) -> None:
    text, sign_offs = the_text(db), list(db.scalars(select(SignOff)))

    states = [sign_off.state_on(text.by_id[sign_off.clause_id or ""].hash) for sign_off in sign_offs]

    assert set(states) == set(SignOffState)
    assert len(_entries(db, "sign-off:superseded")) == 2
    assert any(sign_off.statement for sign_off in sign_offs)


def test_it_is_loaded_into_an_empty_database_only(table: Table, settings: Config) -> None:
    with pytest.raises(OutOfOrder):
        loading.load(settings, table.database, hasher=CHEAP_HASHER)

    assert loading.prepare(settings, table.database) == ""
    with table.reading() as db:
        assert db.scalars(select(Negotiation.name)).all() == ["Restraint and assistance"]


@pytest.mark.services
def test_it_is_told_on_postgresql_too(settings: Config, postgresql_url: str) -> None:
    settings.data.mkdir()
    database = Database(postgresql_url)

    loading.load(settings, database, hasher=CHEAP_HASHER)

    with database.reading() as db:
        assert [verify(db, chain) for chain in chains(db)] == [None] * len(chains(db))
        assert {clause.status for clause in the_text(db).counted} == set(ClauseStatus) - {ClauseStatus.BRACKETED}
    database.close()


def test_a_story_that_cannot_be_played_leaves_nothing(
    settings: Config, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    convened, *_ = story(now())
    unknown = replace(convened, act="hums")
    monkeypatch.setattr(loading, "story", lambda _today: [convened, unknown])

    with pytest.raises(BadScript, match="hums"):
        loading.load(settings, database, hasher=CHEAP_HASHER)

    with database.reading() as db:
        assert db.scalars(select(Negotiation)).all() == []
    assert now() - datetime.now(UTC) < timedelta(seconds=1)  # the clock runs again


@pytest.mark.parametrize("change", ["no such words => others", "of => from", "no arrow"])
def test_a_change_of_words_must_fit_exactly_once(db: Session, change: str) -> None:
    scene = Scene(db, {}, Passwords(CHEAP_HASHER))

    with pytest.raises(BadScript):
        scene.reworded(clause("The duty of each of them"), [change])


def test_words_are_read_back_as_they_were_written() -> None:
    words, clauses = "_Recalling_ the duty in {points}, and _noting_ it", {"points": "abcd2345"}

    assert written(clause(runs(words, clauses)), clauses) == words


def test_it_is_loaded_for_this_machine_alone(settings: Config, database: Database) -> None:
    with pytest.raises(OutOfOrder):
        loading.load(replace(settings, host="192.0.2.7"), database, hasher=CHEAP_HASHER)

    with database.reading() as db:
        assert db.scalars(select(Negotiation)).all() == []
    assert signing_in.kept(settings) == {}


def test_a_second_start_loads_nothing_and_says_the_same(told: tuple[Config, Database]) -> None:
    settings, database = told
    before = _count(database)

    first, second = loading.prepare(settings, database), loading.prepare(settings, database)

    assert first == second
    assert _count(database) == before


def test_passwords_are_of_this_installation_and_its_owners_alone(told: tuple[Config, Database]) -> None:
    settings, database = told
    secrets, notice = signing_in.kept(settings), loading.prepare(settings, database)

    assert stat.S_IMODE((settings.data / "demonstration.txt").stat().st_mode) == 0o600
    assert len(set(secrets.values())) == len(guests())
    assert all(secret in notice and email in notice for email, secret in secrets.items())
    assert all(code in notice for code in nations())


def test_each_of_them_signs_in_with_the_password_that_is_told(told: tuple[Config, Database]) -> None:
    settings, database = told
    app: Flask = create_app(settings, database, hasher=CHEAP_HASHER)
    table_client = app.test_client

    for email, password in signing_in.kept(settings).items():
        client = table_client()
        token = _token(client.get("/sign-in").text)
        signed_in = client.post("/sign-in", data={"email": email, "password": password, "csrf_token": token})
        assert signed_in.status_code == 302, email
        assert "Talks on Restraint and Assistance" in client.get("/negotiations", follow_redirects=True).text


def _token(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert found
    return found[1]


def _entries(db: Session, act: str) -> list[Entry]:
    return list(db.scalars(select(Entry).where(Entry.act == act).order_by(Entry.number)))


def _count(database: Database) -> int:
    with database.reading() as db:
        return len(db.scalars(select(Entry.id)).all())
