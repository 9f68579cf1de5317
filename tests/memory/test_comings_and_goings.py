"""Whoever has come and gone, in whichever way, leaves nothing behind in the server."""

import re
import socket
import struct
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from operator import gt

import psutil
import pytest
import requests
from flask import Flask

from tests.drafting.conftest import begin
from tests.drafting.raw import Wire
from tests.server import Browser, Server
from tests.soaking import so_many
from tests.world import Table
from workspace.config import Config
from workspace.realtime.wire import PING_INTERVAL_S

COUNT, SOAK_COUNT = 500, 10_000
PEOPLE = 12
# What the library keeps of a connection of long polling, a greenlet that would ping it holds for ten seconds more. So
# they come in groups, and each begins when the one before is forgotten.
FORGOTTEN_S = PING_INTERVAL_S + 1
MOST_BYTES_EACH, NOISE_BYTES = 300, 2_000_000
_RESET = struct.pack("ii", 1, 0)

pytestmark = pytest.mark.kill


class House:
    def __init__(self, server: Server, text: str, people: list[Browser]) -> None:
        self.server, self.text, self._people = server, text, cycle(people)
        self.process = psutil.Process(server.pid)

    def open_and_close(self) -> None:
        wire = self._opened()
        wire.send("1")
        wire.socket.close()

    def open_and_vanish(self) -> None:
        wire = self._opened()
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        wire.socket.close()

    def come_without_a_ticket(self) -> None:
        Wire(self.server).socket.close()

    def poll_and_close(self) -> None:
        person = next(self._people)
        path = "/socket.io/?EIO=4&transport=polling"
        sid = re.search(r'"sid":"([^"]+)"', person.get(path, headers=person.origin).text)
        assert sid
        ticket = '40{"ticket":"' + person.ticket() + '"}'
        person.http.post(f"{self.server.url}{path}&sid={sid[1]}", data=ticket, headers=person.origin, timeout=15)
        person.http.post(f"{self.server.url}{path}&sid={sid[1]}", data="1", headers=person.origin, timeout=15)

    def remains(self) -> tuple[float, int, int]:
        """Connections, open files and threads."""
        page = requests.get(f"{self.server.url}/metrics", timeout=15).text
        found = re.search(r"^workspace_connections (\S+)$", page, re.MULTILINE)
        return float(found[1]) if found else 0.0, self.process.num_fds(), self.process.num_threads()

    def _opened(self) -> Wire:
        wire = Wire(self.server, next(self._people))
        assert str(wire.answer).startswith("40"), wire.answer
        assert wire.event(1, "text:open", {"text": self.text, "since": 0})["ok"]
        return wire


@pytest.fixture
def house(app: Flask, settings: Config) -> Iterator[House]:
    table = Table(app)
    text = begin(table)
    with Server(settings.data) as server:
        yield House(server, text, [Browser(server, table.delegate("XKE").email) for _ in range(PEOPLE)])


def test_who_has_gone_leaves_nothing_behind(house: House, pytestconfig: pytest.Config) -> None:
    count = so_many(pytestconfig, COUNT, SOAK_COUNT)
    ways = [house.open_and_close, house.open_and_vanish, house.come_without_a_ticket, house.poll_and_close]
    _come_and_go(ways, COUNT)
    before = _after_all_have_gone(house, (0.0, 10**6, 10**6))
    memory = house.process.memory_info().rss

    _come_and_go(ways, count)

    after = _after_all_have_gone(house, before)
    grown = house.process.memory_info().rss - memory
    print(f"{count} came and went: {grown / 1e6:.2f} MB, {before} and then {after}")
    assert not any(map(gt, after, before))
    assert grown < NOISE_BYTES + count * MOST_BYTES_EACH


def _come_and_go(ways: list[Callable[[], None]], count: int) -> None:
    for done in range(0, count, COUNT):
        for way in islice(cycle(ways), min(COUNT, count - done)):
            way()
        time.sleep(FORGOTTEN_S)


def _after_all_have_gone(house: House, most: tuple[float, int, int]) -> tuple[float, int, int]:
    """What remains once it is no more than this; the server may take until the end of the time before the ticket."""
    ends = time.monotonic() + 30
    remains = house.remains()
    while any(map(gt, remains, most)) and time.monotonic() < ends:
        time.sleep(0.2)
        remains = house.remains()
    return remains
