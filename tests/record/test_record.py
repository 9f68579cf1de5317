"""The record is one chain: nothing in it can be changed, taken out or put in unnoticed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from workspace.database import Database, at_moment
from workspace.record.actions import enter, mark_as_demonstration
from workspace.record.acts import Act
from workspace.record.models import Entry
from workspace.record.queries import Filter, entries
from workspace.record.verification import chains, verify
from workspace.tables import migrate


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/record.db")
    migrate(database)
    with database.writing() as db:
        yield db
    database.close()


def said(db: Session, subject: str, *, chain: str = "talks", clause: str | None = None) -> Entry:
    return enter(
        db,
        chain=chain,
        act=Act.NEGOTIATION_CONVENED,
        subject_kind="negotiation",
        subject=subject,
        seat="seat",
        delegation="peru",
        clause=clause,
        payload={"words": f"On {subject}, naïveté 国家"},
    )


def test_a_record_that_nobody_touched_is_whole(db: Session) -> None:
    for number in range(4):
        said(db, f"subject {number}")

    assert verify(db, "talks") is None
    assert [entry.number for entry in entries(db, "talks", Filter()).entries] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE record_entry SET subject = 'other' WHERE number = 2", "what it says was changed"),
        ("UPDATE record_entry SET delegation = 'chile' WHERE number = 2", "what it says was changed"),
        ("UPDATE record_entry SET seat = NULL WHERE number = 2", "what it says was changed"),
        ("UPDATE record_entry SET at = '2001-01-01 00:00:00.000000' WHERE number = 2", "what it says was changed"),
        ("UPDATE record_entry SET is_demonstration = 1 WHERE number = 2", "what it says was changed"),
        ("UPDATE record_payload SET body = '{}' WHERE entry_id = (SELECT id FROM record_entry WHERE number = 2)",
         "its payload was changed"),
        ("UPDATE record_entry SET previous_hash = hash WHERE number = 2", "it does not follow the entry before it"),
    ],
)  # fmt: skip
def test_verifying_names_the_first_entry_that_was_changed(db: Session, change: str, why: str) -> None:
    for number in range(4):
        said(db, f"subject {number}")

    db.execute(text(change))
    db.expire_all()
    fault = verify(db, "talks")

    assert fault is not None
    assert (fault.number, fault.why) == (2, why)


def test_verifying_notices_an_entry_taken_out(db: Session) -> None:
    for number in range(4):
        said(db, f"subject {number}")

    db.execute(text("DELETE FROM record_payload WHERE entry_id = (SELECT id FROM record_entry WHERE number = 2)"))
    db.execute(text("DELETE FROM record_entry WHERE number = 2"))
    db.expire_all()
    fault = verify(db, "talks")

    assert fault is not None
    assert (fault.number, fault.why) == (2, "an entry is missing before it")


def test_a_withheld_payload_does_not_break_the_chain(db: Session) -> None:
    said(db, "first")
    said(db, "second")

    db.execute(text("DELETE FROM record_payload"))
    db.expire_all()

    assert verify(db, "talks") is None


def test_a_delegations_own_log_is_a_chain_of_its_own(db: Session) -> None:
    said(db, "public")
    said(db, "private", chain="peru")

    assert chains(db) == ["peru", "talks"]
    assert [entry.subject for entry in entries(db, "talks", Filter()).entries] == ["public"]


def test_the_record_is_filtered_by_clause_delegation_kind_and_time(db: Session) -> None:
    with at_moment(datetime(2026, 5, 1, 9, tzinfo=UTC)):
        said(db, "early", clause="k3v9p2xa")
    with at_moment(datetime(2026, 5, 2, 9, tzinfo=UTC)):
        said(db, "late")

    def subjects(wanted: Filter) -> list[str]:
        return [entry.subject for entry in entries(db, "talks", wanted).entries]

    assert subjects(Filter(clause="k3v9p2xa")) == ["early"]
    assert subjects(Filter(since=datetime(2026, 5, 2, tzinfo=UTC))) == ["late"]
    assert subjects(Filter(until=datetime(2026, 5, 2, tzinfo=UTC))) == ["early"]
    assert subjects(Filter(delegation="chile")) == []
    assert subjects(Filter(kind="negotiation")) == ["late", "early"]
    assert subjects(Filter(kind="amendment")) == []


def test_an_entry_of_the_demonstration_says_so(db: Session) -> None:
    real = said(db, "real")
    mark_as_demonstration(db)

    shown = said(db, "shown")

    assert not real.is_demonstration
    assert shown.is_demonstration
    assert verify(db, "talks") is None
