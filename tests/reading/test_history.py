"""Each clause tells its wordings from the first to now, and any two states of a text can be compared."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.amendments.world import Floor
from tests.signoffs.world import FIRST, SECOND, Paper
from tests.world import Sitting, Table
from workspace.database import at_moment
from workspace.drafting import live
from workspace.drafting.history import wordings_of
from workspace.drafting.models import Clause
from workspace.reading.record.sentences import _words, kind_word
from workspace.record.acts import Act
from workspace.text import authority

MORNING = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def paper(table: Table) -> Paper:
    return Paper.at(table)


def at(paper: Paper, seconds: float, words: str) -> None:
    with at_moment(MORNING + timedelta(seconds=seconds)):
        paper.reword(FIRST, words)


def told(paper: Paper) -> list[str]:
    with paper.table.reading() as db:
        return [
            wording.node.text_content if wording.node else "(deleted)"
            for wording in wordings_of(db, db.get_one(Clause, FIRST))
        ]


def test_a_wording_ends_with_a_pause_of_ten_seconds(paper: Paper) -> None:
    at(paper, 0, "States shall help.")
    at(paper, 9.9, "States shall help each other.")
    at(paper, 20, "States shall help each other at once.")

    assert told(paper) == [
        "States shall cooperate in good faith.",
        "States shall help each other.",
        "States shall help each other at once.",
    ]


def test_an_act_upon_a_clause_ends_its_wording(paper: Paper) -> None:
    at(paper, 0, "States shall help.")
    with at_moment(MORNING + timedelta(seconds=1)):
        paper.agree(FIRST)
    at(paper, 2, "States shall help each other.")

    assert told(paper)[1:] == ["States shall help.", "States shall help each other."]


def test_a_process_that_looks_late_tells_the_same_as_one_that_watched(paper: Paper) -> None:
    from workspace.drafting import history

    watched = []
    for second, words in enumerate(("One.", "One two.", "One two three.")):
        at(paper, second * 6, words)
        watched = told(paper)
    history._told.clear()

    assert told(paper) == watched


def test_the_page_of_a_clause_names_authors_and_compares_any_two_wordings(paper: Paper) -> None:
    peru = paper.table.delegate("XPE")
    at(paper, 0, "States shall help.")
    at(paper, 60, "States shall assist.")

    page = peru.client.get(f"/clauses/{FIRST}/wordings").get_data(as_text=True)
    compared = peru.client.get(f"/clauses/{FIRST}/wordings?from=0&to=2").get_data(as_text=True)
    beyond = peru.client.get(f"/clauses/{FIRST}/wordings?from=0&to=9")

    assert "Chair" in page
    assert "assist" in page
    assert "inserted:" in compared
    assert beyond.status_code == 404


def test_two_states_of_the_text_are_compared_clause_by_clause(paper: Paper) -> None:
    peru = paper.table.delegate("XPE")
    first = paper.issue("Zero draft")
    at(paper, 0, "States shall help.")

    changes = peru.client.get(f"/agreements/{paper.agreement_id}/compare?from={first}&to=now").get_data(as_text=True)
    same = peru.client.get(f"/agreements/{paper.agreement_id}/compare?from={first}&to={first}").get_data(as_text=True)
    every = peru.client.get(f"/agreements/{paper.agreement_id}/compare?from=0&to=now&show=all").get_data(as_text=True)
    absent = peru.client.get(f"/agreements/{paper.agreement_id}/compare?from=nothing&to=now")

    assert "help" in changes
    assert "States should share" not in changes
    assert "Nothing changed" in same
    assert "States should share" in every
    assert absent.status_code == 404


def test_words_taken_up_are_their_proposers_and_what_the_chair_changed_in_them_is_the_chairs(table: Table) -> None:
    floor, kenya, peru = Floor(table), table.head("XKE"), table.delegate("XPE")
    whole = floor.tabled(kenya, 0, "Each State Party shall cooperate at once.")
    part = floor.tabled(kenya, 1, "States shall share what they learn.")
    floor.take_up(whole)
    floor.take_up_in_part(part, "States shall share all that they learn.")

    whole_row, part_row = _rows(peru, floor.agreement_id)
    history = _plain(peru.client.get(f"/clauses/{floor.clauses[1]}/wordings").get_data(as_text=True))

    assert "XKE Republic of XKE, taken up by the Chair (A-1)" in whole_row
    assert whole_row.count("Chair") == 1
    assert "XKE Republic of XKE, taken up by the Chair (A-2)Chair" in part_row
    assert "XKE Republic of XKE, taken up by the Chair (A-2)" in history


def test_whose_words_stand_between_two_versions_is_told_though_the_wording_went_on_after_them(paper: Paper) -> None:
    peru = paper.table.delegate("XPE")
    at(paper, 0, "States shall help.")
    at(paper, 2, "States shall help each other.")

    (row,) = _rows(peru, paper.agreement_id, "from=0&to=1")

    assert "Chair" in row


def test_a_clause_that_only_moved_is_among_the_changes(paper: Paper) -> None:
    peru = paper.table.delegate("XPE")
    with paper.table.acting(paper.chair) as (db, seat):
        live.change(db, seat, paper.text_id, lambda doc: authority.move(doc, FIRST, SECOND), cause="move")

    (row,) = _rows(peru, paper.agreement_id, "from=0&to=now")
    inline = peru.client.get(f"/agreements/{paper.agreement_id}/compare?from=0&to=now&view=inline")

    assert "Moved" in row
    assert "Chair" in row
    assert "Moved" in inline.get_data(as_text=True)


def _rows(reader: Sitting, agreement_id: str, states: str = "from=0&to=now") -> list[str]:
    page = reader.client.get(f"/agreements/{agreement_id}/compare?{states}").get_data(as_text=True)
    return [_plain(row) for row in page.split("<tbody>")[1].split("</tr>")[:-1]]


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_the_text_is_shown_as_it_was_at_any_version(paper: Paper) -> None:
    peru = paper.table.delegate("XPE")
    at(paper, 0, "States shall help.")

    before = peru.client.get(f"/agreements/{paper.agreement_id}/versions/0").get_data(as_text=True)
    never = peru.client.get(f"/agreements/{paper.agreement_id}/versions/4000")

    assert "States shall cooperate in good faith." in before
    assert never.status_code == 404


def test_the_record_page_shows_acts_and_filters_them(paper: Paper) -> None:
    peru = paper.table.delegate("XPE")
    paper.agree(SECOND)
    page = f"/negotiations/{paper.table.negotiation_id}/record"

    everything = peru.client.get(page).get_data(as_text=True)
    clause = peru.client.get(f"{page}?clause={SECOND}").get_data(as_text=True)
    nothing = peru.client.get(f"{page}?kind=amendment").get_data(as_text=True)
    wrong = peru.client.get(f"{page}?since=yesterday")
    observer = paper.table.observer().client.get(page)

    assert "Convened the negotiation" in everything
    assert "Convened the negotiation" not in clause
    assert "No act fits" in nothing
    assert wrong.status_code == 422
    assert observer.status_code == 403


def test_every_act_has_its_sentence(app: Flask) -> None:
    with app.test_request_context():
        sentences = {act.value: _words().get(act.value) for act in Act}
        kinds = {act.value.partition(":")[0] for act in Act}
        words = {kind: kind_word(kind) for kind in kinds}

    assert None not in sentences.values()
    assert all(word != kind for kind, word in words.items())
