"""What the chair records of clauses, and editions: each upon exactly the words that were seen."""

import pytest

from tests.signoffs.world import FIRST, SECOND, Paper
from tests.world import Table
from workspace.drafting.models import Agreement, Clause, ClauseStatus, Edition
from workspace.drafting.wordings import text_now, working_text
from workspace.record.models import Entry


@pytest.fixture
def paper(table: Table) -> Paper:
    return Paper.at(table)


def entries(paper: Paper, act: str) -> list[Entry]:
    with paper.table.reading() as db:
        return [entry for entry in db.query(Entry).all() if entry.act == act]


def status_of(paper: Paper, clause_id: str) -> ClauseStatus:
    with paper.table.reading() as db:
        return db.get_one(Clause, clause_id).status


def text_hash(paper: Paper) -> str:
    with paper.table.reading() as db:
        return text_now(db, working_text(db, db.get_one(Agreement, paper.agreement_id))).hash.hex()


def test_the_chair_records_agreement_on_the_words_seen_and_nobody_else_does(paper: Paper) -> None:
    seen, delegate = paper.hash(FIRST), paper.table.delegate("XAA")

    refused = delegate.client.post(f"/clauses/{FIRST}/status", data={"status": "agreed", "hash": seen})
    done = paper.chair.client.post(f"/clauses/{FIRST}/status", data={"status": "agreed", "hash": seen})

    assert (refused.status_code, done.status_code) == (403, 302)
    assert done.location == f"/agreements/{paper.agreement_id}#{FIRST}"
    assert status_of(paper, FIRST) is ClauseStatus.AGREED
    [entry] = entries(paper, "clause:agreed")
    assert (entry.clause, entry.seat) == (FIRST, paper.chair.id)


def test_agreement_on_words_that_moved_is_answered_with_the_diff_and_nothing_happens(paper: Paper) -> None:
    seen = paper.hash(FIRST)
    paper.reword(FIRST, "States shall never cooperate.")

    answer = paper.chair.client.post(f"/clauses/{FIRST}/status", data={"status": "agreed", "hash": seen})

    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert '<del><span class="vh">deleted: </span>' in page
    assert "never" in page
    assert status_of(paper, FIRST) is ClauseStatus.OPEN
    assert entries(paper, "clause:agreed") == []


def test_a_script_that_acts_on_moved_words_gets_the_reason(paper: Paper) -> None:
    data = {"status": "agreed", "hash": "00" * 32}

    answer = paper.chair.client.post(f"/clauses/{FIRST}/status", data=data, headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert answer.json["reason"] == "words_moved"
    assert answer.json["hash"] == paper.hash(FIRST)


def test_a_clause_is_reopened_for_a_reason_only(paper: Paper) -> None:
    paper.agree(SECOND, ClauseStatus.AGREED)
    door = f"/clauses/{SECOND}/reopenings"

    bare = paper.chair.client.post(door, data={"reason": " "})
    reopened = paper.chair.client.post(door, data={"reason": "XAA has new instructions", "next": "/negotiations"})

    assert (bare.status_code, reopened.status_code) == (422, 302)
    assert reopened.location == "/negotiations"
    assert status_of(paper, SECOND) is ClauseStatus.REOPENED
    [entry] = entries(paper, "clause:reopened")
    assert entry.clause == SECOND


def test_an_act_never_leads_to_another_site(paper: Paper) -> None:
    data = {"status": "informals", "hash": paper.hash(FIRST), "next": "//elsewhere.example/"}

    assert paper.chair.client.post(f"/clauses/{FIRST}/status", data=data).location == "/"


def test_an_edition_is_issued_on_the_words_seen_under_a_name_of_its_own(paper: Paper) -> None:
    door, seen = f"/agreements/{paper.agreement_id}/editions", text_hash(paper)
    head, chair = paper.table.head("XAA").client, paper.chair.client

    refused = head.post(door, data={"name": "Rev.1", "hash": seen})
    issued = chair.post(door, data={"name": "Rev.1", "hash": seen, "version": "0"})
    again = chair.post(door, data={"name": "Rev.1", "hash": seen, "version": "0"})
    paper.reword(FIRST, "States shall cooperate.")
    late = chair.post(door, data={"name": "Rev.2", "hash": seen, "version": "0"})

    assert (refused.status_code, issued.status_code, again.status_code, late.status_code) == (403, 302, 422, 409)
    assert 'value="Rev.1"' in again.get_data(as_text=True)  # nothing that was typed is lost
    page = late.get_data(as_text=True)
    assert 'value="Rev.2"' in page
    assert f"/agreements/{paper.agreement_id}/compare?from=0&amp;to=now" in page
    with paper.table.reading() as db:
        [edition] = db.query(Edition).all()
    assert edition.document_hash.hex() == seen


def test_an_edition_shows_its_frozen_words_with_what_is_said_of_them_today(paper: Paper) -> None:
    edition = paper.issue("Zero draft")
    paper.agree(SECOND, ClauseStatus.AGREED)
    paper.reword(FIRST, "States shall cooperate.")
    paper.agree(FIRST, ClauseStatus.AGREED)

    page = paper.table.observer().client.get(f"/editions/{edition}").get_data(as_text=True)

    assert "States shall cooperate in good faith." in page
    assert page.count("Changed since") == 1
    # Agreement on the later words is not agreement on these.
    assert 'data-status="agreed" id="clause02"' in page
    assert 'data-status="open" id="clause01"' in page


def test_the_list_of_editions_shows_who_issued_what(paper: Paper) -> None:
    paper.issue("Zero draft")
    paper.reword(FIRST, "States shall cooperate.")
    paper.issue("Rev.1")

    page = paper.table.delegate("XAA").client.get(f"/agreements/{paper.agreement_id}/editions").get_data(as_text=True)

    assert page.index("Rev.1") < page.index("Zero draft")
    assert "Issue the edition" not in page
    assert "Issue the edition" in paper.chair.client.get(f"/agreements/{paper.agreement_id}/editions").get_data(
        as_text=True
    )
