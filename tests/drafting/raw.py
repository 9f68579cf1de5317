"""A websocket by hand, for what no library would send."""

import base64
import json
import os
import socket
from typing import Any

from tests.server import Browser, Server
from workspace.realtime.frames import framed

FINAL_TEXT = 0x81
COMPRESSED = 0x40


LIVE = "/socket.io/?EIO=4&transport=websocket"


def handshake(server: Server, headers: dict[str, str], path: str = LIVE) -> socket.socket:
    """A connection after the request for an upgrade; what is answered has not been read."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=15)
    given = {
        "Host": f"127.0.0.1:{server.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Extensions": "permessage-deflate",
    }
    lines = [f"{name}: {value}" for name, value in (given | headers).items() if value]
    connection.sendall("\r\n".join([f"GET {path} HTTP/1.1", *lines, "", ""]).encode())
    return connection


def status(connection: socket.socket) -> int:
    return int(head(connection).split()[1])


def head(connection: socket.socket) -> str:
    """The head of an answer, byte for byte, so that frames after it stay unread."""
    read = b""
    while not read.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            break
        read += byte
    return read.decode()


class Wire:
    """A websocket that has been opened, with or without a ticket."""

    def __init__(
        self, server: Server, browser: Browser | None = None, *, ticket: str | None = None, opening: Any = None
    ) -> None:
        cookies = browser.cookies if browser else {}
        self.socket = handshake(server, {"Origin": server.url} | cookies)
        self.head = head(self.socket)
        self.receive()
        if browser:
            self.send("40" + json.dumps({"ticket": ticket or browser.ticket(), "open": opening or []}))
            self.answer = self.receive()

    def send(self, text: str, *, first: int = FINAL_TEXT, masked: bool = True) -> None:
        data = text.encode()
        frame = bytearray(framed(data))
        frame[0] = first
        if masked:
            frame[1] |= 0x80
            frame[len(frame) - len(data) : len(frame) - len(data)] = bytes(4)
        self.socket.sendall(frame)

    def receive(self) -> str | None:
        """The next message; nothing when the connection has ended."""
        first = self._read(2)
        if len(first) < 2 or first[0] & 0x0F == 8:
            return None
        size = first[1]
        if size > 125:
            size = int.from_bytes(self._read(2 if size == 126 else 8))
        return self._read(size).decode()

    def event(self, number: int, name: str, message: dict[str, Any]) -> Any:
        """Send an event and wait for its answer."""
        self.send(f"42{number}" + json.dumps([name, message]))
        return self.acknowledged(number)

    def acknowledged(self, number: int) -> Any:
        while (received := self.receive()) is not None:
            if received.startswith(f"43{number}["):
                return json.loads(received.removeprefix(f"43{number}"))[0]
        return None

    @property
    def has_ended(self) -> bool:
        """Whether the server ends the connection now, whatever it says before."""
        try:
            while self.receive() is not None:
                pass
        except ConnectionError:
            pass
        except TimeoutError:
            return False
        return True

    def _read(self, size: int) -> bytes:
        read = b""
        while len(read) < size and (more := self.socket.recv(size - len(read))):
            read += more
        return read
