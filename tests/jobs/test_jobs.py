"""What takes long is done once, and again only if the process that took it died."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from workspace import jobs
from workspace.database import Database, now
from workspace.errors import Invalid
from workspace.phrases import Phrase
from workspace.tables import migrate


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/jobs.db")
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    done: list[str] = []

    def press(_database: Database, job: jobs.Job, tell: jobs.Report) -> bytes:
        tell("Setting the pages")
        if job.input["what"] == "refused":
            raise Invalid(Phrase("No font has this character: %(character)s", character="𓀀"))
        done.append(job.input["what"])
        return b"pages"

    monkeypatch.setitem(jobs.HANDLERS, "press", press)
    return done


def queued(database: Database, what: str, *, in_minutes: int = 0) -> str:
    with database.writing() as db:
        return jobs.queue(db, "press", seat_id=None, due_at=now() + timedelta(minutes=in_minutes), what=what).id


def state(database: Database, job_id: str) -> jobs.Job:
    with database.reading() as db:
        return db.get_one(jobs.Job, job_id)


def test_a_job_is_done_once_and_its_output_kept(database: Database, done: list[str]) -> None:
    job_id = queued(database, "edition")

    assert [jobs.do_next(database), jobs.do_next(database)] == [True, False]
    assert done == ["edition"]
    assert (state(database, job_id).output, state(database, job_id).progress) == (b"pages", "Setting the pages")


def test_a_refused_job_says_why(database: Database, done: list[str]) -> None:
    job_id = queued(database, "refused")

    jobs.do_next(database)

    assert str(state(database, job_id).why_not) == "No font has this character: 𓀀"
    assert state(database, job_id).finished_at


def test_a_job_waits_until_it_is_due(database: Database, done: list[str]) -> None:
    queued(database, "deadline", in_minutes=5)

    assert not jobs.do_next(database)
    assert done == []


def test_a_job_whose_process_died_is_taken_again(database: Database, done: list[str]) -> None:
    job_id = queued(database, "edition")
    with database.writing() as db:
        db.get_one(jobs.Job, job_id).taken_at = now()
    assert not jobs.do_next(database)

    with database.writing() as db:
        db.get_one(jobs.Job, job_id).taken_at = now() - jobs.LEASE - timedelta(seconds=1)

    assert jobs.do_next(database)
    assert done == ["edition"]
