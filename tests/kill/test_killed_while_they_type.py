"""The server is killed, as when the power fails, while clients type: at random moments, and exactly between the write
and its acknowledgement. What was typed is there once afterwards, and the clients go on by themselves."""

import random
import time
from collections.abc import Iterator
from statistics import median

import pytest
from flask import Flask

from tests.drafting.conftest import begin
from tests.kill.window import Authors, Log, kill_before_it_is_said, kill_while_it_is_on_its_way, play
from tests.networks.network import Network
from tests.networks.typists import Given, Typists
from tests.server import Browser, Server
from tests.soaking import so_many
from tests.world import Table
from workspace.config import Config

# At a random moment; before the acknowledgement is said; while it is on its way.
KILLS, SOAK_KILLS = (4, 3, 3), (80, 60, 60)
TYPISTS = 4
RETURN_S = 5.0


class House:
    """A server on the embedded database, and those who type in one text of it."""

    def __init__(self, server: Server, network: Network, typists: Typists, authors: Authors, log: Log) -> None:
        self.server, self.network, self.typists, self.authors, self.log = server, network, typists, authors, log
        self.in_the_window = 0

    def kill_at_a_moment(self, chance: random.Random) -> float:
        time.sleep(chance.random())
        self.server.kill()
        return self._start_again()

    def kill_before_it_is_said(self) -> float:
        self.in_the_window += kill_before_it_is_said(self.authors, self.typists, self.log, self.server.kill)
        return self._start_again()

    def kill_while_it_is_on_its_way(self) -> float:
        self.in_the_window += kill_while_it_is_on_its_way(self.authors, self.typists, self.log, self.server.kill)
        return self._start_again()

    def _start_again(self) -> float:
        self.server.start()
        self.network.mend()
        self.server.stand_by()
        return self.typists.settle().seconds


@pytest.fixture
def house(app: Flask, settings: Config) -> Iterator[House]:
    table = Table(app)
    text = begin(table, "", *[""] * TYPISTS)
    people = [table.delegate("XKE") for _ in range(TYPISTS)]
    log = Log(settings.database_url)
    with Server(settings.data) as server, Network(server.port) as network:
        given = [Given(network.url, server.url, Browser(server, who.email)) for who in people]
        with Typists(text, given) as typists:
            authors = Authors(range(TYPISTS), [who.id for who in people], network)
            yield House(server, network, typists, authors, log)
            last = typists.settle()
            typists.must_stand_in(given[0].browser.get(f"/texts/{text}/document?version={last.version}").json())
    log.close()


@pytest.mark.kill
def test_every_character_is_there_once_however_the_server_is_killed(
    house: House, chance: random.Random, pytestconfig: pytest.Config
) -> None:
    at_a_moment, before, on_its_way = (so_many(pytestconfig, *each) for each in zip(KILLS, SOAK_KILLS, strict=True))
    counts = {
        lambda: house.kill_at_a_moment(chance): at_a_moment,
        house.kill_before_it_is_said: before,
        house.kill_while_it_is_on_its_way: on_its_way,
    }

    waits = play(house.typists, counts, chance)

    print(f"{len(waits)} kills, {house.in_the_window} in the window; all back within {max(waits):.1f} s")
    assert house.in_the_window >= before + on_its_way - 1
    # Half of them: a busy machine delays some by as much as it likes.
    assert median(waits) < RETURN_S
    for book in house.typists.books():
        assert book["reconnections"] >= len(waits)
        assert book["acknowledged"] > len(waits)
