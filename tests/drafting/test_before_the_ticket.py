"""Before its ticket a connection may say little."""

import json
import zlib
from contextlib import suppress

import psutil
import requests

from tests.drafting.conftest import House
from tests.drafting.raw import COMPRESSED, FINAL_TEXT, Wire
from workspace.config import Limits

LIMITS = Limits()


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
