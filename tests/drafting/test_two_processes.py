"""Two processes share PostgreSQL and Redis. Any connection may land on either."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from socketio.exceptions import ConnectionError

from tests.conftest import CHEAP_HASHER, postgresql_database
from tests.drafting.conftest import House, begin, tables_of_people
from tests.drafting.test_ids import bringing
from tests.drafting.test_live import agree
from tests.server import Browser, Client, Server, words
from tests.world import Table
from workspace.app import create_app
from workspace.config import read_config
from workspace.database import Database
from workspace.drafting.models import Clause, Text

REDIS = os.environ.get("WORKSPACE_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
UNREACHABLE = "redis://127.0.0.1:1/0"

pytestmark = pytest.mark.services
# What is lost while Redis is away, as words are not.
with_redis = pytest.mark.parametrize("pair", [REDIS], indirect=True, ids=["with Redis"], scope="module")


@dataclass
class Houses:
    one: House
    other: House

    def clients(self) -> tuple[Client, Client]:
        return self.one.client(self.one.kenya), self.other.client(self.other.peru)


class Pair(NamedTuple):
    """Two servers over one database, and an application over it, in which the world is made."""

    one: Server
    other: Server
    app: Flask


@pytest.fixture(scope="module", params=[REDIS, UNREACHABLE], ids=["with Redis", "while Redis is away"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    settings = read_config({"WORKSPACE_DATA": str(tmp_path_factory.mktemp("pair") / "data")})
    settings.data.mkdir()
    with postgresql_database() as url:
        opened = Database(url)
        app = create_app(replace(settings, database_url=url), opened, hasher=CHEAP_HASHER)
        environment = {"WORKSPACE_DATABASE_URL": url, "WORKSPACE_REDIS_URL": request.param}
        with Server(settings.data, **environment) as one, Server(settings.data, **environment) as other:
            yield Pair(one, other, app)
        opened.close()


@pytest.fixture
def houses(pair: Pair) -> Iterator[Houses]:
    table = Table(pair.app)
    tables_of_people.append(table)
    text = begin(table)
    seats = table.chair(), table.delegate("XKE"), table.delegate("XPE")
    yield Houses(House(pair.one, table, text, *seats), House(pair.other, table, text, *seats))
    pair.one.leave()
    pair.other.leave()


def test_many_who_type_at_once_through_two_processes_are_all_taken(houses: Houses) -> None:
    typists = [house.client(sitting) for house in (houses.one, houses.other) for sitting in (house.kenya, house.peru)]

    with ThreadPoolExecutor(len(typists)) as at_once:
        answers = list(at_once.map(lambda typist: _typed(typist, houses.one.text, 25), typists))

    assert [all(answer["ok"] for answer in each) for each in answers] == [True] * len(typists)
    assert max(answer["version"] for each in answers for answer in each) == 25 * len(typists)


def _typed(typist: Client, text: str, times: int) -> list[dict[str, Any]]:
    return [typist.commit(text, 0, [[1, 1, "x"]]) for _ in range(times)]


def test_two_processes_keep_one_text(houses: Houses) -> None:
    kenya, peru = houses.clients()
    text = houses.one.text

    for index in range(20):
        assert kenya.commit(text, 0, [[1, 1, f"k{index} "]])["ok"]
        assert peru.commit(text, 0, [[12, 12, f"p{index} "]])["ok"]

    for client in (kenya, peru):
        reached = 0
        while reached < 40:
            heard = client.wait("text:commits", lambda message, at=reached: message["from"] == at)
            reached += sum(len(commit["steps"]) for commit in heard["commits"])
    time.sleep(2.1)  # a document over HTTP may be two seconds old
    shown = {words(client.document(text)) for client in (kenya, peru)}
    assert len(shown) == 1
    assert all(f"{who}{index} " in next(iter(shown)) for who in "kp" for index in range(20))


def test_a_repeated_ref_is_known_in_the_other_process(houses: Houses) -> None:
    kenya = houses.one.client(houses.one.kenya)
    elsewhere = houses.other.client(houses.other.kenya)
    text = houses.one.text

    first = kenya.commit(text, 0, [[1, 1, "a"]], ref="once")

    assert elsewhere.commit(text, 0, [[1, 1, "a"]], ref="once") == first
    assert elsewhere.commit(text, 1, [[1, 1, "b"]], ref="once")["reason"] == "invalid"
    assert elsewhere.commit(text, 1, [[1, 1, "c"]])["version"] == 2


def test_a_lock_set_in_one_process_holds_in_the_other_at_once(houses: Houses) -> None:
    kenya, peru = houses.clients()
    clause = houses.one.clause(1)

    agree(houses.one, clause)

    answers = [client.commit(houses.one.text, 0, [[13, 13, "never "]]) for client in (kenya, peru)]
    assert [answer["reason"] for answer in answers] == ["locked", "locked"]
    assert peru.wait("text:rules", lambda message: message["locked"])["locked"] == [clause]


def test_signing_out_in_one_process_closes_in_the_other(houses: Houses) -> None:
    kenya = houses.one.client(houses.one.kenya)
    elsewhere = houses.other.client(houses.other.kenya)
    # The same session, at the other process.
    through_one = Browser(houses.one.server)
    through_one.http.cookies = elsewhere.http.cookies

    through_one.post("/sign-out")

    elsewhere.wait("signed_out", timeout=3)
    elsewhere.wait_until_gone(2)
    assert kenya.commit(houses.one.text, 0, [[1, 1, "x"]])["ok"]


@with_redis
def test_presence_cursors_and_news_cross_over(houses: Houses) -> None:
    kenya, peru = houses.clients()

    came = kenya.wait("text:seats", lambda message: "XPE" in [seat[2] for seat in message.get("came", [])])
    peru.tell("text:cursor", text=houses.one.text, version=0, anchor=2, head=4)
    moved = kenya.wait("text:cursors")["cursors"][0]
    peru_gone = next(seat[3] for seat in came["came"] if seat[2] == "XPE")
    chair = houses.other.client(houses.other.chair, opened=False)
    with houses.one.table.reading() as db:
        agreement = db.get_one(Text, houses.one.text).agreement_id
    chair.post(f"/agreements/{agreement}/mode", data={"mode": "floor"})
    news = kenya.wait("news", lambda message: message["kind"] == "agreement:mode_set")
    peru.leave()

    assert moved == [peru_gone, 0, 2, 4]
    assert news["agreement"] == agreement
    assert kenya.wait("text:seats", lambda message: peru_gone in repr(message.get("gone")))


@with_redis
def test_a_ticket_is_good_once_in_all_processes(houses: Houses) -> None:
    kenya = houses.one.client(houses.one.kenya, opened=False)
    ticket = kenya.ticket()
    again = houses.other.server.client(houses.other.kenya.email)
    again.leave()
    again.http.cookies = kenya.http.cookies
    again.connect(ticket)
    again.leave()

    with pytest.raises(ConnectionError, match=r"not good|refused|connect"):
        again.connect(ticket)


def test_an_id_is_not_given_again_while_another_process_deletes_its_clause(houses: Houses) -> None:
    kenya, peru = houses.clients()
    text, version = houses.one.text, 0
    for number in range(6):
        id = f"r{uuid4().hex[:7]}"
        made = kenya.commit(text, version, [bringing(id, "Ours.")])
        assert made["ok"], made
        version = made["version"]
        peru.wait("text:commits", lambda heard, at=version: heard["from"] + 1 == at)

        # At the same moment, with as much haste as there can be, and once a moment later.
        deletion = {"text": text, "version": version, "ref": kenya.ref(), "steps": [[0, len("Ours.") + 2, ""]]}
        kenya.socket.emit("text:commit", deletion)
        time.sleep(0.005 * number)
        assert peru.commit(text, version, [bringing(id, "Theirs.")])["ok"]
        peru.wait("text:commits", lambda heard, at=version: heard["from"] + len(heard["commits"]) == at + 2)
        version += 2

        claimed = peru.get(f"/texts/{text}/document?version={version}").json()["doc"]["content"][0]
        assert claimed["content"][0]["text"] == "Theirs."
        assert claimed["attrs"]["id"] != id
        with houses.one.table.reading() as db:
            assert db.get_one(Clause, id).deleted_at_version is not None
