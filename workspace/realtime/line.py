"""One websocket of ours. Everything on its socket goes through it: a cap on what comes in, one shared frame out."""

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import gevent
from gevent.socket import SO_SNDBUF, SOL_SOCKET

_TEXT, _CLOSE, _PING, _PONG, _CONTINUATION = 0x1, 0x8, 0x9, 0xA, 0x0
_FINAL = 0x80
_NORMAL, _PROTOCOL, _NOT_TEXT, _NOT_UTF8, _TOO_LARGE = 1000, 1002, 1003, 1007, 1009
# What engine.io packets begin with: close, ping, pong, message, upgrade.
_KNOWN_PACKETS = frozenset("12345")
_EVENT = "42"
# What the system keeps for a receiver who takes nothing, before we notice; it doubles this.
SOCKET_BYTES = 64 * 1024
BEHIND_BYTES = 64 * 1024
LOST_BYTES = 1024 * 1024


class LineClosed(OSError):
    """Nothing can be sent any more."""


class _Bad(Exception):
    def __init__(self, code: int) -> None:
        self.code = code


class _Frame(NamedTuple):
    opcode: int
    is_final: bool
    payload: bytes


def framed(payload: bytes, opcode: int = _TEXT) -> bytes:
    """A whole message as one frame, good for any number of receivers."""
    size = len(payload)
    if size < 126:
        return bytes((_FINAL | opcode, size)) + payload
    if size < 65_536:
        return bytes((_FINAL | opcode, 126)) + size.to_bytes(2) + payload
    return bytes((_FINAL | opcode, 127)) + size.to_bytes(8) + payload


class Line:
    """A websocket as engine.io expects one in `environ["wsgi.websocket"]`.

    `limit` is the largest message taken; it is small until a ticket has been accepted.
    """

    def __init__(self, handler: Any, limit: int) -> None:
        self.environ: dict[str, Any] = handler.environ
        self.version: str | None = self.environ.get("HTTP_SEC_WEBSOCKET_VERSION")
        self.path: str | None = self.environ.get("PATH_INFO")
        self.origin: str | None = self.environ.get("HTTP_ORIGIN")
        self.protocol = None
        self.limit = limit
        self.closed = False
        self._held: list[bytes] | None = None
        # Who hears events without the detour through the library, once the connection stands.
        self.hear: Callable[[str], None] | None = None
        self._read = handler.rfile.read
        self._socket = handler.socket
        # The socket below gevent's: its `send` never waits, and costs no look-up of timeouts.
        self._send = handler.socket._sock.send
        handler.socket.setsockopt(SOL_SOCKET, SO_SNDBUF, SOCKET_BYTES)
        self._unsent: deque[bytes] = deque()
        self.unsent_bytes = 0

    def receive(self) -> str | None:
        """The next packet that is the library's; nothing when the connection has ended."""
        try:
            while True:
                packet = self._message()
                if packet is None or self.hear is None or not packet.startswith(_EVENT):
                    return packet
                self.hear(packet[1:])
        except _Bad as bad:
            self.close(bad.code)
        except UnicodeDecodeError:
            self.close(_NOT_UTF8)
        except (OSError, ValueError):  # the socket, or the file upon it, is gone
            self.close()
        return None

    def send(self, message: str) -> None:
        if self.closed:
            raise LineClosed
        self.write(framed(message.encode()))

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
            gevent.spawn(self._flush)
        return None

    def hold(self) -> None:
        """Keep what is written until `release`."""
        if self._held is None:
            self._held = []

    def release(self) -> None:
        held, self._held = self._held, None
        if held:
            self.write(b"".join(held))

    def close(self, code: int = _NORMAL) -> None:
        if not self.closed:
            self.release()
            if not self._unsent:
                self.write(framed(code.to_bytes(2), _CLOSE))
            self._end()

    def _keep(self, frame: bytes) -> None:
        self._unsent.append(frame)
        self.unsent_bytes += len(frame)
        if self.unsent_bytes > LOST_BYTES:
            self._end()

    def _flush(self) -> None:
        try:
            while self._unsent and not self.closed:
                frame = self._unsent[0]
                self._socket.sendall(frame)
                self._unsent.popleft()
                self.unsent_bytes -= len(frame)
        except OSError:
            self._end()

    def _end(self) -> None:
        self.closed = True
        self._unsent.clear()
        self.unsent_bytes = 0
        with suppress(OSError):
            self._socket.shutdown(2)  # wakes whoever reads

    def _message(self) -> str | None:
        parts: list[bytes] = []
        size = 0
        while True:
            frame = self._frame(self.limit - size)
            if frame.opcode == _CLOSE:
                self.close()
                return None
            if frame.opcode in (_PING, _PONG):
                self._control(frame)
                continue
            if frame.opcode != (_CONTINUATION if parts else _TEXT):
                raise _Bad(_PROTOCOL if frame.opcode in (_CONTINUATION, _TEXT) else _NOT_TEXT)
            parts.append(frame.payload)
            size += len(frame.payload)
            if frame.is_final:
                return _packet(b"".join(parts))
            if len(parts) > 64:
                raise _Bad(_PROTOCOL)

    def _control(self, frame: _Frame) -> None:
        if frame.opcode == _PING:
            self.write(framed(frame.payload, _PONG))

    def _frame(self, most: int) -> _Frame:
        first, second = self._exactly(2)
        # Reserved bits mean an extension, and compression is refused; a browser always masks.
        if first & 0x70 or not second & 0x80:
            raise _Bad(_PROTOCOL)
        opcode, size = first & 0x0F, second & 0x7F
        if opcode >= _CLOSE and (size > 125 or not first & _FINAL):
            raise _Bad(_PROTOCOL)
        if size > 125:
            size = int.from_bytes(self._exactly(2 if size == 126 else 8))
        if size > most and opcode < _CLOSE:
            raise _Bad(_TOO_LARGE)
        mask = self._exactly(4)
        return _Frame(opcode, bool(first & _FINAL), _unmasked(self._exactly(size), mask))

    def _exactly(self, size: int) -> bytes:
        data: bytes = self._read(size) if size else b""
        if len(data) != size:
            raise LineClosed
        return data


def _packet(message: bytes) -> str:
    packet = message.decode()
    if packet[:1] not in _KNOWN_PACKETS:
        raise _Bad(_PROTOCOL)
    return packet


def _unmasked(data: bytes, mask: bytes) -> bytes:
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")
