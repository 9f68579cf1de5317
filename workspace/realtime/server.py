"""The web server: gevent's, with our websockets, and a short way for what comes in crowds."""

from collections.abc import Callable
from typing import Any

import gevent
from gevent.monkey import get_original
from gevent.pywsgi import WSGIHandler, WSGIServer
from gevent.socket import IPPROTO_TCP, MSG_PEEK, TCP_NODELAY, socket

from workspace.realtime.gate import PATH
from workspace.realtime.greeting import asks
from workspace.realtime.heads import Environ, plain_head
from workspace.realtime.transport import Transport

STOP_S = 5
# How the request for a websocket begins, and how much of it is looked at.
_WEBSOCKET = f"GET {PATH}?".encode()
_MOST_PEEKED = 8192
# Who connects and then asks for nothing is left to the system for so long, where it can do that.
_ASKS_WITHIN_S = 1
_DEFER_ACCEPT: int | None = getattr(gevent.socket, "TCP_DEFER_ACCEPT", None)
_Socket: Any = get_original("socket", "socket")

# The whole answer to a plain request, if there is one without asking the application.
Express = Callable[[Environ], bytes | None]


class _Handler(WSGIHandler):
    """One connection over HTTP, until it becomes a websocket."""

    server: "Server"
    environ: dict[str, Any]

    def handle_one_request(self) -> Any:
        try:
            found = plain_head(self.rfile.peek(1))
        except OSError:
            return None
        if found is None:
            return super().handle_one_request()
        request, size = found
        if answer := self.server.express(self.server.said_by(request, self.client_address)):
            self.rfile.read(size)
            self.socket.sendall(answer)
            return True
        return super().handle_one_request()

    def run_application(self) -> None:
        if asks(self.environ):
            self.close_connection = self.headers_sent = True
            asked = self.socket
            self.server.transport.begin(_native(asked, asked.detach()), self.environ)
        else:
            super().run_application()

    def log_request(self) -> None:
        """Requests are not logged: their addresses name texts."""


class Server(WSGIServer):
    """A server on a listening socket."""

    # Those who come one by one would each cost a second look for somebody else.
    max_accept = 1

    def __init__(self, listener: Any, application: Any, transport: Transport, express: Express) -> None:
        # What is accepted has this too. Without it each answer waits 40 ms for the acknowledgement of its headers.
        listener.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        if _DEFER_ACCEPT is not None:
            listener.setsockopt(IPPROTO_TCP, _DEFER_ACCEPT, _ASKS_WITHIN_S)
        spawn: Any = transport.hands.take
        super().__init__(listener, application, handler_class=_Handler, log=None, spawn=spawn)
        self.transport, self.express = transport, express

    def start(self) -> None:
        super().start()
        gevent.spawn(self.transport.watch)

    def do_read(self) -> Any:
        """A connection that somebody has made and asks something upon. One for a websocket from the start, as browsers'
        are, is begun here in the loop, without all that the library has for requests."""
        try:
            number, address = self.socket._accept()  # type: ignore[attr-defined]  # the stubs forget it
        except BlockingIOError:
            return None
        accepted = _native(self.socket, number)
        if self._begins_a_websocket(accepted, address):
            return None
        return socket(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach()), address

    def _begins_a_websocket(self, accepted: Any, address: Any) -> bool:
        try:
            begun = accepted.recv(_MOST_PEEKED, MSG_PEEK)
        except OSError:
            return False
        if not begun.startswith(_WEBSOCKET) or (found := plain_head(begun)) is None or not asks(found[0]):
            return False
        request, size = found
        accepted.recv(size)
        self.transport.begin(accepted, self.said_by(request, address))
        return True

    def said_by(self, request: Environ, address: Any) -> Environ:
        """What a plain head says, and what is known besides."""
        return {**self.get_environ(), **request, "REMOTE_ADDR": address[0]}

    def leave(self) -> None:
        """Take no new connections, end those that are there, and let requests under way finish."""
        self.close()
        self.transport.stop()
        gevent.sleep(0)
        self.stop(timeout=STOP_S)


def _native(like: Any, number: int) -> Any:
    """The system's own socket, which never waits."""
    # Said, so that the system is not asked for it.
    native = _Socket(like.family, like.type, like.proto, number)
    native.setblocking(False)
    return native
