"""A text may be asked for with the message that connects: one way there and back is saved, and nothing else changes."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.drafting.conftest import House
from tests.drafting.raw import Wire
from tests.server import Browser, Client
from workspace.drafting.models import Text
from workspace.negotiations import actions as negotiations
from workspace.negotiations.models import Seat


def opening(house: House, since: int = 0) -> list[dict[str, Any]]:
    return [{"text": house.text, "since": since}]


def again(client: Client, opening: Any) -> None:
    client.leave()
    client.forget()
    client.connect(opening=opening)


def test_what_was_missed_comes_with_the_connection(house: House) -> None:
    kenya, peru = house.client(house.kenya), house.client(house.peru)
    kenya.leave()
    peru.commit(house.text, 0, [[1, 1, "On "]], ref="missed")

    again(kenya, opening(house))

    answer = kenya.wait("text:opened")
    assert (answer["text"], answer["ok"], answer["version"]) == (house.text, True, 1)
    assert [commit["ref"] for commit in answer["commits"]] == ["missed"]
    assert kenya.commit(house.text, 1, [[1, 1, "x"]])["ok"]
    peru.commit(house.text, 2, [[1, 1, "y"]], ref="later")
    assert kenya.wait("text:commits", lambda told: told["commits"][0]["ref"] == "later")["from"] == 2


def test_others_see_who_came_so(house: House) -> None:
    peru = house.client(house.peru)
    kenya = house.client(house.kenya, opened=False)

    again(kenya, opening(house))

    own = kenya.wait("text:opened")["connection"]
    assert own in str(peru.wait("text:seats", lambda told: house.kenya.id in str(told)))


def test_all_of_it_is_one_write(house: House) -> None:
    house.client(house.peru)  # so that the text is open here
    browser = Browser(house.server, house.kenya.email)

    wire = Wire(house.server, browser, opening=opening(house))

    assert (wire.answer or "").startswith("40")
    told = [(wire.receive() or "").split('"')[1] for _ in range(3)]
    assert told == ["text:rules", "text:seats", "text:opened"]


def test_by_long_polling_too(house: House) -> None:
    kenya = house.server.client(house.kenya.email, transports=("polling",))

    again(kenya, opening(house))

    assert kenya.wait("text:opened")["ok"]


def test_each_text_is_answered_for_itself(house: House) -> None:
    kenya = house.client(house.kenya, opened=False)

    again(kenya, [{"text": "nosuchtext00", "since": 0}, *opening(house), {"text": house.text, "since": 7}, "text"])

    answers = [kenya.wait("text:opened") for _ in range(4)]
    assert [answer.get("reason", "ok") for answer in answers] == ["not_found", "ok", "invalid", "invalid"]
    assert kenya.commit(house.text, 0, [[1, 1, "x"]])["ok"]


def test_what_is_no_list_of_texts_is_refused(house: House) -> None:
    browser = Browser(house.server, house.kenya.email)

    wire = Wire(house.server, browser, opening={"text": house.text, "since": 0})

    assert (wire.answer or "").startswith("44")
    assert '"reason":"invalid"' in (wire.answer or "")


def test_a_seat_that_has_just_ended_opens_nothing(house: House) -> None:
    kenya = house.client(house.kenya)
    kenya.leave()
    ticket = kenya.ticket()
    with house.table.acting(house.table.secretariat()) as (db, seat):
        negotiations.end(db, seat, db.get_one(Seat, house.kenya.id))

    kenya.forget()
    kenya.connect(ticket, opening=opening(house))

    answer = kenya.wait("text:opened")
    assert (answer["ok"], answer["reason"]) == (False, "not_found")
    with house.table.reading() as db:
        assert db.get_one(Text, house.text).version == 0


def test_rights_are_looked_up_again_for_what_is_opened_late(house: House) -> None:
    browser = Browser(house.server, house.kenya.email)
    # This version does not come: its opening waits for it, and the next one waits for that.
    wanted = [*opening(house, since=7), *opening(house)]
    with ThreadPoolExecutor(1) as beside:
        connecting = beside.submit(Wire, house.server, browser, opening=wanted)
        time.sleep(0.8)
        with house.table.acting(house.table.secretariat()) as (db, seat):
            negotiations.end(db, seat, db.get_one(Seat, house.kenya.id))
        wire = connecting.result()

    told = [wire.receive() or "" for _ in range(2)]

    assert ['"reason":"invalid"' in told[0], '"reason":"not_found"' in told[1]] == [True, True]


def test_no_more_texts_are_opened_at_once_than_may_be(house: House) -> None:
    kenya = house.client(house.kenya, opened=False)

    again(kenya, opening(house) * 90)

    answers = [kenya.wait("text:opened") for _ in range(90)]
    assert all(answer["ok"] for answer in answers[:60])
    assert {answer["reason"] for answer in answers if not answer["ok"]} == {"too_fast"}
