"""Who gets a live connection, and what is refused on it. Each of these was seen to go wrong in the libraries."""

import json
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
import socketio
from flask import Flask

from tests.drafting.conftest import House, begin, tables_of_people
from tests.drafting.raw import COMPRESSED, FINAL_TEXT, Wire, handshake, status
from tests.server import Browser, Client, Server
from tests.world import Table
from workspace.config import Config, Limits
from workspace.permissions import Permission
from workspace.realtime.hearing import HEARD, Event, UndeclaredEvent, check_events
from workspace.realtime.tickets import Tickets

LIMITS = Limits()


class Noticed:
    """What is waited for in the background, and how long after the beginning it comes."""

    def __init__(self, wait: Callable[[], object]) -> None:
        self._began, self._ended = time.monotonic(), 0.0
        self._thread = threading.Thread(target=self._wait, args=[wait], daemon=True)
        self._thread.start()

    def _wait(self, wait: Callable[[], object]) -> None:
        assert wait()
        self._ended = time.monotonic()

    def after_s(self) -> float:
        self._thread.join(40)
        assert self._ended, "It did not come."
        return self._ended - self._began


class Silent:
    """Connections that say nothing while the other tests of this module are busy."""

    def __init__(self, server: Server, table: Table) -> None:
        text, kenya, peru = begin(table), table.delegate("XKE"), table.delegate("XPE")
        unknown = Wire(server)
        self.without_ticket = Noticed(lambda: unknown.has_ended)
        # It hears and answers no ping any more.
        self._deaf = Wire(server, Browser(server, kenya.email))
        self._deaf.event(1, "text:open", {"text": text, "since": 0})
        self.gone: list[str] = []
        self._watcher = Client(server, peru.email)
        assert self._watcher.open(text)["ok"]
        self.half_open = Noticed(self._is_told)

    def leave(self) -> None:
        self._watcher.leave()

    def _is_told(self) -> bool:
        told = self._watcher.wait("text:seats", lambda message: bool(message.get("gone")), timeout=35)
        self.gone += told["gone"]
        return bool(self.gone)


@pytest.fixture(scope="module", autouse=True)
def silent(served: tuple[Server, Flask]) -> Iterator[Silent]:
    server, app = served
    tables_of_people.append(Table(app))
    made = Silent(server, tables_of_people[-1])
    yield made
    made.leave()


def commit(house: House, steps: list[object], **more: object) -> dict[str, object]:
    return {"text": house.text, "version": 0, "ref": "r", "steps": steps, **more}


def test_a_ticket_is_good_once(house: House) -> None:
    kenya = Browser(house.server, house.kenya.email)
    ticket = kenya.ticket()

    first, second = (Wire(house.server, kenya, ticket=ticket) for _ in range(2))

    assert str(first.answer).startswith("40")
    assert str(second.answer).startswith("44")
    assert json.loads(str(second.answer)[2:])["data"]["reason"] == "signed_out"


def test_a_ticket_is_good_for_its_own_session(house: House) -> None:
    kenya, peru = Browser(house.server, house.kenya.email), Browser(house.server, house.peru.email)
    nobody = Browser(house.server)

    assert str(Wire(house.server, peru, ticket=kenya.ticket()).answer).startswith("44")
    assert str(Wire(house.server, nobody, ticket=kenya.ticket()).answer).startswith("44")
    assert str(Wire(house.server, kenya, ticket="forged").answer).startswith("44")
    assert nobody.post("/live/ticket").status_code == 401


def test_a_ticket_grows_old(settings: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = Tickets(settings)
    early, late = tickets.make("session"), tickets.make("session")
    began = time.time()

    monkeypatch.setattr(time, "time", lambda: began + 29)
    assert tickets.take(early, "session")
    monkeypatch.setattr(time, "time", lambda: began + 32)
    assert not tickets.take(late, "session")


def test_a_cookie_of_a_session_that_has_ended_opens_nothing(house: House) -> None:
    kenya = Browser(house.server, house.kenya.email)
    old, ticket = kenya.cookies, kenya.ticket()
    kenya.post("/sign-out")
    thief = Browser(house.server)
    thief.http.headers["Cookie"] = old["Cookie"]

    wire = Wire.__new__(Wire)
    wire.socket = handshake(house.server, {"Origin": house.server.url} | old)
    assert status(wire.socket) == 101
    wire.receive()
    wire.send("40" + json.dumps({"ticket": ticket}))
    assert str(wire.receive()).startswith("44")
    assert thief.get("/texts", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_a_websocket_needs_our_origin(house: House, origin: str) -> None:
    kenya = Browser(house.server, house.kenya.email)

    assert status(handshake(house.server, {"Origin": origin} | kenya.cookies)) == 403
    assert status(handshake(house.server, {"Origin": house.server.url} | kenya.cookies)) == 101


def test_long_polling_needs_our_origin_or_the_browsers_word_for_it(house: House) -> None:
    def polled(**headers: str) -> int:
        path = f"{house.server.url}/socket.io/?EIO=4&transport=polling"
        return requests.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()}, timeout=15).status_code

    assert polled(Origin=house.server.url) == 200
    assert polled(Sec_Fetch_Site="same-origin") == 200
    assert polled() == 403
    assert polled(Sec_Fetch_Site="cross-site") == 403
    assert polled(Origin="https://elsewhere.example", Sec_Fetch_Site="same-origin") == 403


def test_what_is_posted_for_long_polling_needs_our_origin(house: House) -> None:
    path, ours = f"{house.server.url}/socket.io/?EIO=4&transport=polling", {"Origin": house.server.url}
    sid = json.loads(requests.get(path, headers=ours, timeout=15).text[1:])["sid"]

    def posted(headers: dict[str, str]) -> int:
        return requests.post(f"{path}&sid={sid}", data="40{}", headers=headers, timeout=15).status_code

    # A browser names the origin of every post; its word for it is not enough.
    for foreign in ({}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-origin"}):
        assert posted(foreign) == 403
    assert posted(ours) == 200


def test_there_is_no_jsonp(house: House) -> None:
    path = f"{house.server.url}/socket.io/?EIO=4&transport=polling&j=0"

    assert requests.get(path, headers={"Origin": house.server.url}, timeout=15).status_code == 403


def test_no_other_path_becomes_a_websocket(house: House) -> None:
    assert status(handshake(house.server, {"Origin": house.server.url}, path="/texts")) != 101


def test_everything_works_over_long_polling(house: House) -> None:
    polling = house.server.client(house.kenya.email, transports=("polling",))
    peru = house.client(house.peru)

    assert polling.open(house.text)["ok"]
    assert polling.commit(house.text, 0, [[1, 1, "polled "]])["ok"]
    peru.commit(house.text, 1, [[1, 1, "x"]])

    assert polling.wait("text:commits", lambda message: message["from"] == 1)
    assert peru.wait("text:commits", lambda message: message["from"] == 0)


def test_before_the_ticket_only_little_is_taken(house: House) -> None:
    fits, over = Wire(house.server), Wire(house.server)

    over.send("40" + "x" * (LIMITS.early_bytes - 1))
    fits.send("40" + json.dumps({"ticket": "x" * (LIMITS.early_bytes - 2 - len('{"ticket": ""}'))}))

    assert over.has_ended
    assert str(fits.receive()).startswith("44")


def test_over_long_polling_too_only_little_is_taken_before_the_ticket(house: House) -> None:
    path, headers = f"{house.server.url}/socket.io/?EIO=4&transport=polling", {"Origin": house.server.url}
    sid = json.loads(requests.get(path, headers=headers, timeout=15).text[1:])["sid"]

    def posted(size: int) -> int:
        return requests.post(f"{path}&sid={sid}", data="40" + "x" * (size - 2), headers=headers, timeout=15).status_code

    assert posted(LIMITS.early_bytes + 1) == 403
    assert posted(LIMITS.early_bytes) == 200


def test_a_connection_without_a_ticket_ends_after_five_seconds(silent: "Silent") -> None:
    assert 4 < silent.without_ticket.after_s() < 8


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


def test_two_hundred_large_and_compressed_messages_before_the_ticket_cost_little_memory(house: House) -> None:
    process = psutil.Process(house.server.pid)
    Wire(house.server)
    before = process.memory_info().rss
    # Ten megabytes of nothing: what a library would inflate first, and then find too large.
    bomb = zlib.compress(bytes(10**7), 9)[2:]

    wires = [Wire(house.server) for _ in range(200)]
    for wire in wires[::2]:
        # A frame that says it is huge, and the beginning of it.
        wire.socket.sendall(bytes([FINAL_TEXT, 0xFF]) + (10**7).to_bytes(8) + bytes(4) + b"4" * 4000)
    for wire in wires[1::2]:
        head = bytes([FINAL_TEXT | COMPRESSED, 0xFE]) + len(bomb).to_bytes(2) + bytes(4)
        with suppress(OSError):  # it may be over before all of it has gone out
            wire.socket.sendall(head + bomb)

    assert all(wire.has_ended for wire in wires)
    assert process.memory_info().rss - before < 20_000_000


def test_what_one_sends_is_taken_in_the_order_in_which_it_was_sent(house: House) -> None:
    wire = Wire(house.server, Browser(house.server, house.kenya.email))
    wire.event(1, "text:open", {"text": house.text, "since": 0})
    for number in range(30):
        wire.send(f"42{number + 2}" + json.dumps(["text:commit", commit(house, [[1, 1, "x"]], ref=f"order-{number}")]))

    answers = [wire.acknowledged(number + 2) for number in range(30)]

    assert [answer["version"] for answer in answers] == list(range(1, 31))
    log = house.client(house.peru).get(f"/texts/{house.text}/commits?since=0").json()["commits"]
    assert [commit["ref"] for commit in log] == [f"order-{number}" for number in range(30)]


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


def test_a_client_library_can_connect_by_polling_and_go_on_by_websocket(house: House) -> None:
    client = house.server.client(house.kenya.email, transports=("polling", "websocket"))
    assert isinstance(client.socket, socketio.Client)
    client.open(house.text)

    for version in range(20):
        assert client.commit(house.text, version, [[1, 1, "x"]])["ok"]

    assert client.socket.transport() == "websocket"
    assert client.wait("text:commits", lambda message: message["from"] == 19)


def test_a_half_open_connection_is_noticed_within_half_a_minute(silent: "Silent") -> None:
    assert silent.half_open.after_s() < 31
    assert len(silent.gone) == 1
