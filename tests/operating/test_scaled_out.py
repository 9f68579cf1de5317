"""Several processes behind one address, on PostgreSQL with Redis; each of them may go away."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from socketio.exceptions import SocketIOError

from tests.conftest import CHEAP_HASHER
from tests.drafting.conftest import begin
from tests.operating.machines import OwnPostgreSQL, OwnRedis, Proxy
from tests.server import Client, Server, Such, words
from tests.soaking import so_many
from tests.world import Sitting, Table
from workspace.accounts import actions as accounts
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database
from workspace.drafting import actions
from workspace.drafting.models import DraftingMode, Text
from workspace.negotiations import actions as negotiations
from workspace.negotiations.models import Seat
from workspace.tables import migrate

pytestmark = pytest.mark.services

REDIS = os.environ.get("WORKSPACE_TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
SOON_S = 2.0
AWAY_S, SOAK_AWAY_S = 3, 60
# A second, and what a busy machine adds.
A_SECOND = 2.0
RETURN_S = 5.0
# A process that says nothing for 12 s is taken for dead, and its people with it.
FORGOTTEN_S = 20.0


@dataclass
class World:
    table: Table
    text: str
    kenya: Sitting
    peru: Sitting
    environment: dict[str, str]


def _world(app: Flask, **environment: str) -> World:
    table = Table(app)
    url = app.extensions["workspace.config"].database_url
    return World(
        table,
        begin(table),
        table.delegate("XKE"),
        table.delegate("XPE"),
        {"WORKSPACE_DATABASE_URL": url, "WORKSPACE_REDIS_URL": REDIS} | environment,
    )


def metric(server: Server, name: str) -> float:
    page = requests.get(f"{server.url}/metrics", timeout=15).text
    found = re.search(rf"^{name} (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else 0.0


def persistent(client: Client, text: str, version: int, steps: list[Any], ref: str, within: float) -> dict[str, Any]:
    """As a browser does: connect again and send again under the same ref, until it is answered."""
    ends, last = time.monotonic() + within, ""
    while True:
        try:
            if client.is_gone:
                client.connect()
                client.open(text, version)
            answer = client.commit(text, version, steps, ref=ref)
            if answer["ok"]:
                return answer
            assert answer["reason"] == "unavailable", answer
        except (SocketIOError, TimeoutError, requests.RequestException, AssertionError) as failure:
            last = repr(failure)
        assert time.monotonic() < ends, f"It was not taken: {last}"
        time.sleep(0.05)


def hear_all(client: Client, version: int) -> None:
    """Until this client has heard every step up to a version, in order and without a gap."""
    reached = 0
    while reached < version:
        heard = client.wait("text:commits", lambda message, at=reached: message["from"] == at and message["commits"])
        reached += sum(len(commit["steps"]) for commit in heard["commits"])


class Behind:
    """Two processes behind nginx."""

    def __init__(self, world: World, proxy: Proxy, servers: tuple[Server, Server]) -> None:
        self.world, self.proxy, self.servers = world, proxy, servers
        self.clients: list[Client] = []

    def client(self, sitting: Sitting, *transports: str, way: str = "") -> Client:
        client = Client(self.proxy, sitting.email, transports=transports or ("websocket",), way=way)  # type: ignore[arg-type]
        self.clients.append(client)
        assert client.open(self.world.text)["ok"]
        return client

    def connections(self) -> tuple[float, float]:
        one, other = (metric(server, "workspace_connections") for server in self.servers)
        return one, other


@pytest.fixture
def behind(app_on_postgresql: Flask, settings: Config, tmp_path: Path) -> Iterator[Behind]:
    (tmp_path / "proxy").mkdir()
    proxy = Proxy(tmp_path / "proxy")
    world = _world(app_on_postgresql, WORKSPACE_PUBLIC_URL=proxy.url, WORKSPACE_TRUSTED_PROXIES="127.0.0.1/32")
    with ExitStack() as stack:
        one, other = (stack.enter_context(Server(settings.data, **world.environment)) for _ in range(2))
        stack.enter_context(proxy.before(one.port, other.port))
        made = Behind(world, proxy, (one, other))
        yield made
        for client in made.clients:
            client.leave()


def test_any_connection_may_land_on_any_process(behind: Behind) -> None:
    text, kenya, peru = behind.world.text, behind.world.kenya, behind.world.peru
    first, second = behind.client(kenya, "polling"), behind.client(peru)
    # Chance decides; twenty on one side would be a fault.
    while 0.0 in behind.connections():
        assert len(behind.clients) < 20, behind.connections()
        behind.client(kenya, ("polling", "websocket")[len(behind.clients) % 2])

    for index in range(5):
        assert first.commit(text, 0, [[1, 1, f"[k{index}]"]])["ok"]
        assert second.commit(text, 0, [[12, 12, f"[p{index}]"]])["ok"]

    assert {client.socket.transport() for client in behind.clients} == {"polling", "websocket"}
    for client in behind.clients:
        hear_all(client, 10)
    way = next(cookie for cookie in first.http.cookies if cookie.name == "workspace_way")
    assert way.secure
    assert first.get("/metrics").status_code == 404
    assert first.get("/health").json()["state"] in ("well", "degraded")
    plain = requests.get(f"{behind.proxy.plain_url}/texts", allow_redirects=False, timeout=15)
    assert plain.headers["Location"] == "https://localhost/texts"


def test_people_of_one_text_are_led_to_one_process_and_all_go_on_with_the_other_when_it_is_killed(
    behind: Behind,
) -> None:
    text, people = behind.world.text, (behind.world.kenya, behind.world.peru)
    together = [behind.client(people[index % 2], ("websocket", "polling")[index // 4], way=text) for index in range(8)]
    assert sorted(behind.connections()) == [0.0, 8.0]
    assert all(words(client.document(text)) for client in together)
    assert sorted(metric(server, "workspace_texts_open") for server in behind.servers) == [0.0, 1.0]
    elsewhere = behind.client(people[0])
    while 0.0 in behind.connections():
        assert len(behind.clients) < 28, behind.connections()
        elsewhere = behind.client(people[0])
    assert together[0].commit(text, 0, [[1, 1, "[led]"]])["ok"]
    hear_all(elsewhere, 1)

    behind.servers[0 if behind.connections()[0] >= 8 else 1].kill()

    for number, client in enumerate(together):
        client.wait_until_gone(10)
        persistent(client, text, 1, [[1, 1, f"[{number}]"]], f"led-{number}", FORGOTTEN_S)
    hear_all(together[0], 2)


def test_when_a_process_is_killed_its_clients_go_on_with_the_other(behind: Behind) -> None:
    text, kenya = behind.world.text, behind.world.kenya
    behind.client(kenya)
    doomed = behind.servers[behind.connections().index(0.0) - 1]
    typist = behind.clients[0]
    assert typist.commit(text, 0, [[1, 1, "[before]"]])["ok"]
    witness = behind.client(behind.world.peru, "polling")
    ghost = typist.open(text, 1)["connection"]
    while not _is_shown(witness, text, ghost):
        time.sleep(0.1)

    doomed.kill()

    typist.wait_until_gone(5)
    answer = persistent(typist, text, 1, [[1, 1, "[after]"]], "sent-until-taken", RETURN_S * 2)
    again = persistent(typist, text, 1, [[1, 1, "[after]"]], "sent-until-taken", RETURN_S)
    persistent(witness, text, 1, [[1, 1, "[witness]"]], "also-sent", RETURN_S * 2)
    assert again["version"] == answer["version"] == 2
    # Whoever was with the dead process is not shown for ever; by then the document over HTTP is today's.
    ends = time.monotonic() + FORGOTTEN_S
    while _is_shown(witness, text, ghost):
        assert time.monotonic() < ends, "A ghost sits at the table."
        time.sleep(0.5)
    read = words(typist.document(text))
    assert [read.count(word) for word in ("[before]", "[after]", "[witness]")] == [1, 1, 1]


def _is_shown(witness: Client, text: str, connection: str) -> bool:
    """Whether somebody who opens the text now is told of this connection."""
    witness.ask("text:close", text=text)
    witness.forget()
    assert witness.open(text, 1)["ok"]
    return connection in repr(witness.wait("text:seats", lambda message: "seats" in message))


@pytest.fixture
def two(app_on_postgresql: Flask, settings: Config) -> Iterator[tuple[World, OwnRedis, Server, Server]]:
    with OwnRedis() as redis:
        world = _world(app_on_postgresql, WORKSPACE_REDIS_URL=redis.url)
        with Server(settings.data, **world.environment) as one, Server(settings.data, **world.environment) as other:
            yield world, redis, one, other


@pytest.mark.kill
def test_while_redis_is_away_words_reach_everybody_all_the_same(
    two: tuple[World, OwnRedis, Server, Server], pytestconfig: pytest.Config
) -> None:
    world, redis, one, other = two
    kenya, peru = one.client(world.kenya.email), other.client(world.peru.email)
    assert kenya.open(world.text)["ok"]
    assert peru.open(world.text)["ok"]
    assert kenya.commit(world.text, 0, [[1, 1, "a"]])["ok"]
    peru.wait("text:commits", timeout=SOON_S)

    redis.stop()
    stopped, version, slowest = time.monotonic(), 1, 0.0
    while time.monotonic() - stopped < so_many(pytestconfig, AWAY_S, SOAK_AWAY_S):
        types, hears = (kenya, peru) if version % 2 else (peru, kenya)
        assert types.commit(world.text, version, [[1, 1, "b"]])["ok"]
        acknowledged = time.monotonic()
        hears.wait("text:commits", lambda message, at=version: message["from"] == at, timeout=SOON_S)
        version, slowest = version + 1, max(slowest, time.monotonic() - acknowledged)
    print(f"{version - 1} commits without Redis; the slowest was heard after {slowest:.2f} s")
    health = requests.get(f"{one.url}/health", timeout=15).json()
    newcomer = other.client(world.kenya.email)
    assert newcomer.open(world.text)["version"] == version

    redis.start()
    assert (health["state"], health["redis"]) == ("degraded", "does not answer")
    _again(
        lambda: newcomer.tell("text:cursor", text=world.text, version=version, anchor=2, head=4), kenya, "text:cursors"
    )


def _again(tell: Callable[[], None], hearer: Client, event: str) -> None:
    """What was lost while Redis was away is said again by whoever moves."""
    for _ in range(40):
        tell()
        try:
            hearer.wait(event, timeout=0.5)
        except AssertionError:
            continue
        return
    raise AssertionError(f"{event} never came.")


@dataclass
class Everywhere:
    """One session, connected to both processes with the text open."""

    sitting: Sitting
    clients: tuple[Client, Client]

    @classmethod
    def of(cls, two: tuple[World, OwnRedis, Server, Server]) -> "Everywhere":
        world, _, one, other = two
        sitting = world.table.delegate("XKE")
        here, there = one.client(sitting.email), other.client(sitting.email)
        there.leave()
        there.http.cookies = here.http.cookies
        there.connect(here.ticket())
        assert all(client.open(world.text)["ok"] for client in (here, there))
        return cls(sitting, (here, there))

    def hear_within_a_second(self, event: str, such: Such = lambda _: True) -> None:
        for client in self.clients:
            client.wait(event, such, timeout=A_SECOND)


def test_what_ends_in_one_process_or_in_the_database_ends_in_every_process(
    two: tuple[World, OwnRedis, Server, Server],
) -> None:
    table, text = two[0].table, two[0].text
    disabled, unseated, leaving, silenced = (Everywhere.of(two) for _ in range(4))

    with table.writing() as db:
        accounts.disable(db, db.merge(disabled.sitting.person))
    disabled.hear_within_a_second("signed_out")
    with table.acting(table.secretariat()) as (db, seat):
        negotiations.end(db, seat, db.get_one(Seat, unseated.sitting.id))
    unseated.hear_within_a_second("closed")
    leaving.clients[0].post("/sign-out")
    leaving.hear_within_a_second("signed_out")
    with table.acting(table.chair()) as (db, seat):
        actions.set_mode(db, seat, db.get_one(Text, text).agreement, DraftingMode.CLOSED)
    silenced.hear_within_a_second("text:rules", lambda rules: rules["mode"] == "closed")

    for gone in (disabled, leaving):
        for client in gone.clients:
            client.wait_until_gone(A_SECOND)
    for client in unseated.clients:
        assert client.commit(text, 0, [[1, 1, "x"]])["reason"] == "not_found"
        assert client.open(text)["reason"] == "not_found"
    for client in silenced.clients:
        assert client.commit(text, 0, [[1, 1, "x"]])["reason"] == "forbidden"
    with table.reading() as db:
        assert db.get_one(Text, text).version == 0


def test_when_postgresql_is_restarted_clients_wait_and_nothing_is_lost_or_doubled(
    settings: Config, tmp_path: Path
) -> None:
    with OwnPostgreSQL() as postgresql:
        url = postgresql.url
        database = Database(url)
        migrate(database)
        settings.data.mkdir()
        world = _world(create_app(replace(settings, database_url=url), database, hasher=CHEAP_HASHER))
        with Server(settings.data, **world.environment) as one, Server(settings.data, **world.environment) as other:
            kenya, peru = one.client(world.kenya.email), other.client(world.peru.email)
            assert kenya.open(world.text)["ok"]
            assert peru.open(world.text)["ok"]
            assert kenya.commit(world.text, 0, [[1, 1, "[before]"]], ref="before")["ok"]

            postgresql.stop()
            refused = kenya.commit(world.text, 1, [[1, 1, "[meanwhile]"]], ref="meanwhile")
            down = requests.get(f"{one.url}/health", timeout=15)
            postgresql.start()

            persistent(kenya, world.text, 1, [[1, 1, "[meanwhile]"]], "meanwhile", RETURN_S * 2)
            persistent(peru, world.text, 1, [[1, 1, "[peru]"]], "peru", RETURN_S * 2)
            for client in (kenya, peru):
                hear_all(client, 3)
            time.sleep(2.1)  # a document over HTTP may be two seconds old
            read = words(kenya.document(world.text))

        database.close()
    assert (refused["ok"], refused["reason"]) == (False, "unavailable")
    assert (down.status_code, down.json()["state"]) == (503, "down")
    assert [read.count(word) for word in ("[before]", "[meanwhile]", "[peru]")] == [1, 1, 1]
