"""What each sees on the pages of amendments, and what their doors do."""

import html
import re

import orjson
import pytest

from tests.amendments.world import Floor, seen
from tests.world import Client, Sitting, Table
from workspace.amendments import pages
from workspace.amendments.models import Amendment, AmendmentState
from workspace.amendments.words import written_hash
from workspace.drafting.wordings import text_now

OTHER = "Each State Party shall cooperate fully and in good faith."
JSON = {"Accept": "application/json"}


def test_a_delegate_drafts_clears_tables_rewords_and_withdraws_at_the_doors(
    floor: Floor, table: Table, kenya: Sitting
) -> None:
    client, clause = kenya.client, floor.clauses[0]
    assert "What do you propose" in page(client, f"/clauses/{clause}/amendments/new")

    answer = client.post(f"/clauses/{clause}/amendments", data={"kind": "modify", "words": "Always."}, headers=JSON)
    amendment = answer.json["amendment"]
    assert "Always." in page(client, f"/amendments/{amendment}")
    post(client, f"/amendments/{amendment}/reasons", reason="Other words are clearer.")
    post(client, f"/amendments/{amendment}/clearances", words_hash=hash_now(table, amendment))
    assert post(client, f"/amendments/{amendment}/tablings", words_hash="00", status=409)["reason"] == "words_moved"
    assert post(client, f"/amendments/{amendment}/tablings", words_hash=hash_now(table, amendment))["number"] == 1
    shown = page(table.observer().client, f"/amendments/{amendment}")
    assert "A-1" in shown
    assert "Other words are clearer." in shown
    post(client, f"/amendments/{amendment}/rewordings")
    floor.write(kenya, amendment, OTHER)
    post(client, f"/amendments/{amendment}/tablings", words_hash=hash_now(table, amendment), reason="Shorter.")
    assert "Version 2" in page(floor.chair.client, f"/amendments/{amendment}")
    post(client, f"/amendments/{amendment}/withdrawals", reason="Overtaken.")
    assert "Overtaken." in page(floor.chair.client, f"/amendments/{amendment}")


def test_the_list_takes_filters_and_names_what_each_diff_is_against(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    floor.tabled(kenya, 0, "Each State Party shall always cooperate in good faith.")
    fits = floor.tabled(peru, 0, "Each State Party shall cooperate in good faith and at its own cost.")
    overlaps = floor.tabled(peru, 0, "Each State Party shall never cooperate in good faith.")
    floor.tabled(peru, 1, "States should share all that they learn.")
    with table.reading() as db:
        first = db.query(Amendment).filter_by(number=1).one().id
    floor.take_up(first)

    def listed(**filters: str) -> list[str]:
        shown = floor_list(table.observer().client, floor, **filters)
        return [name for name in ("A-1", "A-2", "A-3", "A-4") if f"<bdi>{name}</bdi>" in shown]

    assert listed() == ["A-2", "A-3", "A-4"]
    assert listed(state="taken_up") == ["A-1"]
    assert listed(state="stale") == ["A-3"]
    assert listed(state="withdrawn") == []
    assert listed(state="no such state") == ["A-2", "A-3", "A-4"]
    assert listed(kind="modify", state="stale") == ["A-3"]
    assert listed(kind="delete") == []
    assert listed(state="") == ["A-1", "A-2", "A-3", "A-4"]
    assert listed(delegation="XKE", state="") == ["A-1"]
    assert listed(clause=floor.clauses[1]) == ["A-4"]
    assert listed(words="OWN COST") == ["A-2"]
    shown = floor_list(table.observer().client, floor)
    assert "Re-based over version" in shown
    assert "The same words were changed since." in shown
    sides = page(peru.client, f"/amendments/{overlaps}")
    for part in ("Base, when it was proposed", "Now, against the base", "Proposal, against the base"):
        assert part in sides
    assert "Words at tabling" in page(peru.client, f"/amendments/{fits}?against=base")


def test_the_list_counts_every_state_and_leads_out_of_filters_that_nothing_fits(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    reader = table.observer().client
    nothing = floor_list(reader, floor)
    floor.do_not_take_up(floor.tabled(kenya, 0, OTHER))
    floor.tabled(kenya, 1, kind="delete")

    shown, settled = floor_list(reader, floor), floor_list(reader, floor, state="not_taken_up", delegation="XKE")
    unfit = floor_list(reader, floor, delegation="XPE")
    none_stale = floor_list(reader, floor, state="stale")

    assert "Nothing has been tabled yet" in nothing
    assert "Filter amendments" not in nothing
    for word, count in (("Pending", 1), ("Stale", 0), ("Not taken up", 1), ("Withdrawn", 0), ("All", 2)):
        assert f'{word} <span class="count">{count}</span>' in shown
    assert shown.count("Not taken up") == 1  # one control offers the states, not two
    assert "XPE" not in shown  # nor does a filter offer what would show nothing
    assert '<input type="hidden" name="state" value="not_taken_up">' in settled
    assert "state=withdrawn&amp;delegation=XKE" in settled
    assert "Show all amendments" in unfit
    assert "There are none in this state" in none_stale


def test_a_long_list_comes_in_pages_and_keeps_its_filters(
    floor: Floor, table: Table, kenya: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    for words in ("One.", "Two.", "Three."):
        floor.tabled(kenya, 0, words)
    reader = table.observer().client

    first, last = (floor_list(reader, floor, state="", page=number) for number in ("1", "2"))
    beyond = floor_list(reader, floor, state="", page="99")

    assert ("A-2</bdi>" in first, "A-3</bdi>" in first) == (True, False)
    assert "Page 1 of 2" in first
    assert "state=&amp;page=2" in first
    assert ("A-2</bdi>" in last, "A-3</bdi>" in last) == (False, True)
    assert "Page 2 of 2" in beyond


def test_after_a_decision_the_next_amendment_lies_on_the_desk_and_the_filters_stay(
    floor: Floor, table: Table, kenya: Sitting, peru: Sitting
) -> None:
    taken = floor.tabled(kenya, 0, OTHER)
    floor.tabled(peru, 1, "States should share.")
    following = floor.tabled(kenya, 2, "No State shall attack any hospital.")
    chair = floor.chair.client
    desk = floor_list(chair, floor, delegation="XKE", amendment=taken)
    with table.reading() as db:
        looked = seen(db, db.get_one(Amendment, taken))
    upon = {"clause": looked.clause.hex(), "words_hash": looked.words.hex(), "decision": "do_not_take_up"}

    path = html.unescape(re.search(r'name="next" value="([^"]+)"', desk)[1])
    answer = chair.post(f"/amendments/{taken}/decisions", data=upon | {"next": path})

    assert answer.status_code == 302
    assert answer.location == path
    assert (f"amendment={following}" in path, "delegation=XKE" in path) == (True, True)
    assert "Decide on A-3" in page(chair, path)


def test_a_decision_upon_words_that_moved_is_answered_with_the_diff_and_what_the_chair_wrote(
    floor: Floor, table: Table, kenya: Sitting
) -> None:
    amendment = floor.tabled(kenya, 0, OTHER)
    with table.reading() as db:
        looked = seen(db, db.get_one(Amendment, amendment))
        edited = text_now(db, db.get_one(Amendment, amendment).clause.text).by_id[floor.clauses[0]].node.to_json()
    edited["content"] = [{"type": "text", "text": "Each State Party shall cooperate always."}]
    upon = {
        "clause": looked.clause.hex(),
        "words_hash": looked.words.hex(),
        "decision": "take_up_in_part",
        "edited": orjson.dumps({"type": "doc", "content": [edited]}).decode(),
        "note": "As read out.",
    }
    floor.type(floor.chair, 0, "Each State Party shall cooperate in good faith, and soon.")

    answer = floor.chair.client.post(f"/amendments/{amendment}/decisions", data=upon)
    scripted = floor.chair.client.post(f"/amendments/{amendment}/decisions", data=upon, headers=JSON)

    said = answer.get_data(as_text=True)
    assert (answer.status_code, scripted.status_code) == (409, 409)
    assert scripted.json["reason"] == "words_moved"
    for part in (
        "Nothing was decided",
        "Against what you saw",
        ", and soon",
        "shall cooperate always.",
        "As read out.",
    ):
        assert part in said
    assert floor.standing(amendment).state is AmendmentState.TABLED


def test_a_refused_decision_is_told_at_the_desk_with_what_the_chair_wrote(
    floor: Floor, table: Table, kenya: Sitting
) -> None:
    amendment = floor.tabled(kenya, 0, OTHER)
    with table.reading() as db:
        looked = seen(db, db.get_one(Amendment, amendment))
        edited = text_now(db, db.get_one(Amendment, amendment).clause.text).by_id[floor.clauses[0]].node.to_json()
    edited["content"] = [{"type": "text", "text": OTHER}]
    upon = {"clause": looked.clause.hex(), "words_hash": looked.words.hex(), "note": "As read out."}
    part = {"decision": "take_up_in_part", "edited": orjson.dumps({"type": "doc", "content": [edited]}).decode()}

    answer = floor.chair.client.post(f"/amendments/{amendment}/decisions", data=upon | part)

    said = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Nothing was edited: take the amendment up as it is." in said
    assert 'value="As read out."' in said
    assert re.search(r'value="take_up_in_part"[^>]* checked', said)
    assert floor.standing(amendment).state is AmendmentState.TABLED


def test_the_chair_decides_at_the_desk_upon_what_was_seen(floor: Floor, table: Table, kenya: Sitting) -> None:
    amendment = floor.tabled(kenya, 0, OTHER)
    other = floor.tabled(kenya, 0, "Each State Party shall cooperate wholly and in good faith.")
    chair = floor.chair.client

    assert "A-2 becomes stale" in floor_list(chair, floor, amendment=amendment)
    with table.reading() as db:
        looked = seen(db, db.get_one(Amendment, amendment))
        edited = text_now(db, db.get_one(Amendment, amendment).clause.text).by_id[floor.clauses[0]].node.to_json()
    edited["content"] = [{"type": "text", "text": "Each State Party shall cooperate fully."}]
    upon = {"clause": looked.clause.hex(), "words_hash": looked.words.hex()}
    assert (
        post(chair, f"/amendments/{amendment}/decisions", decision="maybe", **upon, status=422)["field"] == "decision"
    )
    stale = upon | {"clause": "00" * 32}
    moved = post(chair, f"/amendments/{amendment}/decisions", decision="take_up", **stale, status=409)
    assert moved["reason"] == "words_moved"
    whole = orjson.dumps({"type": "doc", "content": [edited]}).decode()
    post(chair, f"/amendments/{amendment}/decisions", decision="take_up_in_part", edited=whole, note="So read.", **upon)

    assert floor.words[0] == "Each State Party shall cooperate fully."
    assert floor.standing(amendment).state is AmendmentState.TAKEN_UP_IN_PART
    assert "So read." in page(kenya.client, f"/amendments/{amendment}")
    assert floor.standing(other).state is AmendmentState.STALE


def test_a_head_asks_for_clearance_before_tabling(floor: Floor, table: Table, kenya: Sitting, peru: Sitting) -> None:
    address = f"/delegations/{kenya.delegation.id}/clearance"

    assert post(peru.client, address, required="yes", status=403)["reason"] == "forbidden"
    post(kenya.client, address, required="yes")

    assert kenya.delegation.requires_clearance
    assert "be cleared before they are tabled" in floor_list(table.delegate("XKE").client, floor)
    post(kenya.client, address, required="no")
    assert not kenya.delegation.requires_clearance


def test_what_a_browser_sends_is_parsed_or_refused(floor: Floor, kenya: Sitting) -> None:
    door, clause = kenya.client, f"/clauses/{floor.clauses[0]}/amendments"
    amendment = floor.tabled(kenya, 0, OTHER)
    decisions = f"/amendments/{amendment}/decisions"

    post(door, clause, kind="replace", status=422)
    post(door, clause, kind="modify", words="a\u202eb", status=422)
    post(door, clause, kind="modify", words="a" * 60_001, status=422)
    for edited in ("", "{}", "[" * 90_000, '{"type":"doc","content":[{"type":"clause"}]}'):
        sent = {"decision": "take_up_in_part", "clause": "00", "words_hash": "00", "edited": edited}
        post(floor.chair.client, decisions, **sent, status=422)
    post(floor.chair.client, decisions, decision="take_up", clause="zz", words_hash="00", status=422)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def floor_list(client: Client, floor: Floor, **filters: str) -> str:
    answer = client.get(f"/agreements/{floor.agreement_id}/amendments", query_string=filters)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def post(client: Client, address: str, *, status: int = 200, **data: str) -> dict[str, object]:
    answer = client.post(address, data=data, headers=JSON)
    assert answer.status_code == status, answer.get_data(as_text=True)
    found: dict[str, object] = answer.get_json()
    return found


def hash_now(table: Table, amendment_id: str) -> str:
    with table.reading() as db:
        return written_hash(db, db.get_one(Amendment, amendment_id)).hex()
