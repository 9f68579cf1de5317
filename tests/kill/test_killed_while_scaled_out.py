"""Two processes on PostgreSQL with Redis, and each of them is killed while people type: at random moments, and exactly
between a commit and its acknowledgement. What was typed is there once afterwards, in the order of one log."""

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from statistics import median

import pytest

from tests.conftest import CHEAP_HASHER
from tests.drafting.conftest import begin
from tests.kill.window import Authors, Log, kill_before_it_is_said, kill_while_it_is_on_its_way, play, until
from tests.networks.network import Network
from tests.networks.typists import Given, Typists
from tests.operating.machines import OwnPostgreSQL, OwnRedis
from tests.server import Browser, Server
from tests.soaking import so_many
from tests.world import Table
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database
from workspace.operating.verifying import faults
from workspace.tables import migrate

pytestmark = [pytest.mark.kill, pytest.mark.services]

TYPISTS = 4
# What all processes take for their own, by whichever port they are reached.
ORIGIN = "http://talks.example"
RETURN_S = 5.0
SOAK_TIMES = 30


class House:
    """All of it, and those who type: half of them reach one process first, half the other."""

    def __init__(self, postgresql: OwnPostgreSQL, redis: OwnRedis, database: Network, servers: list[Server]) -> None:
        self.postgresql, self.redis, self.database, self.servers = postgresql, redis, database, servers
        self.networks: list[Network] = []
        self.authors: list[Authors] = []
        self.typists: Typists
        self.log: Log
        self.victims = 0
        self.in_the_window = 0

    def process_at_a_moment(self, chance: random.Random) -> float:
        victim = self._next()
        time.sleep(chance.random())
        self.servers[victim].kill()
        return self._go_on_without(victim)

    def process_before_it_is_said(self) -> float:
        victim = self._next()
        authors, kill = self.authors[victim], self.servers[victim].kill
        self.in_the_window += kill_before_it_is_said(authors, self.typists, self.log, kill)
        return self._go_on_without(victim)

    def process_while_it_is_on_its_way(self) -> float:
        victim = self._next()
        authors, kill = self.authors[victim], self.servers[victim].kill
        self.in_the_window += kill_while_it_is_on_its_way(authors, self.typists, self.log, kill)
        return self._go_on_without(victim)

    def postgresql_at_a_moment(self, chance: random.Random) -> float:
        time.sleep(chance.random())
        self.postgresql.kill()
        self.postgresql.start()
        return self.typists.settle().seconds

    def postgresql_before_it_is_said(self) -> float:
        """It has committed, and no process of ours has heard of it."""
        seats = [seat for authors in self.authors for seat in authors.seats]
        self.database.withhold_answers_to(b"COMMIT")
        until(lambda: b"COMMIT" in self.database.withheld() and self.log.newest(seats) > max(self.typists.versions()))
        newest = self.log.newest(seats)
        self.postgresql.kill()
        self.in_the_window += newest > max(self.typists.versions())
        self.database.cut()
        self.postgresql.start()
        self.database.mend()
        return self.typists.settle().seconds

    def redis_at_a_moment(self, chance: random.Random) -> float:
        time.sleep(chance.random())
        self.redis.stop()
        seconds = self.typists.settle().seconds
        self.redis.start()
        return seconds

    def everything_at_once(self, chance: random.Random) -> float:
        time.sleep(chance.random())
        for each in (*self.servers, self.postgresql):
            each.kill()
        self.redis.stop()
        self.postgresql.start()
        self.redis.start()
        for server in self.servers:
            server.start()
        seconds = self.typists.settle().seconds
        self._lead_home(*self.networks)
        return seconds

    def _next(self) -> int:
        """Each process in its turn."""
        self.victims += 1
        return self.victims % len(self.servers)

    def _go_on_without(self, victim: int) -> float:
        """Its people go on with the other process; when it is back, they are led to it again."""
        self.networks[victim].mend()
        seconds = self.typists.settle().seconds
        self.servers[victim].start()
        self._lead_home(self.networks[victim])
        return seconds

    def _lead_home(self, *networks: Network) -> None:
        """Whoever was with another process comes back to the own, and is there before anything else happens: where the
        network withholds what lets a line open, no kill can hit what is said on it."""
        for network in networks:
            home = {self.servers[self.networks.index(network)].port}
            network.cut()
            network.mend()
            until(lambda network=network, home=home: network.reaches() == home)
        self.typists.settle()


@pytest.fixture
def house(settings: Config) -> Iterator[House]:
    settings.data.mkdir()
    with ExitStack() as stack:
        postgresql, redis = stack.enter_context(OwnPostgreSQL()), stack.enter_context(OwnRedis())
        network = stack.enter_context(Network(postgresql.port))
        database = Database(postgresql.url)
        migrate(database)
        table = Table(create_app(replace(settings, database_url=database.url), database, hasher=CHEAP_HASHER))
        environment = {
            "WORKSPACE_DATABASE_URL": postgresql.url_at(network.port),
            "WORKSPACE_REDIS_URL": redis.url,
            "WORKSPACE_PUBLIC_URL": ORIGIN,
        }
        servers = [stack.enter_context(Server(settings.data, **environment)) for _ in range(2)]
        made = House(postgresql, redis, network, servers)
        text = begin(table, "", *[""] * TYPISTS)
        yield _with_typists(made, table, text, stack)
        last = made.typists.settle()
        document = Browser(servers[0], table.delegate("XKE").email).get(
            f"/texts/{text}/document?version={last.version}"
        )
        made.typists.must_stand_in(document.json())
        with database.reading() as db:
            assert not faults(db)
        made.log.close()
        database.close()


def _with_typists(house: House, table: Table, text: str, stack: ExitStack) -> House:
    people = [table.delegate("XKE") for _ in range(TYPISTS)]
    ports = [server.port for server in house.servers]
    house.networks = [stack.enter_context(Network(*ports[i:], *ports[:i])) for i in range(len(ports))]
    groups = [range(i, TYPISTS, len(ports)) for i in range(len(ports))]
    house.authors = [
        Authors(group, [people[place].id for place in group], network)
        for group, network in zip(groups, house.networks, strict=True)
    ]
    given = [
        Given(house.networks[place % len(ports)].url, ORIGIN, Browser(house.servers[0], who.email))
        for place, who in enumerate(people)
    ]
    house.log = Log(house.postgresql.url)
    house.typists = stack.enter_context(Typists(text, given))
    return house


def test_every_character_is_there_once_whatever_is_killed(
    house: House, chance: random.Random, pytestconfig: pytest.Config
) -> None:
    times = so_many(pytestconfig, 1, SOAK_TIMES)
    counts = {
        lambda: house.process_at_a_moment(chance): 2 * times,
        house.process_before_it_is_said: 2 * times,
        house.process_while_it_is_on_its_way: 2 * times,
        lambda: house.postgresql_at_a_moment(chance): times,
        house.postgresql_before_it_is_said: times,
        lambda: house.redis_at_a_moment(chance): times,
        lambda: house.everything_at_once(chance): times,
    }

    waits = play(house.typists, counts, chance)

    print(f"{len(waits)} kills, {house.in_the_window} in the window; all back within {max(waits):.1f} s")
    # Of those that wait for the window, now and then one finds nobody typing.
    assert house.in_the_window >= 5 * times * 0.95 - 1
    # Half of them: a busy machine delays some by as much as it likes.
    assert median(waits) < RETURN_S
