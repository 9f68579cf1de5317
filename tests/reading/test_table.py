"""The table before any script runs, and what it tells the scripts."""

import json
import re
from collections.abc import Callable

from tests.amendments.world import minimal_steps_of
from tests.reading.world import Opened, open_text, record_status
from tests.world import Sitting, Table
from workspace.drafting import actions, live
from workspace.drafting.models import Agreement, Clause, ClauseStatus, DraftingMode


def page(sitting: Sitting, opened: Opened) -> str:
    answer = sitting.client.get(f"/agreements/{opened.agreement}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def told(html: str, name: str) -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_the_words_are_readable_before_any_script(table: Table) -> None:
    opened = open_text(table)

    html = page(table.delegate("XAA"), opened)

    assert "<em>Conscious</em> that networks cross every border," in html
    assert '<a class="ref" href="#parag001" data-reference="parag001">article 1, paragraph 1</a> in good faith.' in html
    assert re.search(r'id="parag004" data-kind="paragraph" data-level="1".*?<bdi>\(a\)</bdi>', html)


def test_words_that_look_like_markup_stay_words(table: Table) -> None:
    from workspace.text.schema import clause

    opened = open_text(table, [clause("<script>alert(1)</script> & </script>", id="hostile1")])

    html = page(table.delegate("XAA"), opened)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in html


def test_a_locked_clause_says_so_and_since_when(table: Table) -> None:
    opened = open_text(table)
    record_status(table, "parag001", ClauseStatus.AGREED)
    record_status(table, "parag002", ClauseStatus.REOPENED, "The definition has changed.")

    answer = table.delegate("XAA").client.get(f"/agreements/{opened.agreement}/margins").get_json()

    assert answer["clauses"]["parag001"]["status"] == "agreed"
    assert "Locked" in answer["clauses"]["parag001"]["notes"]
    assert "Gavelled" in answer["clauses"]["parag001"]["notes"]
    assert "The definition has changed." in answer["clauses"]["parag002"]["notes"]
    assert (answer["agreed"], answer["counted"]) == (1, 6)


def test_each_seat_is_told_whether_and_why_it_does_not_type(table: Table) -> None:
    opened = open_text(table)
    chair, delegate, observer = table.chair(), table.delegate("XAA"), table.observer()

    def asked(mode: DraftingMode) -> Callable[[Sitting], object]:
        with table.acting(chair) as (db, seat):
            agreement = db.get_one(Agreement, opened.agreement)
            if agreement.mode != mode:
                actions.set_mode(db, seat, agreement, mode)
        return lambda sitting: told(page(sitting, opened), "live")["rules"]

    for mode, types in (
        (DraftingMode.OPEN, "yes yes no"),
        (DraftingMode.FLOOR, "yes no no"),
        (DraftingMode.CLOSED, "no no no"),
    ):
        rules = [asked(mode)(sitting) for sitting in (chair, delegate, observer)]
        assert [rule["mode"] for rule in rules] == [mode] * 3  # type: ignore[index]
        assert " ".join("yes" if rule["may_commit"] else "no" for rule in rules) == types  # type: ignore[index]


def test_the_panel_shows_the_clause_and_the_hash_of_its_exact_words(table: Table) -> None:
    open_text(table)

    answer = table.delegate("XAA").client.get("/clauses/parag001/panel?tab=clause").get_data(as_text=True)

    assert "Clause <bdi>1.1</bdi>" in answer
    assert re.search(r'data-copy="[0-9a-f]{64}"', answer)


def test_the_panel_opens_at_what_a_seat_works_with(table: Table) -> None:
    open_text(table)

    def opened(sitting: Sitting) -> str:
        page = sitting.client.get("/clauses/parag001/panel").get_data(as_text=True)
        found = re.search(r'aria-current="\w+"[^>]*>\s*([\w-]+)', page)
        assert found
        return found[1]

    assert opened(table.delegate("XAA")) == "Amendments"
    assert opened(table.chair()) == "Clause"


def test_the_margins_that_everybody_asks_for_are_as_of_the_last_act(table: Table) -> None:
    opened = open_text(table)
    delegate, path = table.delegate("XAA").client, f"/agreements/{opened.agreement}/margins"
    reason = "The definition has changed."

    def status(clause_id: str) -> object:
        return delegate.get(path).get_json()["clauses"][clause_id]["status"]

    assert status("parag001") == "open"
    record_status(table, "parag001", ClauseStatus.AGREED)
    assert status("parag001") == "agreed"
    with table.acting(table.chair()) as (db, chair):
        actions.reopen(db, chair, db.get_one(Clause, "parag001"), reason)
    assert status("parag001") == "reopened"
    assert reason in delegate.get(path).get_json()["clauses"]["parag001"]["notes"]


def test_who_has_seen_words_change_is_told_of_margins_no_older_than_these(table: Table) -> None:
    opened = open_text(table)
    delegate, path = table.delegate("XAA").client, f"/agreements/{opened.agreement}/margins"
    record_status(table, "parag001", ClauseStatus.INFORMALS)
    assert delegate.get(path).get_json()["clauses"]["parag001"]["status"] == "informals"

    with table.acting(table.chair()) as (db, chair):
        steps = minimal_steps_of("Each State Party shall act otherwise.", "parag001")
        version = live.change(db, chair, opened.text, steps, cause="typed")

    told = delegate.get(f"{path}?version={version}").get_json()
    assert told["clauses"]["parag001"]["status"] == "open", "agreement in informals is to exact words"
