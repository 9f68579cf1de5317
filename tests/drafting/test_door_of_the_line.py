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
