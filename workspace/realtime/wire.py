"""An engine.io connection upon a websocket of ours, in place of the library's, which keeps three greenlets for each."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import gevent
import orjson
from engineio.packet import NOOP, Packet

from workspace.realtime.frames import PROTOCOL
from workspace.realtime.line import Line

# Together, and with a round of checks, a dead line is noticed within 30 s.
PING_INTERVAL_S = 10
PING_TIMEOUT_S = 8
_CLOSE, _PING, _PONG, _MESSAGE, _UPGRADE = "12345"
_PROBE = "probe"
Heard = Callable[[str, str, Callable[[], None]], None]
Gone = Callable[[str, str], object]
# Messages that may wait here; further ones wait with their sender.
_MOST_WAITING = 16


def opening(sid: str, most_bytes: int) -> bytes:
    """The packet with which a connection begins upon a wire."""
    intervals = {"pingInterval": PING_INTERVAL_S * 1000, "pingTimeout": PING_TIMEOUT_S * 1000}
    return b"0" + orjson.dumps({"sid": sid, "upgrades": [], **intervals, "maxPayload": most_bytes})


class Wire:
    """What the library takes for a socket of its own. It hears one message after the other, each when the one before
    has been answered."""

    # To the library a websocket is what a connection has been upgraded to.
    upgraded = connected = True

    def __init__(self, engine: Any, sid: str, line: Line, heard: Heard, gone: Gone) -> None:
        self.sid, self.line = sid, line
        self.closed = self.closing = False
        self._engine, self._heard, self._gone = engine, heard, gone
        self._waiting: list[str] = []
        self._is_at_work = False
        self._spoke_at, self._asked_at = monotonic(), 0.0
        line.listen(self._hear, self._lost)

    def send(self, packet: Packet) -> None:
        self.line.say(packet.encode())

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002
        """End it: from here, unless `abort`, and then what was said before still goes out."""
        if self.closed or self.closing:
            return
        self.closing = True
        self._gone(self.sid, reason or self._engine.reason.SERVER_DISCONNECT)
        if not abort:
            self.line.say(_CLOSE)
        self.closed = True
        self.line.close()
        self._engine.sockets.pop(self.sid, None)

    def check_ping_timeout(self) -> bool:
        """Ask for a sign of life when it is time; whether the last one came in time."""
        now = monotonic()
        if self._asked_at and now - self._asked_at > PING_TIMEOUT_S:
            self.close(abort=True, reason=self._engine.reason.PING_TIMEOUT)
        elif not self._asked_at and now - self._spoke_at >= PING_INTERVAL_S:
            self._asked_at = now
            self.line.say(_PING)
        return not self.closed

    def _hear(self, packet: str) -> None:
        kind = packet[:1]
        if kind == _MESSAGE:
            self._take(packet[1:])
        elif kind == _PONG:
            self._spoke_at, self._asked_at = monotonic(), 0.0
        elif kind == _CLOSE:
            gevent.spawn(self.close, abort=True, reason=self._engine.reason.CLIENT_DISCONNECT)
        else:
            self.line.close(PROTOCOL)

    def _take(self, message: str) -> None:
        if not self._is_at_work:
            self._is_at_work = True
            self._heard(self.sid, message, self._go_on)
            return
        self._waiting.append(message)
        if len(self._waiting) > _MOST_WAITING:
            self.line.pause()

    def _go_on(self) -> None:
        """A message has been answered. The next is not heard here: whoever answers may be going through a text."""
        if self._waiting and not self.closed:
            gevent.get_hub().loop.run_callback(self._hear_next)
        else:
            self._is_at_work = False

    def _hear_next(self) -> None:
        self.line.resume()
        self._heard(self.sid, self._waiting.pop(0), self._go_on)

    def _lost(self) -> None:
        self.close(abort=True, reason=self._engine.reason.TRANSPORT_CLOSE)


class Upgrade:
    """A websocket by which a connection of long polling goes on, once it has been tried: `taken`."""

    def __init__(self, engine: Any, sid: str, line: Line, taken: Callable[[str, Line], None]) -> None:
        self._engine, self._sid, self._line, self._taken = engine, sid, line, taken
        self._is_tried = self._is_taken = False
        line.listen(self._hear, lambda: None)

    def give_up(self) -> None:
        """It has had time enough to be tried."""
        if not self._is_taken:
            self._line.close()

    def _hear(self, packet: str) -> None:
        polled = self._engine.sockets.get(self._sid)
        if polled is None or polled.closed or polled.upgraded:
            self._line.close()
        elif packet == _PING + _PROBE and not self._is_tried:
            self._is_tried = True
            self._line.say(_PONG + _PROBE)
            polled.queue.put(Packet(NOOP))  # the poll that waits is answered, and no other is begun
        elif packet == _UPGRADE and self._is_tried:
            self._is_taken = True
            self._go_on(polled)
        else:
            self._line.close(PROTOCOL)

    def _go_on(self, polled: Any) -> None:
        # What has not been polled yet goes first.
        while not polled.queue.empty():
            if (packet := polled.queue.get()) and packet.packet_type != NOOP:
                self._line.say(packet.encode())
        polled.closed = True
        polled.queue.put(None)
        self._taken(self._sid, self._line)
