"""Who is connected to this process, and telling them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from time import monotonic
from typing import Any, NamedTuple

import orjson
from engineio.packet import MESSAGE, Packet

from workspace.config import Limits
from workspace.database import Json, new_id
from workspace.realtime.frames import framed
from workspace.realtime.line import BEHIND_BYTES, Line
from workspace.realtime.rates import Bucket
from workspace.realtime.wire import Wire

CONNECTION_ID_LENGTH = 6
_MOMENT_S = 0.5
# Messages that may wait for somebody who polls.
_MOST_WAITING = 100


class Identity(NamedTuple):
    """Who a cookie stands for, and their seats, as the feature reads them."""

    session: str
    person: str
    seats: Mapping[Any, Any]


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
    """One browser tab, or one client of another kind: a person's session, connected.

    `engine` is what carries it: a wire of ours, or the library's socket for long polling.
    """

    def __init__(self, sid: str, engine: Any, identity: Identity, limits: Limits, *, language: str) -> None:
        self.id = new_id(CONNECTION_ID_LENGTH)
        self.sid = sid
        self.session, self.person, self._seats = identity
        self._seats_read_at = monotonic()
        # What it asks for with its CONNECT.
        self.openings: Sequence[Json] = ()
        self.language = language  # of the interface
        self.engine = engine
        self.line: Line | None = engine.line if isinstance(engine, Wire) else None
        self.commits = Bucket(limits.commits_per_second, limits.commits_burst)
        self.cursors = Bucket(limits.cursors_per_second, limits.cursors_per_second)
        self.is_open = True

    @property
    def seats(self) -> Mapping[Any, Any]:
        """The person's seats as they were read with the CONNECT; none, once that is not a moment ago any more."""
        return self._seats if monotonic() - self._seats_read_at < _MOMENT_S else {}

    def forget_seats(self) -> None:
        """They have been read again."""
        self._seats = {}

    def go_on_by(self, wire: Wire) -> None:
        """What began with long polling goes on by a websocket."""
        self.engine, self.line = wire, wire.line

    @property
    def is_behind(self) -> bool:
        """Whether it takes less than it is sent: then it is told less, and catches up later."""
        return self.line.unsent_bytes > BEHIND_BYTES if self.line else self._polls_seldom()

    @property
    def unsent_bytes(self) -> int:
        return self.line.unsent_bytes if self.line else 0

    @property
    def has_unsent(self) -> bool:
        return bool(self.line.unsent_bytes) if self.line else self._polls_seldom()

    def tell(self, event: str, **message: Json) -> None:
        self.send(Telling(event, message))

    def send(self, telling: Telling) -> None:
        if self.line:
            self.line.write(telling.frame)
        else:
            self._queue(telling.packet)

    def answer(self, number: str, message: dict[str, Json]) -> None:
        """Acknowledge the event that came with this number."""
        packet = b"43" + number.encode() + orjson.dumps([message])
        if self.line:
            self.line.write(framed(packet))
        else:
            self._queue(Packet(MESSAGE, data=packet[1:].decode()))

    def hold(self) -> None:
        """Write what is told from now on together, at `release`."""
        if self.line:
            self.line.hold()

    def release(self) -> None:
        if self.line:
            self.line.release()

    def _polls_seldom(self) -> bool:
        return bool(self.engine.queue.qsize() > _MOST_WAITING)

    def _queue(self, packet: Packet) -> None:
        if self.is_open and not self.engine.closed:
            self.engine.send(packet)


def send_to_clear(connections: Iterable[Connection], telling: Telling) -> list[Connection]:
    """Send the same to all who have taken what they were sent before; the answer is the others. Most of what the server
    does in a full room is done here, so it calls nothing that it could do without."""
    frame, others = telling.frame, []
    for connection in connections:
        line = connection.line
        if line is None or line.unsent_bytes:
            others.append(connection)
        else:
            line.write(frame)
    return others


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
