"""Frames of a websocket (RFC 6455): one frame for all who hear the same, and whole messages from what comes in."""

from collections.abc import Iterable, Iterator

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
NORMAL, PROTOCOL, NOT_TEXT, NOT_UTF8, TOO_LARGE = 1000, 1002, 1003, 1007, 1009
_CONTINUATION, _FINAL = 0x0, 0x80
_MOST_PARTS = 64


class BadFrame(Exception):
    """What no browser sends, or more than is taken; `code` is what the other side is told."""

    def __init__(self, code: int) -> None:
        self.code = code


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    """A whole message as one frame, good for any number of receivers."""
    size = len(payload)
    if size < 126:
        return bytes((_FINAL | opcode, size)) + payload
    if size < 65_536:
        return bytes((_FINAL | opcode, 126)) + size.to_bytes(2) + payload
    return bytes((_FINAL | opcode, 127)) + size.to_bytes(8) + payload


class Frames:
    """Puts together what one side sends, of which any piece may come at a time.

    `limit` is the largest message taken, in bytes; it holds for what is read from then on.
    """

    __slots__ = ("_needed", "_parts", "_rest", "_size", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._rest = bytearray()
        self._needed = 0
        self._parts: list[bytes] = []
        self._size = 0

    def read(self, data: bytes) -> Iterable[tuple[int, bytes]]:
        """The messages that are whole with this piece, each with its opcode: text, close, ping or pong; `BadFrame`."""
        if (message := self._just_one(data)) is not None:
            return ((TEXT, message),)
        return self._all(data)

    def _just_one(self, data: bytes) -> bytes | None:
        """The message, if the piece is one of up to 64 KB, and nothing else, as most are."""
        if self._rest or self._parts or len(data) < 6 or data[0] != _FINAL | TEXT:
            return None
        size, begins = data[1] - 0x80, 6
        if size == 126:
            size, begins = int.from_bytes(data[2:4]), 8
        elif not 0 <= size < 126:
            return None
        if size > self.limit or len(data) != begins + size:
            return None
        return _unmasked(data[begins:], data[begins - 4 : begins])

    def _all(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        if self._rest:
            self._rest += data
            if len(self._rest) < self._needed:
                return
            data = bytes(self._rest)
            self._rest = bytearray()
        at = 0
        while (frame := self._frame(data, at)) is not None:
            first, payload, at = frame
            opcode = first & 0x0F
            if opcode >= CLOSE:
                yield opcode, payload
            elif (message := self._together(opcode, bool(first & _FINAL), payload)) is not None:
                yield TEXT, message
        if at < len(data):
            self._rest += data[at:]

    def _frame(self, data: bytes, at: int) -> tuple[int, bytes, int] | None:
        """The frame that begins there: its first byte, its payload, and where it ends; nothing until it is whole."""
        there = len(data) - at
        if there < 2:
            self._needed = 2
            return None
        first, size, head = data[at], data[at + 1] & 0x7F, 6
        # Reserved bits mean an extension, and compression is refused; a browser always masks.
        if first & 0x70 or data[at + 1] < 0x80:
            raise BadFrame(PROTOCOL)
        is_control = first & 0x0F >= CLOSE
        if is_control and (size > 125 or not first & _FINAL or first & 0x0F > PONG):
            raise BadFrame(PROTOCOL)
        if size > 125:
            head += 2 if size == 126 else 8
            if there < head:
                self._needed = head
                return None
            size = int.from_bytes(data[at + 2 : at + head - 4])
        if not is_control and size > self.limit - self._size:
            raise BadFrame(TOO_LARGE)
        if there < head + size:
            self._needed = head + size
            return None
        begins = at + head
        return first, _unmasked(data[begins : begins + size], data[begins - 4 : begins]), begins + size

    def _together(self, opcode: int, is_final: bool, payload: bytes) -> bytes | None:
        if opcode != (_CONTINUATION if self._parts else TEXT):
            raise BadFrame(PROTOCOL if opcode in (_CONTINUATION, TEXT) else NOT_TEXT)
        if is_final and not self._parts:
            return payload
        self._parts.append(payload)
        self._size += len(payload)
        if is_final:
            message = b"".join(self._parts)
            self._parts, self._size = [], 0
            return message
        if len(self._parts) > _MOST_PARTS:
            raise BadFrame(PROTOCOL)
        return None


def _unmasked(data: bytes, mask: bytes) -> bytes:
    size = len(data)
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data, "little") ^ int.from_bytes(key, "little")).to_bytes(size, "little")
