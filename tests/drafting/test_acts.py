"""Acts upon agreements and clauses: upon the words that were seen, entered, and through the same authority."""

import pytest
from prosemirror.model import Slice
from prosemirror.transform import ReplaceStep
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.drafting.conftest import begin
from tests.world import Table
from workspace import errors
from workspace.drafting import actions, appending, live, log
from workspace.drafting.documents import document, document_at
from workspace.drafting.models import Clause, ClauseStatus, Commit, Edition, Snapshot, Text
from workspace.drafting.wordings import clause_now, text_now
from workspace.record.models import Entry
from workspace.text.mapping import Commit as Steps
from workspace.text.schema import clauses_of, id_of

DELETE_ONE_LETTER = Steps((ReplaceStep(1, 2, Slice.empty),))


def first_clause(db: Session, text: str) -> Clause:
    _, doc = document(db, db.get_one(Text, text))
    return db.get_one(Clause, id_of(clauses_of(doc)[0]))


def acts(db: Session, table: Table) -> list[str]:
    return list(db.scalars(select(Entry.act).where(Entry.chain == table.negotiation_id).order_by(Entry.number)))


def test_agreement_is_recorded_upon_the_words_that_were_seen(table: Table) -> None:
    text, chair = begin(table), table.chair()
    with table.acting(table.delegate("XKE")) as (db, seat):
        clause = first_clause(db, text)
        with pytest.raises(errors.NotAllowed):
            actions.set_status(db, seat, clause, ClauseStatus.AGREED, clause_now(db, clause).hash)

    with table.acting(chair) as (db, seat):
        clause = first_clause(db, text)
        seen = clause_now(db, clause).hash
        live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment")
        with pytest.raises(errors.WordsMoved) as moved:
            actions.set_status(db, seat, clause, ClauseStatus.AGREED, seen)
        now = clause_now(db, clause).hash
        assert moved.value.details["hash"] == now.hex()
        actions.set_status(db, seat, clause, ClauseStatus.AGREED, now)

        assert clause_now(db, clause).status is ClauseStatus.AGREED
        assert acts(db, table)[-1] == "clause:agreed"


def test_agreed_words_stand_until_they_are_reopened_with_a_reason(table: Table) -> None:
    text, chair = begin(table), table.chair()
    with table.acting(chair) as (db, seat):
        clause = first_clause(db, text)
        epoch = db.get_one(Text, text).epoch
        actions.set_status(db, seat, clause, ClauseStatus.AGREED, clause_now(db, clause).hash)
        assert db.get_one(Text, text).epoch == epoch + 1

        with pytest.raises(errors.Locked) as locked:
            live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment")
        assert locked.value.details["clauses"] == [clause.id]
        with pytest.raises(errors.Invalid):
            actions.reopen(db, seat, clause, " ")
        with pytest.raises(errors.WordsMoved):
            actions.reopen(db, seat, clause, "A reason", bytes(32))
        actions.reopen(db, seat, clause, "A reason", clause_now(db, clause).hash)
        with pytest.raises(errors.OutOfOrder):
            actions.reopen(db, seat, clause, "Once more")

        assert live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment") == 1
        assert acts(db, table)[-1] == "clause:reopened"


def test_agreement_in_informals_lapses_with_the_words_and_locks_nothing(table: Table) -> None:
    text = begin(table)
    with table.acting(table.chair()) as (db, seat):
        clause = first_clause(db, text)
        actions.set_status(db, seat, clause, ClauseStatus.INFORMALS, clause_now(db, clause).hash)

        live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment", subject="amendment7")

        assert clause_now(db, clause).status is ClauseStatus.OPEN


def test_an_edition_freezes_exactly_what_its_issuer_saw(table: Table) -> None:
    text = begin(table)
    with table.acting(table.chair()) as (db, seat):
        agreement = db.get_one(Text, text).agreement
        seen = text_now(db, db.get_one(Text, text))
        edition = actions.issue_edition(db, seat, agreement, "Zero draft", seen.hash)
        live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment")

        with pytest.raises(errors.WordsMoved):
            actions.issue_edition(db, seat, agreement, "Rev.1", seen.hash)
        with pytest.raises(errors.Invalid):
            actions.issue_edition(db, seat, agreement, "Zero draft", text_now(db, db.get_one(Text, text)).hash)
        assert (edition.version, edition.doc, edition.document_hash) == (0, seen.doc.to_json(), seen.hash)
        assert acts(db, table)[-1] == "edition:issued"
    with table.acting(table.head("XKE")) as (db, seat), pytest.raises(errors.NotAllowed):
        actions.issue_edition(db, seat, db.get_one(Edition, edition.id).agreement, "Ours", seen.hash)


def test_an_act_that_is_undone_leaves_no_trace_in_what_others_read(table: Table) -> None:
    text, chair = begin(table), table.chair()

    def change_and_fail() -> None:
        with table.acting(chair) as (db, seat):
            live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment")
            assert document(db, db.get_one(Text, text)).version == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()

    with table.reading() as db:
        found = document(db, db.get_one(Text, text))
        assert (found.version, clauses_of(found.doc)[0].text_content) == (0, "Restraint")


def test_the_log_is_a_chain_and_every_version_can_be_read(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending, "STEPS_PER_SNAPSHOT", 3)
    text, chair = begin(table), table.chair()
    for _ in range(7):
        with table.acting(chair) as (db, seat):
            live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment")

    with table.reading() as db:
        previous = log.FIRST_HASH
        for commit in db.scalars(select(Commit).where(Commit.text_id == text).order_by(Commit.version)):
            row = {column.key: getattr(commit, column.key) for column in Commit.__mapper__.column_attrs}
            assert commit.previous_hash == previous
            assert commit.hash == appending.chained(row)
            previous = commit.hash
        read = [clauses_of(document_at(db, text, version).doc)[0].text_content for version in range(8)]
    assert read == ["Restraint"[version:] for version in range(8)]


def test_a_clause_that_is_deleted_keeps_its_row_and_undo_brings_it_back(table: Table) -> None:
    text = begin(table)
    with table.acting(table.chair()) as (db, seat):
        _, doc = document(db, db.get_one(Text, text))
        node = clauses_of(doc)[0]
        id = id_of(node)
        live.change(db, seat, text, [ReplaceStep(0, node.node_size, Slice.empty)], cause="amendment")
        assert db.get_one(Clause, id, populate_existing=True).deleted_at_version == 1

        live.change(db, seat, text, [ReplaceStep(0, 0, doc.slice(0, node.node_size))], cause="restore")

        assert db.get_one(Clause, id, populate_existing=True).deleted_at_version is None
        assert id_of(clauses_of(document(db, db.get_one(Text, text)).doc)[0]) == id


def test_an_imported_text_gets_ids_of_its_own_where_others_have_them(table: Table) -> None:
    first = begin(table)
    with table.acting(table.secretariat()) as (db, seat):
        _, doc = document(db, db.get_one(Text, first))
        agreement = actions.start_agreement(
            db, seat, seat.negotiation, title="A copy", symbol="", language="fr", scheme="resolution"
        )
        copy = actions.start_text(db, seat, agreement, doc)

        found = document(db, copy).doc

        assert [node.text_content for node in clauses_of(found)] == [node.text_content for node in clauses_of(doc)]
        assert not {id_of(node) for node in clauses_of(found)} & {id_of(node) for node in clauses_of(doc)}
        with pytest.raises(errors.OutOfOrder):
            actions.start_text(db, seat, agreement)


def test_between_the_thousands_only_the_newest_snapshot_is_kept(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(appending, "STEPS_PER_SNAPSHOT", 1)
    monkeypatch.setattr(appending, "STEPS_PER_KEPT_SNAPSHOT", 4)
    text, chair = begin(table), table.chair()
    for _ in range(9):
        with table.acting(chair) as (db, seat):
            live.change(db, seat, text, DELETE_ONE_LETTER, cause="amendment")

    with table.reading() as db:
        kept = list(db.scalars(select(Snapshot.version).where(Snapshot.text_id == text).order_by(Snapshot.version)))
        read = [document_at(db, text, version).version for version in range(10)]
    assert kept == [0, 3, 4, 7, 8, 9]
    assert read == list(range(10))
