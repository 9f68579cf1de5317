"""The web server: gevent's, with our websockets."""

from collections.abc import Iterable
from typing import Any

import gevent
from gevent.pywsgi import WSGIServer
from gevent.socket import IPPROTO_TCP, TCP_NODELAY
from geventwebsocket.handler import WebSocketHandler

from workspace.config import Limits
from workspace.realtime.gate import PATH
from workspace.realtime.line import Line
from workspace.realtime.transport import Transport

STOP_S = 5


class _Handler(WebSocketHandler):  # type: ignore[misc]  # the library has no types
    """Websockets on the live path alone, and only for those whom the gate lets in."""

    websocket: Any

    def upgrade_websocket(self) -> Iterable[bytes] | None:
        if self.environ.get("PATH_INFO") != PATH or "HTTP_UPGRADE" not in self.environ:
            return None
        if objection := self.server.transport.gate.objection(self.environ):
            self.start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Connection", "close")])
            return [objection.encode()]
        super().upgrade_websocket()
        if not hasattr(self, "websocket"):
            return [b"This is not a websocket."]
        self._use_our_line()
        return None

    def _use_our_line(self) -> None:
        # The library's own object would say goodbye on this socket when it is collected.
        self.websocket.closed = True
        line = Line(self, self.server.limits.early_bytes)
        self.websocket = self.environ["wsgi.websocket"] = line
        self.server.transport.upgraded(line)

    def log_request(self) -> None:
        """Requests are not logged: their addresses name texts."""


class Server(WSGIServer):
    """A server on a listening socket."""

    def __init__(self, listener: Any, application: Any, transport: Transport, limits: Limits) -> None:
        super().__init__(listener, application, handler_class=_Handler, log=None)
        self.transport, self.limits = transport, limits
        self.clients: dict[Any, Any] = {}

    def handle(self, sock: Any, address: Any) -> None:
        # Without this each answer waits 40 ms for the acknowledgement of its headers.
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        super().handle(sock, address)

    def leave(self) -> None:
        """Take no new connections, end those that are there, and let requests under way finish."""
        self.close()
        self.transport.stop()
        gevent.sleep(0)
        self.stop(timeout=STOP_S)
