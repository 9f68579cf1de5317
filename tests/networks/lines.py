"""One line through the network: two ways, each of which keeps what it carries until it is due and may pass."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from random import Random

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_CHUNK = 65_536
# So much waits here; more than that stays with whoever sends it, as on a real line.
_MOST_CHUNKS = 64
_RESET = struct.pack("ii", 1, 0)


class Conditions:
    """What holds for all lines of a network."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._delay_s = self._jitter_s = 0.0
        self.bytes_per_second = 0.0
        # What a client says that holds back the answer to it.
        self.unanswered: bytes | None = None
        self.may_go_up, self.may_go_down = asyncio.Event(), asyncio.Event()
        self.flow()

    def slow_down(self, seconds: float, jitter_s: float) -> None:
        self._delay_s, self._jitter_s = seconds, jitter_s

    def stall(self) -> None:
        self.may_go_up.clear()
        self.may_go_down.clear()

    def withhold(self) -> None:
        self.may_go_down.clear()

    def muffle(self) -> None:
        self.may_go_up.clear()

    def flow(self) -> None:
        self.unanswered = None
        self.may_go_up.set()
        self.may_go_down.set()

    def due(self) -> float:
        """When what comes now is to leave."""
        return asyncio.get_running_loop().time() + self._delay_s + self._chance.random() * self._jitter_s


class _Way:
    """One direction. Ends once the other side's end has been passed on."""

    def __init__(
        self,
        conditions: Conditions,
        may_go: asyncio.Event,
        reader: asyncio.StreamReader,
        passes: Callable[[bytes], None] = lambda _: None,
    ) -> None:
        self._conditions, self._may_go, self._reader, self._passes = conditions, may_go, reader, passes
        # Beside what holds for all lines.
        self.may_go_here = asyncio.Event()
        self.may_go_here.set()
        self._waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_MOST_CHUNKS)
        self._kept: deque[bytes] = deque()
        self.is_dead = False

    @property
    def kept(self) -> bytes:
        return b"".join(self._kept)

    async def carry(self, first: bytes, to: asyncio.StreamWriter) -> None:
        taking = asyncio.create_task(self._take(first))
        try:
            await self._give(to)
        finally:
            taking.cancel()

    async def _take(self, data: bytes) -> None:
        data = data or await self._read()
        while True:
            self._kept.append(data)
            await self._waiting.put((self._conditions.due(), data))
            if not data:
                return
            data = await self._read()

    async def _read(self) -> bytes:
        with suppress(OSError):
            return await self._reader.read(_CHUNK)
        return b""

    async def _give(self, to: asyncio.StreamWriter) -> None:
        loop, due = asyncio.get_running_loop(), 0.0
        while True:
            earliest, data = await self._waiting.get()
            due = max(due, earliest)
            await asyncio.sleep(due - loop.time())
            await self._may_go.wait()
            await self.may_go_here.wait()
            self._kept.popleft()
            if self.is_dead:
                continue
            if not data:
                return
            self._passes(data)
            with suppress(OSError):
                to.write(data)
                await to.drain()
            await self._rest(data)

    async def _rest(self, data: bytes) -> None:
        rate = self._conditions.bytes_per_second
        if rate and self._may_go is self._conditions.may_go_down:
            await asyncio.sleep(len(data) / rate)


class Line:
    """A client's connection and the server's, joined."""

    def __init__(self, conditions: Conditions, client: Ends, server: Ends) -> None:
        self._conditions, self._client, self._server = conditions, client, server
        self.port = int(server[1].get_extra_info("peername")[1])
        self._up = _Way(conditions, conditions.may_go_up, client[0], self._said)
        self._down = _Way(conditions, conditions.may_go_down, server[0])
        self._carrying: list[asyncio.Task[None]] = []
        for _, writer in (client, server):
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def withheld(self) -> bytes:
        return self._down.kept

    async def carry(self, first: bytes) -> None:
        """Until one side has ended, or the line is reset."""
        self._carrying = [
            asyncio.create_task(self._up.carry(first, self._server[1])),
            asyncio.create_task(self._down.carry(b"", self._client[1])),
        ]
        await asyncio.wait(self._carrying, return_when=asyncio.FIRST_COMPLETED)
        for task in self._carrying:
            task.cancel()
        for _, writer in (self._client, self._server):
            writer.close()

    def flow(self) -> None:
        self._down.may_go_here.set()

    def deaden(self) -> None:
        self._up.is_dead = self._down.is_dead = True

    def reset(self) -> None:
        for _, writer in (self._client, self._server):
            with suppress(OSError):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            writer.transport.abort()
        for task in self._carrying:
            task.cancel()

    def _said(self, data: bytes) -> None:
        if self._conditions.unanswered and self._conditions.unanswered in data:
            self._down.may_go_here.clear()
