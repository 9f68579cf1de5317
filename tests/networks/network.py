"""The network of a test: a TCP proxy on loopback between clients and servers, whose lines may be slow, stuck or lost.

with Network(server.port) as network:       # network.url is the address for clients
    network.delay(0.3, jitter_s=0.1)          # each way
    network.stall(); network.flow()           # nothing passes, nobody is told; then all of it does
    network.withhold(); network.flow()        # the same for what servers say alone
    network.withhold_answers_to(b"COMMIT")    # the same from then on, on the lines on which a client says this
    network.deaden()                          # lines that are open are half-open from now on; new ones work
    network.cut(); network.mend()             # all lines are reset, new ones too

A page in a browser sends the network's address as its origin: start the server with WORKSPACE_PUBLIC_URL=network.url,
then `network.lead_to(server.port)`.
"""

import asyncio
import random
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from threading import Thread
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.networks.lines import Conditions, Line

T = TypeVar("T")
_NO_WEBSOCKETS = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_FIRST_BYTES = 16_384


class Network:
    """Clients use `url`. With several ports, each line goes to the first server that answers."""

    # Plain HTTP: what a client takes for the authority of its certificate does not matter.
    certificate: str | bool = True

    def __init__(self, *ports: int, seed: int = 0) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = int(self._listener.getsockname()[1])
        self._ports = list(ports)
        self._lines: set[Line] = set()
        self._is_cut = self._refuses_websockets = self._swallows_websockets = False
        self._loop = asyncio.new_event_loop()
        self._conditions = Conditions(random.Random(seed))
        self._thread = Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._came, sock=self._listener))
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.cut()
        self._run(self._closed())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """What a server without a public address takes for its own."""
        return f"http://127.0.0.1:{self._ports[0]}"

    @property
    def lines(self) -> int:
        """How many lines are open, dead ones too."""
        return len(self._lines)

    def reaches(self) -> set[int]:
        """The ports that lines lead to now."""
        return self._do(lambda: {line.port for line in self._lines})

    def lead_to(self, *ports: int) -> None:
        """Where new lines go from now on."""
        self._do(lambda: setattr(self, "_ports", list(ports)))

    def delay(self, seconds: float, *, jitter_s: float = 0.0) -> None:
        """Everything takes so long each way, and by chance up to `jitter_s` more. The order stays."""
        self._do(lambda: self._conditions.slow_down(seconds, jitter_s))

    def narrow(self, bytes_per_second: float) -> None:
        """Each line takes no more than this to its client."""
        self._do(lambda: setattr(self._conditions, "bytes_per_second", bytes_per_second))

    def stall(self) -> None:
        """Nothing passes in either direction, and nobody is told. It is kept, in order."""
        self._do(self._conditions.stall)

    def withhold(self) -> None:
        """Nothing that servers say passes, be it that they end; what clients say does."""
        self._do(self._conditions.withhold)

    def withhold_answers_to(self, words: bytes) -> None:
        """A line on which a client says this carries nothing to it any more; nor is it told that the server ends."""
        self._do(lambda: setattr(self._conditions, "unanswered", words))

    def flow(self) -> None:
        """What was kept goes on its way, and all that comes."""

        def flow() -> None:
            self._conditions.flow()
            for line in self._lines:
                line.flow()

        self._do(flow)

    def withheld(self) -> bytes:
        """What servers have said and no client has heard yet."""
        return self._do(lambda: b"".join(line.withheld for line in self._lines))

    def deaden(self) -> None:
        """The lines that are open carry nothing any more, in either direction, and nobody is told."""
        self._do(lambda: [line.deaden() for line in self._lines])

    def cut(self) -> None:
        """All lines are reset, and what was on its way is lost; new lines are reset too, until it is mended."""

        def cut() -> None:
            self._is_cut = True
            for line in list(self._lines):
                line.reset()

        self._do(cut)

    def mend(self) -> None:
        """New lines are taken again, and everything flows."""

        def mend() -> None:
            self._is_cut = False
            self._conditions.flow()

        self._do(mend)

    def refuse_websockets(self) -> None:
        """As some hotels do: a request to upgrade is answered with 403."""
        self._do(lambda: setattr(self, "_refuses_websockets", True))

    def swallow_websockets(self) -> None:
        """As other hotels do: a request to upgrade is taken and never answered."""
        self._do(lambda: setattr(self, "_swallows_websockets", True))

    def muffle(self) -> None:
        """Nothing that clients say passes, until it flows; what servers say does."""
        self._do(self._conditions.muffle)

    async def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            return writer.transport.abort()
        is_picky = self._refuses_websockets or self._swallows_websockets
        first = await reader.read(_FIRST_BYTES) if is_picky else b""
        if b"upgrade: websocket" in first.lower():
            if self._swallows_websockets:
                await reader.read()
            writer.write(_NO_WEBSOCKETS)
            return writer.close()
        upstream = await self._reached()
        if upstream is None or self._is_cut:
            return writer.transport.abort()
        line = Line(self._conditions, (reader, writer), upstream)
        self._lines.add(line)
        try:
            return await line.carry(first)
        finally:
            self._lines.discard(line)

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self._ports:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None

    async def _closed(self) -> None:
        self._server.close()
        while self._lines:
            await asyncio.sleep(0.01)

    def _do(self, act: Callable[[], T]) -> T:
        async def done() -> T:
            return act()

        return self._run(done())

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)
