"""One websocket. It is read in the loop itself, when something has come, so that an idle one keeps no greenlet."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import gevent
from gevent.socket import SO_SNDBUF, SOL_SOCKET

from workspace.realtime.frames import CLOSE, NORMAL, NOT_UTF8, PING, PONG, TEXT, BadFrame, Frames, framed

_READ_BYTES = 16 * 1024
_READABLE, _WRITABLE = 1, 2  # as libev has them
# What the system keeps for a receiver who takes nothing, before we notice; it doubles this.
SOCKET_BYTES = 64 * 1024
BEHIND_BYTES = 64 * 1024
LOST_BYTES = 1024 * 1024


class Line:
    """A websocket upon a socket that never waits; it takes messages of up to `limit` bytes."""

    __slots__ = (
        "_frames", "_hear", "_held", "_is_reading", "_readable", "_recv", "_send", "_socket", "_unsent",
        "_when_ended", "_writable", "closed", "unsent_bytes",
    )  # fmt: skip

    def __init__(self, socket: Any, limit: int) -> None:
        socket.setsockopt(SOL_SOCKET, SO_SNDBUF, SOCKET_BYTES)
        self.closed = False
        self.unsent_bytes = 0
        self._frames = Frames(limit)
        self._hear: Callable[[str], None] | None = None
        self._when_ended: Callable[[], None] | None = None
        self._socket, self._recv, self._send = socket, socket.recv, socket.send
        self._held: list[bytes] | None = None
        self._unsent: list[bytes] = []
        self._readable: Any = gevent.get_hub().loop.io(socket.fileno(), _READABLE)
        self._writable: Any = None
        self._is_reading = False

    def listen(self, hear: Callable[[str], None], when_ended: Callable[[], None]) -> None:
        """Have `hear` called in the loop with each text that comes: it may not wait. And once `when_ended`, in a
        greenlet, when nothing can be said any more."""
        self._hear, self._when_ended = hear, when_ended
        self.resume()

    def take_up_to(self, limit: int) -> None:
        """Take messages of so many bytes from now on."""
        self._frames.limit = limit

    def pause(self) -> None:
        """Leave what comes with the system, and so with its sender, until `resume`."""
        if self._is_reading:
            self._readable.stop()
            self._is_reading = False

    def resume(self) -> None:
        if not self._is_reading and not self.closed:
            self._readable.start(self._read)
            self._is_reading = True

    def say(self, text: str) -> None:
        self.write(framed(text.encode()))

    def write(self, frame: bytes) -> None:
        """Send a frame now if the socket takes it, otherwise as soon as it does. Never waits."""
        if self.closed:
            return None
        if self._held is not None:
            return self._held.append(frame)
        if self._unsent:
            return self._keep(frame)
        try:
            sent = self._send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            return self._end()
        if sent < len(frame):
            self._keep(frame[sent:])
        return None

    def hold(self) -> None:
        """Keep what is written until `release`."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        held, self._held = self._held, None
        if held:
            self.write(b"".join(held))

    def close(self, code: int = NORMAL) -> None:
        if not self.closed:
            self.release()
            if not self._unsent:
                self.write(framed(code.to_bytes(2), CLOSE))
            self._end()

    def _read(self) -> None:
        try:
            data = self._recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        try:
            for opcode, payload in self._frames.read(data):
                self._heard(opcode, payload)
        except BadFrame as bad:
            self.close(bad.code)
        except UnicodeDecodeError:
            self.close(NOT_UTF8)

    def _heard(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT and self._hear:
            self._hear(payload.decode())
        elif opcode == CLOSE:
            self.close()
        elif opcode == PING:
            self.write(framed(payload, PONG))

    def _keep(self, frame: bytes) -> None:
        self._unsent.append(frame)
        self.unsent_bytes += len(frame)
        if self.unsent_bytes > LOST_BYTES:
            self._end()
        elif self._writable is None:
            self._writable = gevent.get_hub().loop.io(self._socket.fileno(), _WRITABLE)
            self._writable.start(self._flush)

    def _flush(self) -> None:
        together = b"".join(self._unsent)
        try:
            rest = together[self._send(together) :]
        except BlockingIOError:
            return
        except OSError:
            self._end()
            return
        self._unsent, self.unsent_bytes = [rest] if rest else [], len(rest)
        if not rest:
            _stop(self._writable)
            self._writable = None

    def _end(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._unsent, self.unsent_bytes = [], 0
        _stop(self._readable)
        _stop(self._writable)
        with suppress(OSError):
            self._socket.shutdown(2)
        self._socket.close()
        # Not here: whoever writes may be going through all who hear.
        if self._when_ended:
            gevent.spawn(self._when_ended)
        self._hear = self._when_ended = None


def _stop(watcher: Any) -> None:
    if watcher is not None:
        watcher.stop()
        watcher.close()
