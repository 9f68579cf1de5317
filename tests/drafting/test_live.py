"""Two delegations type in one text, through a real server."""

import pytest

from tests.drafting.conftest import House
from tests.server import words
from workspace.drafting import actions
from workspace.drafting.models import Clause, ClauseStatus, DraftingMode, Text
from workspace.drafting.wordings import clause_now


def wording_hash(house: House, clause: str) -> bytes:
    with house.table.reading() as db:
        return clause_now(db, db.get_one(Clause, clause)).hash


def set_mode(house: House, mode: DraftingMode) -> None:
    """As another process would: the server hears of it by asking the database."""
    with house.table.acting(house.chair) as (db, seat):
        actions.set_mode(db, seat, db.get_one(Text, house.text).agreement, mode)


def agree(house: House, clause: str) -> None:
    seen = wording_hash(house, clause)
    with house.table.acting(house.chair) as (db, seat):
        actions.set_status(db, seat, db.get_one(Clause, clause), ClauseStatus.AGREED, seen)


def test_what_one_types_the_other_hears_and_it_is_on_disk(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)

    answer = kenya.commit(house.text, 0, [[1, 1, "On "]], ref="first")

    assert answer == {"ok": True, "version": 1, "dropped": []}
    heard = peru.wait("text:commits")
    assert heard["from"] == 0
    assert heard["commits"] == [{"ref": "first", "seat": house.kenya.id, "steps": [[1, 1, "On "]]}]
    house.server.kill()
    house.server.start()
    assert words(house.server.client(house.peru.email).document(house.text)).startswith("On Restraint")


def test_a_late_commit_is_mapped_over_what_came_before_it(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    kenya.commit(house.text, 0, [[1, 1, "On "]])

    answer = peru.commit(house.text, 0, [[10, 10, " and aid"]])

    assert answer["ok"]
    assert words(peru.document(house.text)).startswith("On Restraint and aid")


def test_a_step_whose_place_is_gone_is_named(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    kenya.commit(house.text, 0, [[1, 10, ""]])

    partly = peru.commit(house.text, 0, [[3, 5, "x"], [20, 20, "y"]])
    wholly = peru.commit(house.text, 0, [[3, 5, "x"]], ref="nothing-stood")

    assert partly["dropped"] == [0]
    assert wholly == {"ok": True, "version": 2, "dropped": [0]}
    log = peru.get(f"/texts/{house.text}/commits?since=0").json()["commits"]
    assert "nothing-stood" not in [commit["ref"] for commit in log]


def test_a_repeated_ref_is_answered_as_the_first_time(house: House) -> None:
    kenya = house.client(house.kenya)
    first = kenya.commit(house.text, 0, [[1, 1, "a"]], ref="once")
    kenya.commit(house.text, 1, [[1, 1, "b"]])

    assert kenya.commit(house.text, 0, [[1, 1, "a"]], ref="once") == first
    assert kenya.commit(house.text, 0, [[1, 1, "other"]], ref="once")["reason"] == "invalid"
    house.server.kill()
    house.server.start()
    again = house.client(house.kenya)
    assert again.commit(house.text, 0, [[1, 1, "a"]], ref="once") == first
    # A client that says another version of the same words means another commit, and the database knows the ref too.
    assert again.commit(house.text, 2, [[1, 1, "a"]], ref="once")["reason"] == "invalid"
    assert house.client(house.peru).commit(house.text, 2, [[1, 1, "c"]], ref="once")["ok"]


def test_a_moved_clause_takes_its_words_along(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    seen = wording_hash(house, house.clause(2)).hex()
    kenya.commit(house.text, 0, [[51, 51, "All "]])

    stale = peru.ask("clause:move", text=house.text, clause=house.clause(2), after=None, hash=seen, ref="too-late")
    now = wording_hash(house, house.clause(2)).hex()
    moved = peru.ask("clause:move", text=house.text, clause=house.clause(2), after=None, hash=now, ref="moved")

    assert stale["reason"] == "words_moved"
    assert stale["hash"] == now
    assert moved["ok"]
    heard = kenya.wait("text:commits", lambda message: message["commits"][0].get("cause") == "move")
    assert heard["commits"][0]["mirrors"] == [[0, 1]]
    assert words(kenya.document(house.text)).startswith("All States should share")


def test_delegates_type_only_while_the_text_is_open_to_them(house: House) -> None:
    kenya, chair = house.client(house.kenya), house.client(house.chair)
    assert kenya.commit(house.text, 0, [[1, 1, "a"]])["ok"]

    set_mode(house, DraftingMode.FLOOR)
    rules = kenya.wait("text:rules", lambda message: message["mode"] == "floor")

    assert rules["may_commit"] is False
    assert kenya.commit(house.text, 1, [[1, 1, "b"]])["reason"] == "forbidden"
    assert chair.commit(house.text, 1, [[1, 1, "c"]])["ok"]
    set_mode(house, DraftingMode.CLOSED)
    chair.wait("text:rules", lambda message: message["mode"] == "closed")
    assert chair.commit(house.text, 2, [[1, 1, "d"]])["reason"] == "forbidden"


def test_a_gavel_wins_over_a_process_that_has_not_heard_it(house: House) -> None:
    kenya = house.client(house.kenya)
    agree(house, house.clause(1))

    # At once, before the server has asked the database: it judges under the old rules, and may not write.
    answer = kenya.commit(house.text, 0, [[13, 13, "never "]])
    beside = kenya.commit(house.text, 0, [[1, 1, "Here "]])

    assert answer["reason"] == "locked"
    assert answer["clauses"] == [house.clause(1)]
    assert beside["ok"]
    assert kenya.wait("text:rules", lambda message: message["locked"])["locked"] == [house.clause(1)]
    kenya.kept.clear()
    with house.table.acting(house.chair) as (db, seat):
        actions.reopen(db, seat, db.get_one(Clause, house.clause(1)), "A word was left out.")
    kenya.wait("text:rules", lambda message: not message["locked"])
    assert kenya.commit(house.text, 1, [[18, 18, "again "]])["ok"]


def test_whoever_may_not_read_a_text_finds_nothing(house: House) -> None:
    elsewhere = type(house.table)(house.table.app)
    stranger = house.server.client(elsewhere.delegate("XKE").email)
    observer = house.client(house.table.observer())

    assert stranger.open(house.text)["reason"] == "not_found"
    assert stranger.commit(house.text, 0, [[1, 1, "a"]])["reason"] == "not_found"
    assert stranger.open("nosuchtext22")["reason"] == "not_found"
    assert stranger.get(f"/texts/{house.text}/document").status_code == 404
    assert observer.commit(house.text, 0, [[1, 1, "a"]])["reason"] == "forbidden"


@pytest.mark.parametrize(
    "message",
    [
        {"version": 0, "ref": "r", "steps": []},
        {"version": 0, "ref": "r", "steps": [[5, 1, "x"]]},
        {"version": True, "ref": "r", "steps": [[1, 1, "x"]]},
        {"version": -1, "ref": "r", "steps": [[1, 1, "x"]]},
        {"version": 7, "ref": "r", "steps": [[1, 1, "x"]]},
        {"version": 0, "ref": "", "steps": [[1, 1, "x"]]},
        {"version": 0, "ref": "r" * 41, "steps": [[1, 1, "x"]]},
        {"version": 0, "ref": "r", "steps": [[1, 1, "x"]], "more": 1},
        {"version": 0, "ref": "r"},
        {"version": 0, "ref": "r", "steps": [[1, 1, "\u0000"]]},
        {"version": 0, "ref": "r", "steps": [[1, 1, 7]]},
        {"version": 0, "ref": "r", "steps": "x"},
    ],
)
def test_what_cannot_be_meant_is_invalid_and_changes_nothing(house: House, message: dict[str, object]) -> None:
    kenya = house.client(house.kenya)

    assert kenya.ask("text:commit", text=house.text, **message)["reason"] == "invalid"

    assert kenya.commit(house.text, 0, [[1, 1, "fine"]]) == {"ok": True, "version": 1, "dropped": []}


def test_the_log_is_read_in_pages_and_the_document_at_any_version(house: House) -> None:
    kenya = house.client(house.kenya)
    for version in range(3):
        kenya.commit(house.text, version, [[1, 1, str(version)]])

    page = kenya.get(f"/texts/{house.text}/commits?since=1").json()
    earlier = kenya.get(f"/texts/{house.text}/document?version=2")

    assert [commit["steps"] for commit in page["commits"]] == [[[1, 1, "1"]], [[1, 1, "2"]]]
    assert (page["from"], page["version"], page["more"]) == (1, 3, False)
    assert words(earlier.json()).startswith("10Restraint")
    newest = kenya.get(f"/texts/{house.text}/document")
    etag = {"If-None-Match": newest.headers["ETag"]}
    assert kenya.get(f"/texts/{house.text}/document", headers=etag).status_code == 304
    assert newest.headers["Content-Encoding"] == "gzip"
    assert kenya.get(f"/texts/{house.text}/document?version=4").status_code == 404


def test_each_seat_has_a_key_of_its_own_for_what_its_browser_keeps(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)

    first, again = (kenya.get(f"/texts/{house.text}/key").json() for _ in range(2))

    assert first == again
    assert first["seat"] == house.kenya.id
    assert peru.get(f"/texts/{house.text}/key").json()["key"] != first["key"]


def test_the_texts_that_one_may_open_are_listed(house: House) -> None:
    listed = house.client(house.kenya).get("/texts").json()

    assert [(text["text"], text["kind"], text["may_commit"]) for text in listed] == [(house.text, "working", True)]
    assert house.client(house.table.observer()).get("/texts").json()[0]["may_commit"] is False
