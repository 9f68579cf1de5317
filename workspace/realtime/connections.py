"""Who is connected to this process, and telling them."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import orjson
from engineio.packet import MESSAGE, Packet

from workspace.config import Limits
from workspace.database import Json, new_id
from workspace.realtime.line import BEHIND_BYTES, Line, framed
from workspace.realtime.rates import Bucket

CONNECTION_ID_LENGTH = 6
# Messages that may wait for somebody who polls.
_MOST_WAITING = 100


class Telling:
    """An event of ours, encoded once however many hear it."""

    def __init__(self, event: str, message: dict[str, Json]) -> None:
        self._encoded = b"42" + orjson.dumps([event, message])

    def having(self, more: bytes) -> "Telling":
        """The same with more in its message: an encoded piece such as `"gone":["a"]`."""
        longer = Telling.__new__(Telling)
        longer._encoded = b"%b,%b}]" % (self._encoded[:-2], more) if more else self._encoded
        return longer

    @cached_property
    def frame(self) -> bytes:
        return framed(self._encoded)

    @cached_property
    def packet(self) -> Packet:
        return Packet(MESSAGE, data=self._encoded[1:].decode())


class Connection:
    """One browser tab, or one client of another kind: a person's session, connected."""

    def __init__(self, sid: str, engine: Any, session: str, person: str, limits: Limits, *, language: str) -> None:
        self.id = new_id(CONNECTION_ID_LENGTH)
        self.sid = sid
        self.session = session
        self.person = person
        self.language = language  # of the interface
        self.line: Line | None = None
        self.commits = Bucket(limits.commits_per_second, limits.commits_burst)
        self.cursors = Bucket(limits.cursors_per_second, limits.cursors_per_second)
        self.is_open = True
        self._engine = engine
        self._goes_directly = False

    @property
    def is_behind(self) -> bool:
        """Whether it takes less than it is sent: then it is told less, and catches up later."""
        if self.line is not None:
            return self.line.unsent_bytes > BEHIND_BYTES
        return self._polls_seldom()

    @property
    def unsent_bytes(self) -> int:
        return self.line.unsent_bytes if self.line else 0

    @property
    def has_unsent(self) -> bool:
        return bool(self.line.unsent_bytes) if self.line else self._polls_seldom()

    def tell(self, event: str, **message: Json) -> None:
        self.send(Telling(event, message))

    def send(self, telling: Telling) -> None:
        if self._goes_directly or self._may_go_directly():
            self.line.write(telling.frame)  # type: ignore[union-attr]  # a direct line is a line
        else:
            self._send_packet(telling.packet)

    def answer(self, number: str, message: dict[str, Json]) -> None:
        """Acknowledge the event that came with this number."""
        packet = b"43" + number.encode() + orjson.dumps([message])
        if self._goes_directly or self._may_go_directly():
            self.line.write(framed(packet))  # type: ignore[union-attr]  # a direct line is a line
        else:
            self._send_packet(Packet(MESSAGE, data=packet[1:].decode()))

    def hold(self) -> None:
        """Write what is told from now on together, at `release`."""
        if self._goes_directly or self._may_go_directly():
            self.line.hold()  # type: ignore[union-attr]  # a direct line is a line

    def release(self) -> None:
        if self.line is not None:
            self.line.release()

    @property
    def engine_sid(self) -> str:
        return str(self._engine.sid)

    def _may_go_directly(self) -> bool:
        # While the library still holds messages, such as those of an upgrade from polling, ours go behind them. After
        # that it only sends pings, whose order does not matter.
        self._goes_directly = self.line is not None and self._engine.upgraded and self._engine.queue.empty()
        return self._goes_directly

    def _polls_seldom(self) -> bool:
        return bool(self._engine.queue.qsize() > _MOST_WAITING)

    def _send_packet(self, packet: Packet) -> None:
        if self.is_open and not self._engine.closed:
            self._engine.send(packet)


class Connections:
    """All connections of this process, by socket and by session."""

    def __init__(self) -> None:
        self._by_socket: dict[str, Connection] = {}
        self._by_session: dict[str, set[Connection]] = {}

    def __iter__(self) -> Iterator[Connection]:
        return iter(list(self._by_socket.values()))

    def __len__(self) -> int:
        return len(self._by_socket)

    def of_session(self, session: str) -> list[Connection]:
        return list(self._by_session.get(session, ()))

    def at(self, sid: str) -> Connection | None:
        return self._by_socket.get(sid)

    def add(self, connection: Connection) -> None:
        self._by_socket[connection.sid] = connection
        self._by_session.setdefault(connection.session, set()).add(connection)

    def remove(self, connection: Connection) -> None:
        connection.is_open = False
        self._by_socket.pop(connection.sid, None)
        mine = self._by_session.get(connection.session, set())
        mine.discard(connection)
        if not mine:
            self._by_session.pop(connection.session, None)
