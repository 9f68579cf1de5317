"""How a websocket begins (RFC 6455, section 4): what a request must say, and the answer."""

from binascii import a2b_base64, b2a_base64
from contextlib import suppress
from hashlib import sha1
from typing import Any

from workspace.realtime.gate import PATH
from workspace.realtime.heads import Environ, query_of

_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_VERSION = "13"


class NotAWebsocket(ValueError):
    """What is asked for is no websocket, or asked for in another way."""


def asks(environ: Environ) -> bool:
    """Whether a request asks for a websocket on the live path."""
    return environ.get("PATH_INFO") == PATH and "HTTP_UPGRADE" in environ


def wanted(environ: Environ) -> str:
    """The connection of long polling that is to go on by this websocket, or an empty string; `NotAWebsocket`."""
    query = query_of(environ)
    connection = environ.get("HTTP_CONNECTION", "").lower().replace(" ", "").split(",")
    is_meant = environ["REQUEST_METHOD"] == "GET" and environ["HTTP_UPGRADE"].lower() == "websocket"
    if not is_meant or "upgrade" not in connection or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != _VERSION:
        raise NotAWebsocket
    if query.get("EIO") != ["4"] or query.get("transport") != ["websocket"]:
        raise NotAWebsocket
    return str(query.get("sid", [""])[0])


def accepting(environ: Environ) -> bytes:
    """The answer with which the websocket begins; `NotAWebsocket` without a proper key."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").encode("latin-1")
    try:
        is_key = len(a2b_base64(key, strict_mode=True)) == 16
    except ValueError:
        is_key = False
    if not is_key:
        raise NotAWebsocket
    accept = b2a_base64(sha1(key + _MAGIC, usedforsecurity=False).digest(), newline=False)
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )


def refuse(socket: Any, status: str, words: str) -> None:
    """Say so upon a socket that never waits, and close it."""
    body = words.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    with suppress(OSError), socket:
        socket.sendall(head.encode() + body)
