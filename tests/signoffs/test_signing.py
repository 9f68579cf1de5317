"""A nation signs off on exact words, for itself, after seeing them; what changes afterwards is never signed by it."""

import pytest

from tests.signoffs.world import FIRST, SECOND, Paper, id_in, signature
from tests.world import Table
from workspace.drafting.models import Agreement, ClauseStatus, Text
from workspace.drafting.wordings import text_now
from workspace.record.models import Entry
from workspace.signoffs.models import SignOff, SignOffState
from workspace.signoffs.queries import nation_by_clause
from workspace.signoffs.watching import tell


@pytest.fixture
def paper(table: Table) -> Paper:
    return Paper.at(table)


def states(paper: Paper, clause_id: str) -> dict[str, SignOffState]:
    """By nation, what its sign-off of the clause is worth now."""
    with paper.table.reading() as db:
        agreement = db.get_one(Agreement, paper.agreement_id)
        rows = nation_by_clause(db, agreement, text_now(db, db.get_one(Text, paper.text_id)))
        return {row.delegation.code: row.cells[clause_id].state for row in rows if clause_id in row.cells}


def told(paper: Paper) -> list[str]:
    """What the record says of sign-offs, in order, after the watch has looked."""
    with paper.table.writing() as db:
        tell(db, db.get_one(Text, paper.text_id))
    with paper.table.reading() as db:
        entries = db.query(Entry).filter(Entry.act.startswith("sign-off:")).order_by(Entry.number)
        return [entry.act.removeprefix("sign-off:") for entry in entries]


def test_a_head_signs_off_on_the_words_seen_once_they_are_agreed_in_informals(paper: Paper) -> None:
    kenya = paper.table.head("XKE")

    early = paper.sign(kenya, FIRST)
    paper.agree(FIRST)
    page = kenya.client.get(f"/clauses/{FIRST}/sign-offs/new").get_data(as_text=True)
    signed = paper.sign(kenya, FIRST)

    assert early.status_code == 409
    assert "States shall cooperate in good faith." in page
    assert paper.hash(FIRST) in page
    assert states(paper, FIRST) == {"XKE": SignOffState.STANDS}
    assert "Initialled" in kenya.client.get(signed.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"ending": "zzzz"}, 422),
        ({"ending": ""}, 422),
        ({"level": "signed"}, 422),
        ({"hash": "ab" * 32, "ending": "abab"}, 409),
        ({"hash": "not a hash"}, 422),
        ({"password": "another password"}, 403),
    ],
)
def test_nothing_is_signed_without_the_right_hash_its_end_and_the_password(
    paper: Paper, changed: dict[str, str], status: int
) -> None:
    kenya = paper.table.head("XKE")
    paper.agree(FIRST)

    refused = paper.sign(kenya, FIRST, **changed)

    assert refused.status_code == status
    assert states(paper, FIRST) == {}


def test_words_that_moved_while_one_reads_are_not_signed(paper: Paper) -> None:
    kenya = paper.table.head("XKE")
    paper.agree(FIRST)
    seen = paper.hash(FIRST)

    paper.reword(FIRST, "States shall cooperate in good faith and without delay.")
    paper.agree(FIRST)
    refused = kenya.client.post(f"/clauses/{FIRST}/sign-offs", data=signature(seen))

    assert refused.status_code == 409
    assert "have changed since you saw them" in refused.get_data(as_text=True)
    assert states(paper, FIRST) == {}


def test_a_changed_clause_supersedes_its_sign_offs_and_the_same_words_bring_them_back(paper: Paper) -> None:
    kenya = paper.table.head("XKE")
    paper.agree(FIRST)
    sign_off = id_in(paper.sign(kenya, FIRST))

    paper.reword(FIRST, "States may cooperate in good faith.")
    superseded = states(paper, FIRST), told(paper), told(paper)
    page = kenya.client.get(f"/sign-offs/{sign_off}").get_data(as_text=True)
    paper.reword(FIRST, "States shall cooperate in good faith.")

    assert superseded == ({"XKE": SignOffState.SUPERSEDED}, ["given", "superseded"], ["given", "superseded"])
    assert "deleted:" in page
    assert "inserted:" in page
    assert states(paper, FIRST) == {"XKE": SignOffState.STANDS}
    assert told(paper) == ["given", "superseded", "stands_again"]


def test_renumbering_does_not_supersede_a_sign_off(paper: Paper) -> None:
    kenya = paper.table.head("XKE")
    paper.agree(SECOND, ClauseStatus.AGREED)
    paper.sign(kenya, SECOND)

    with paper.table.acting(paper.chair) as (db, chair):
        from workspace.drafting import live
        from workspace.text.authority import move

        before = text_now(db, db.get_one(Text, paper.text_id)).by_id[SECOND].number
        live.change(db, chair, paper.text_id, lambda doc: move(doc, FIRST, SECOND), cause="move")
        after = text_now(db, db.get_one(Text, paper.text_id)).by_id[SECOND].number

    assert before != after
    assert states(paper, SECOND) == {"XKE": SignOffState.STANDS}


def test_an_edition_signed_covers_its_clauses_until_their_words_change(paper: Paper) -> None:
    kenya, peru = paper.table.head("XKE"), paper.table.head("XPE")
    edition = paper.issue()
    page = kenya.client.get(f"/editions/{edition}/sign-offs/new").get_data(as_text=True)
    digits = max(part for part in page.split('"') if len(part) == 64 and part.isalnum())

    kenya.client.post(f"/editions/{edition}/sign-offs", data=signature(digits))
    paper.reword(FIRST, "States may cooperate.")

    assert states(paper, FIRST) == {"XKE": SignOffState.SUPERSEDED}
    assert states(paper, SECOND) == {"XKE": SignOffState.STANDS}
    paper.issue("Rev.2")
    late = peru.client.post(f"/editions/{edition}/sign-offs", data=signature(digits))
    assert late.status_code == 409


def test_a_sign_off_is_withdrawn_by_its_own_nation_only_and_stays_on_the_record(paper: Paper) -> None:
    kenya, peru = paper.table.head("XKE"), paper.table.head("XPE")
    paper.agree(FIRST)
    sign_off = id_in(paper.sign(kenya, FIRST))
    reason = {"reason": "Instructions have changed.", "password": "seven quiet lanterns on the quay"}

    foreign = peru.client.post(f"/sign-offs/{sign_off}/withdrawals", data=reason)
    own = kenya.client.post(f"/sign-offs/{sign_off}/withdrawals", data=reason)
    again = kenya.client.post(f"/sign-offs/{sign_off}/withdrawals", data=reason)

    assert (foreign.status_code, own.status_code, again.status_code) == (403, 302, 409)
    assert states(paper, FIRST) == {"XKE": SignOffState.WITHDRAWN}
    assert told(paper) == ["given", "withdrawn"]


def test_no_other_role_signs_for_a_nation(paper: Paper) -> None:
    paper.agree(FIRST)
    table = paper.table
    others = [table.delegate("XKE"), table.adviser("XKE"), paper.chair, table.secretariat(), table.observer()]

    answers = [paper.sign(other, FIRST).status_code for other in others]

    assert answers == [403] * len(others)
    with table.reading() as db:
        assert db.query(SignOff).count() == 0


def test_the_overview_shows_each_nation_by_clause(paper: Paper) -> None:
    kenya, peru = paper.table.head("XKE"), paper.table.head("XPE")
    paper.agree(FIRST)
    empty = kenya.client.get(f"/agreements/{paper.agreement_id}/sign-offs").get_data(as_text=True)

    paper.sign(kenya, FIRST)
    page = peru.client.get(f"/agreements/{paper.agreement_id}/sign-offs").get_data(as_text=True)

    assert "Nothing has been signed yet" in empty
    assert 'data-c="I"' in page
    assert "Republic of XPE" in page
