"""Who gets a live connection, and what is refused on it. Each of these was seen to go wrong in the libraries."""

import json
import time

import pytest
import requests
import socketio

from tests.drafting.conftest import House
from tests.drafting.raw import Wire, handshake, status
from tests.server import Browser
from workspace.config import Config, Limits
from workspace.realtime.tickets import Tickets

LIMITS = Limits()


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


def test_what_is_no_ticket_of_this_session_is_not_taken(settings: Config) -> None:
    tickets = Tickets(settings)
    number, second, seal = tickets.make("session").split(".")

    forged = [f"{number}.{int(second) + 1}.{seal}", f"x{number}.{second}.{seal}", f"{number}.{second}.{seal[:-1]}0g"]
    for nothing in ("", ".", "..", seal, "a.b.c", "\u0661.\u0661.\u0661", 7, None, [number, second, seal], *forged):
        assert not tickets.take(nothing, "session")
    assert not tickets.take(f"{number}.{second}.{seal}", "another")
    assert tickets.take(f"{number}.{second}.{seal}", "session")
    assert not tickets.take(f"{number}.{second}.{seal}", "session")


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


def test_a_client_library_can_connect_by_polling_and_go_on_by_websocket(house: House) -> None:
    client = house.server.client(house.kenya.email, transports=("polling", "websocket"))
    assert isinstance(client.socket, socketio.Client)
    client.open(house.text)

    for version in range(20):
        assert client.commit(house.text, version, [[1, 1, "x"]])["ok"]

    assert client.socket.transport() == "websocket"
    assert client.wait("text:commits", lambda message: message["from"] == 19)
