"""What a connection that has its ticket may send: frames, packets and events, each at its limit and
beyond it; and how long it may be silent."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.drafting.conftest import House, tables_of_people
from tests.drafting.raw import COMPRESSED, FINAL_TEXT, Wire
from tests.drafting.silence import Silent
from tests.server import Browser, Server
from tests.world import Table
from workspace.config import Limits
from workspace.permissions import Permission
from workspace.realtime.hearing import HEARD, Event, UndeclaredEvent, check_events

LIMITS = Limits()


@pytest.fixture(scope="module", autouse=True)
def silent(served: tuple[Server, Flask]) -> Iterator[Silent]:
    server, app = served
    tables_of_people.append(Table(app))
    made = Silent(server, tables_of_people[-1])
    yield made
    made.leave()


def commit(house: House, steps: list[object], **more: object) -> dict[str, object]:
    return {"text": house.text, "version": 0, "ref": "r", "steps": steps, **more}


def test_a_message_may_be_so_large_and_no_larger(house: House) -> None:
    kenya = Browser(house.server, house.kenya.email)
    fits, over = Wire(house.server, kenya), Wire(house.server, kenya)
    event = "421" + json.dumps(["text:close", {"text": "x"}])
    filler = LIMITS.message_bytes - len(event) - 1  # the 4 of engine.io counts too

    fits.send(event[:-1] + " " * (filler + 1) + "]")
    over.send(event[:-1] + " " * (filler + 2) + "]")

    assert fits.acknowledged(1)["ok"]
    assert over.has_ended


@pytest.mark.parametrize("first", [FINAL_TEXT | COMPRESSED, 0x82, 0x80, 0x8F])
def test_compressed_binary_and_unknown_frames_end_the_connection(house: House, first: int) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    assert "Sec-WebSocket-Extensions" not in wire.head

    wire.socket.settimeout(5)  # or what ends it is that pings are not answered

    wire.send("2", first=first)

    assert wire.has_ended


@pytest.mark.parametrize("packet", ["", "x", "9", "4", "45", "451-[]", "43[]", "41/other,", "4{}", '42["text:close"'])
def test_broken_packets_stop_nothing(house: House, packet: str) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))

    wire.send(packet)

    assert house.client(house.peru).commit(house.text, 0, [[1, 1, "x"]])["ok"]


def test_an_unmasked_frame_ends_the_connection(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))

    wire.send('421["text:close",{"text":"x"}]', masked=False)

    assert wire.has_ended


@pytest.mark.parametrize("name", ["disconnect", "connect", "connect_error", "message", "text:nothing", "__class__"])
def test_events_that_are_not_declared_are_refused(house: House, name: str) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    wire.event(1, "text:open", {"text": house.text, "since": 0})
    peru = house.client(house.peru)
    peru.wait("text:seats", lambda message: house.kenya.id in repr(message))

    assert wire.event(2, name, {})["reason"] == "invalid"

    # It is still there for the others, who would have heard within half a second, and can still commit.
    late = house.client(house.chair)
    late.wait("text:seats", lambda message: house.kenya.id in repr(message))
    peru.wait("text:seats", lambda message: house.chair.id in repr(message))
    assert not [message for _, message in peru.kept if message.get("gone")]
    assert wire.event(3, "text:commit", commit(house, [[1, 1, "x"]]))["ok"]


def test_there_is_no_other_namespace(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))

    wire.send("40/other,{}")

    assert str(wire.receive()).startswith("44/other")


@pytest.mark.parametrize("packet", ["40{}", "40", "41", "40{", "40[", "4", "45"])
def test_a_second_connect_a_farewell_and_what_is_no_packet_end_the_connection(house: House, packet: str) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    assert wire.event(1, "text:open", {"text": house.text, "since": 0})["ok"]
    wire.socket.settimeout(5)

    wire.send(packet)

    assert wire.has_ended


def test_nesting_has_a_limit(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))

    def nested(depth: int) -> object:
        return wire.event(depth, "text:close", {"text": json.loads("[" * (depth - 2) + "]" * (depth - 2))})

    # Both are refused, the one for what it says, the other unread.
    assert "an id" in nested(LIMITS.json_depth)["message"]
    assert "nested" in nested(LIMITS.json_depth + 1)["message"]
    assert wire.event(1, "text:close", {"text": house.text})["ok"]


def test_a_session_has_so_many_connections(house: House) -> None:
    kenya = Browser(house.server, house.kenya.email)
    wires = [Wire(house.server, kenya) for _ in range(LIMITS.connections_per_session)]

    over = Wire(house.server, kenya)

    assert all(str(wire.answer).startswith("40") for wire in wires)
    assert json.loads(str(over.answer)[2:])["data"]["reason"] == "too_many"


def test_what_comes_together_is_answered_in_its_order(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    wire.event(1, "text:open", {"text": house.text, "since": 0})
    made = {"type": "clause", "attrs": {"id": "new10000", "kind": "paragraph", "level": 0}}
    insertion = {"stepType": "replace", "from": 0, "to": 0, "slice": {"content": [made]}}
    # The second of them waits twice: it makes a clause, whose id is looked for elsewhere first.
    several = {
        2: ["text:commit", commit(house, [[1, 1, "x"]], ref="r2")],
        3: ["text:commit", commit(house, [insertion], ref="r3")],
        4: ["text:commit", commit(house, [[1, 1, "y"]], ref="r4")],
        5: ["text:close", {"text": house.text}],
    }

    for number, event in several.items():
        wire.send(f"42{number}" + json.dumps(event))
    answers = []
    while len(answers) < len(several):
        said = str(wire.receive())
        answers += [said] if said.startswith("43") else []

    assert [said[:3] for said in answers] == ["432", "433", "434", "435"]
    assert all('"ok":true' in said for said in answers)


def test_commits_come_so_fast_and_no_faster(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    total = LIMITS.commits_burst * 3
    began = time.monotonic()
    for number in range(total):
        wire.send(f"42{number}" + json.dumps(["text:commit", commit(house, [[1, 1, "x"]], ref=f"r{number}")]))

    answers = [wire.acknowledged(number) for number in range(total)]

    taken = sum(answer["ok"] for answer in answers)
    spent = time.monotonic() - began
    assert LIMITS.commits_burst <= taken <= LIMITS.commits_burst + LIMITS.commits_per_second * spent + 1
    assert {answer.get("reason") for answer in answers if not answer["ok"]} <= {"too_fast"}
    assert taken < total or spent > (total - LIMITS.commits_burst) / LIMITS.commits_per_second


def test_a_commit_has_so_many_steps(house: House) -> None:
    kenya = house.client(house.kenya)

    assert kenya.commit(house.text, 0, [[1, 1, "x"]] * LIMITS.steps_per_commit)["ok"]
    over = kenya.commit(house.text, LIMITS.steps_per_commit, [[1, 1, "x"]] * (LIMITS.steps_per_commit + 1))

    assert over["reason"] == "too_large"


def test_what_one_sends_is_taken_in_the_order_in_which_it_was_sent(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    wire.event(1, "text:open", {"text": house.text, "since": 0})
    for number in range(30):
        wire.send(f"42{number + 2}" + json.dumps(["text:commit", commit(house, [[1, 1, "x"]], ref=f"order-{number}")]))

    answers = [wire.acknowledged(number + 2) for number in range(30)]

    assert [answer["version"] for answer in answers] == list(range(1, 31))
    log = house.client(house.peru).get(f"/texts/{house.text}/commits?since=0").json()["commits"]
    assert [commit["ref"] for commit in log] == [f"order-{number}" for number in range(30)]


def test_an_event_without_a_permission_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    check_events()
    ear = HEARD["text:open"].ear

    for name, event in {"text:more": Event((), ear), "disconnect": Event((Permission.READ_TEXT,), ear)}.items():
        with monkeypatch.context() as patched:
            patched.setitem(HEARD, name, event)
            with pytest.raises(UndeclaredEvent, match=name):
                check_events()


def test_nothing_of_a_text_reaches_the_servers_log(house: House) -> None:
    kenya = house.client(house.kenya)
    kenya.commit(house.text, 0, [[1, 1, "marzipan-canary"]])
    kenya.commit(house.text, 0, [[1, 1, "marzipan-canary\u0000"]])

    assert "marzipan" not in Path(house.server.log).read_text()


def test_an_answer_does_not_wait_for_the_network_to_acknowledge_its_head(house: House) -> None:
    kenya = Browser(house.server, house.kenya.email)
    kenya.get("/health")

    waits = []
    for _ in range(20):
        began = time.monotonic()
        assert kenya.get("/health").ok
        waits.append(time.monotonic() - began)

    # On a connection that is kept, each would take 40 ms without TCP_NODELAY; a busy machine delays some.
    assert min(waits) < 0.03


def test_a_connection_without_a_ticket_ends_after_five_seconds(silent: Silent) -> None:
    assert 4 < silent.without_ticket.after_s() < 8


def test_a_half_open_connection_is_noticed_within_half_a_minute(silent: Silent) -> None:
    assert silent.half_open.after_s() < 31
    assert len(silent.gone) == 1
