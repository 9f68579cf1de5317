"""The web server: gevent's, with our websockets, and a short way for what comes in crowds."""

from collections.abc import Callable
from typing import Any

import gevent
from gevent.pywsgi import WSGIHandler, WSGIServer
from gevent.socket import IPPROTO_TCP, TCP_NODELAY

from workspace.realtime.greeting import asks
from workspace.realtime.heads import Environ, plain_head
from workspace.realtime.transport import Transport

STOP_S = 5

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
        request = {**self.server.get_environ(), **request, "REMOTE_ADDR": self.client_address[0]}
        if asks(request):
            self.rfile.read(size)
            self.server.transport.begin(self.socket, request)
            return None
        if answer := self.server.express(request):
            self.rfile.read(size)
            self.socket.sendall(answer)
            return True
        return super().handle_one_request()

    def run_application(self) -> None:
        if asks(self.environ):
            self.close_connection = self.headers_sent = True
            self.server.transport.begin(self.socket, self.environ)
        else:
            super().run_application()

    def log_request(self) -> None:
        """Requests are not logged: their addresses name texts."""


class Server(WSGIServer):
    """A server on a listening socket."""

    # Those who come one by one would each cost a second look for somebody else.
    max_accept = 1

    def __init__(self, listener: Any, application: Any, transport: Transport, express: Express) -> None:
        super().__init__(listener, application, handler_class=_Handler, log=None)
        self.transport, self.express = transport, express

    def start(self) -> None:
        super().start()
        gevent.spawn(self.transport.watch)

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
