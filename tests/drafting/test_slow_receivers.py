"""Somebody on a bad line: told less often and more at once, in the end told to open again; nobody waits for them."""

import json
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

from tests.drafting.conftest import House
from tests.drafting.raw import Wire
from tests.server import Client
from workspace.drafting.telling import MOST_STEPS_MISSED
from workspace.realtime.line import BEHIND_BYTES

LONG = "w" * 40_000
# What the two systems keep for a receiver who takes nothing.
ENOUGH = 16


def slow(house: House) -> Wire:
    wire = Wire(house.server, house.server.client(house.peru.email))
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    assert wire.event(1, "text:open", {"text": house.text, "since": 0})["ok"]
    return wire


def type_much(house: House, typist: Client, watcher: Client, version: int) -> int:
    """More words than stay on their way to a slow receiver; the watcher gets each at once."""
    for step in [[1, 1, LONG], [1, 1 + len(LONG), ""]] * ENOUGH:
        began = time.monotonic()
        assert typist.commit(house.text, version, [step])["version"] == version + 1
        watcher.wait("text:commits", lambda told, at=version: told["from"] == at)
        assert time.monotonic() - began < 5
        version += 1
    return version


def told(wire: Wire) -> Iterator[dict[str, Any]]:
    """What it hears once its line is better."""
    wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**20)
    wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, 2**20)
    while (received := wire.receive()) is not None:
        if received.startswith('42["text:commits"'):
            yield json.loads(received[2:])[1]


def unsent(house: House) -> float:
    metrics = house.server.client(house.chair.email).get("/metrics").text
    found = re.search(r"^workspace_unsent_bytes (\S+)", metrics, re.M)
    assert found
    return float(found[1])


def test_a_slow_receiver_gets_fewer_and_larger_messages_and_slows_nobody(house: House) -> None:
    kenya, chair = house.client(house.kenya), house.client(house.chair)
    wire = slow(house)

    reached = type_much(house, kenya, chair, 0)

    assert unsent(house) < BEHIND_BYTES + 2 * len(LONG)
    version, messages = 0, 0
    for message in told(wire):
        assert message["from"] == version
        version += len(message["commits"])
        messages += 1
        if version == reached:
            break
    assert messages < reached / 2


def test_a_receiver_that_is_too_slow_sees_a_gap_and_opens_again(house: House) -> None:
    kenya, chair = house.client(house.kenya), house.client(house.chair)
    wire = slow(house)
    version = type_much(house, kenya, chair, 0)
    letters = [[1, 1, "x"]] * 200

    for _ in range(MOST_STEPS_MISSED // len(letters) + 1):
        version = kenya.commit(house.text, version, letters)["version"]

    without_commits = next(message for message in told(wire) if not message["commits"])
    assert without_commits == {"text": house.text, "from": version, "commits": []}
    answer = wire.event(2, "text:open", {"text": house.text, "since": version})
    assert answer["ok"]
    assert answer["version"] == version
