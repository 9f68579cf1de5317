"""The document for those who join is answered on a short way: the same as at the door, and to nobody else."""

import pytest
import requests

from tests.drafting.conftest import House
from tests.server import Client
from workspace.negotiations import actions
from workspace.negotiations.models import Seat


def asked(client: Client, house: House, **headers: str) -> requests.Response:
    return client.get(f"/texts/{house.text}/document", headers={"Accept-Encoding": "gzip"} | headers)


def at_the_door(client: Client, house: House) -> requests.Response:
    """Not plain enough for the short way."""
    return asked(client, house, **{"If-None-Match": "something"})


def test_the_short_way_and_the_door_answer_alike(house: House) -> None:
    kenya = house.client(house.kenya)

    first, door = asked(kenya, house), at_the_door(kenya, house)
    short = asked(kenya, house)

    def of(answer: requests.Response) -> dict[str, str]:
        passing = {"Date", "Live-Ticket", "Set-Cookie"}
        return {name: value for name, value in answer.headers.items() if name not in passing}

    assert [answer.status_code for answer in (first, door, short)] == [200, 200, 200]
    assert first.content == door.content == short.content
    assert of(short) == of(door)


def test_one_request_is_enough_to_connect_and_its_ticket_is_good_once(house: House) -> None:
    kenya = house.client(house.kenya)

    tickets = [asked(kenya, house).headers["Live-Ticket"] for _ in range(3)]

    assert len(set(tickets)) == 3
    again = house.server.client(house.kenya.email)
    again.leave()
    ticket = asked(again, house).headers["Live-Ticket"]
    again.connect(ticket)
    assert again.open(house.text)["ok"]
    again.leave()
    with pytest.raises(Exception, match="failed to connect"):
        again.connect(ticket)


def test_whoever_signs_out_or_loses_the_seat_gets_the_document_on_no_way(house: House) -> None:
    kenya, peru, chair = (house.client(sitting) for sitting in (house.kenya, house.peru, house.chair))
    assert all(asked(client, house).ok for client in (kenya, peru, chair))
    old = kenya.cookies

    kenya.post("/sign-out")
    with house.table.acting(house.table.secretariat()) as (db, seat):
        actions.end(db, seat, db.get_one(Seat, house.peru.id))

    assert asked(chair, house).ok
    bare = requests.get(
        f"{house.server.url}/texts/{house.text}/document", headers={**old, "Accept": "application/json"}, timeout=15
    )
    assert bare.status_code == 401
    assert asked(peru, house).status_code == 404


def test_the_short_way_says_nothing_to_strangers(house: House) -> None:
    house.client(house.kenya)

    for cookie in ("", "workspace=forged"):
        answer = requests.get(
            f"{house.server.url}/texts/{house.text}/document",
            headers={"Cookie": cookie, "Accept": "application/json"},
            timeout=15,
        )
        assert answer.status_code == 401
        assert "Live-Ticket" not in answer.headers
