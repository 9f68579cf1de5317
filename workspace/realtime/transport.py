"""Socket.IO on gevent, as narrow as the protocol needs: a ticket first, then only declared events, in order."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import gevent
import orjson
from flask import Flask
from flask_socketio import SocketIO
from gevent.event import Event
from gevent.monkey import get_original
from socketio.exceptions import ConnectionRefusedError as ConnectRefused

from workspace.config import Config
from workspace.database import Json
from workspace.languages import Languages
from workspace.phrases import Phrase
from workspace.realtime.answering import Answering
from workspace.realtime.connections import Connection, Connections, Identity
from workspace.realtime.frames import framed
from workspace.realtime.gate import Gate
from workspace.realtime.greeting import NotAWebsocket, accepting, refusing, wanted
from workspace.realtime.heads import Environ
from workspace.realtime.hearing import check_events
from workspace.realtime.line import Line
from workspace.realtime.tickets import Tickets
from workspace.realtime.wire import PING_INTERVAL_S, PING_TIMEOUT_S, Upgrade, Wire

_WATCH_S = 1.0
_Socket: Any = get_original("socket", "socket")
# Packets of Socket.IO.
_CONNECT, _DISCONNECT, _EVENT = "012"
_TICKET_IS_GONE = Phrase("This ticket is not good any more.")
_TOO_MANY = Phrase("Too many windows are connected.")
_NOT_OPENINGS = Phrase("This is not a list of texts to open.")


Identify = Callable[[Environ], Identity | None]
Listener = Callable[[Connection], None]


class _Orjson:
    """What the library asks of a JSON module. Refuses NaN and lone surrogates, both ways."""

    @staticmethod
    def dumps(value: Json, **_options: Json) -> str:
        return orjson.dumps(value).decode()

    @staticmethod
    def loads(text: str | bytes, **_options: Json) -> Json:
        return orjson.loads(text)


class Transport:
    """The live connections of one process."""

    def __init__(
        self, settings: Config, asked: Any, identify: Identify, *, when_come: Listener, when_gone: Listener
    ) -> None:
        self.connections = Connections()
        self.tickets = Tickets(settings)
        self.gate = Gate(settings, self._limit_of)
        self._limits, self._languages = settings.limits, Languages(settings)
        self._answering = Answering(settings.limits, self._languages, asked)
        self._identify = identify
        self._when_come, self._when_gone = when_come, when_gone
        self._by_engine: dict[str, Connection] = {}
        # Those that have not shown a ticket yet, and since when.
        self._unknown: dict[str, float] = {}

    def attach(self, app: Flask) -> None:
        """Have the application answer on the live path too."""
        check_events()
        sockets = SocketIO(
            app,
            async_mode="gevent",
            async_handlers=False,
            json=_Orjson,
            manage_session=False,
            monitor_clients=False,  # `watch` does
            cors_allowed_origins=[],  # the gate decides
            max_http_buffer_size=self._limits.message_bytes,
            http_compression=False,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
        )
        app.wsgi_app = self.gate.before(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as WSGI middleware is added
        self._server: Any = sockets.server  # type: ignore[attr-defined]  # the stubs forget it
        self._engine: Any = self._server.eio
        self._server.on("connect", self._connect)
        self._server.on("disconnect", self._disconnected)
        # Events are read here, before the library could take one named `disconnect` for its own.
        self._engine.on("connect", self._came)
        self._engine.on("message", self._polled)

    def begin(self, socket: Any, environ: Environ) -> None:
        """A websocket is asked for on this socket of the server's: begin it, or say why not."""
        if objection := self.gate.objection(environ):
            socket.sendall(refusing("403 Forbidden", objection))
            return
        try:
            sid, answer = wanted(environ), accepting(environ)
        except NotAWebsocket:
            socket.sendall(refusing("400 Bad Request", "This is not a websocket."))
            return
        if sid:
            self._go_on(sid, socket, answer)
            return
        sid = self._engine.generate_id()
        line = Line(_taken(socket), self._limits.early_bytes)
        line.write(answer + framed(self._opening(sid)))
        self._engine.sockets[sid] = Wire(self._engine, sid, line, self._message)
        self._came(sid, environ)

    def watch(self) -> None:
        """Ask for signs of life, and end those that give none or show no ticket; for ever."""
        while True:
            gevent.sleep(_WATCH_S)
            for engine in list(self._engine.sockets.values()):
                if engine.closed:
                    self._engine.sockets.pop(engine.sid, None)
                elif not engine.closing:
                    engine.check_ping_timeout()
            late = monotonic() - self._limits.early_seconds
            for sid in [sid for sid, came_at in self._unknown.items() if came_at < late]:
                self._end(sid)

    def end(self, connection: Connection) -> None:
        """End a connection from here; what it was told before still goes out."""
        self._end(connection.engine.sid)

    def stop(self) -> None:
        for eio_sid in list(self._engine.sockets):
            self._end(eio_sid)

    def _limit_of(self, eio_sid: str) -> int:
        return self._limits.message_bytes if eio_sid in self._by_engine else self._limits.early_bytes

    def _opening(self, sid: str) -> bytes:
        told = {
            "sid": sid,
            "upgrades": [],
            "pingInterval": PING_INTERVAL_S * 1000,
            "pingTimeout": PING_TIMEOUT_S * 1000,
            "maxPayload": self._limits.message_bytes,
        }
        return b"0" + orjson.dumps(told)

    def _go_on(self, sid: str, socket: Any, answer: bytes) -> None:
        """What began with long polling may go on by this websocket."""
        polled = self._engine.sockets.get(sid)
        if polled is None or polled.closed or polled.upgraded:
            socket.sendall(refusing("400 Bad Request", "There is no such connection."))
            return
        line = Line(_taken(socket), self._limit_of(sid))
        line.write(answer)
        gevent.spawn_later(self._limits.early_seconds, Upgrade(self._engine, sid, line, self._upgraded).give_up)

    def _upgraded(self, sid: str, line: Line) -> None:
        wire = self._engine.sockets[sid] = Wire(self._engine, sid, line, self._message)
        line.take_up_to(self._limit_of(sid))
        if connection := self._by_engine.get(sid):
            connection.go_on_by(wire)

    def _came(self, eio_sid: str, environ: Environ) -> None:
        self._unknown[eio_sid] = monotonic()
        self._server._handle_eio_connect(eio_sid, environ)

    def _end(self, eio_sid: str) -> None:
        self._unknown.pop(eio_sid, None)
        if engine := self._engine.sockets.get(eio_sid):
            engine.close(wait=False)

    def _connect(self, sid: str, environ: Environ, auth: object) -> None:
        identity = self._identify(environ)
        language = self._languages.preferred(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        sent = auth if isinstance(auth, dict) else {}
        ticket, openings = sent.get("ticket"), sent.get("open", [])
        if identity is None or not self.tickets.take(ticket, identity.session):
            raise ConnectRefused(self._said(language, _TICKET_IS_GONE), {"reason": "signed_out"})
        if len(self.connections.of_session(identity.session)) >= self._limits.connections_per_session:
            raise ConnectRefused(self._said(language, _TOO_MANY), {"reason": "too_many"})
        if not isinstance(openings, list):
            raise ConnectRefused(self._said(language, _NOT_OPENINGS), {"reason": "invalid"})
        eio_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        engine = self._engine.sockets[eio_sid]
        connection = Connection(sid, engine, identity, self._limits, language=language)
        connection.openings = openings
        self._when_come(connection)
        if connection.line:
            connection.line.take_up_to(self._limits.message_bytes)
        self._by_engine[eio_sid] = connection
        self._unknown.pop(eio_sid, None)
        self.connections.add(connection)
        # Of what the request said nothing is needed any more.
        self._server.environ[eio_sid] = {}
        connection.hold()  # until what it asks for is answered too: all in one write

    def _disconnected(self, sid: str, _reason: object) -> None:
        connection = self.connections.at(sid)
        if connection is None:
            return
        self.connections.remove(connection)
        self._by_engine.pop(connection.engine.sid, None)
        self._when_gone(connection)

    def _polled(self, eio_sid: str, data: object) -> None:
        """A message by long polling, whose sender waits until it is answered."""
        answered = Event()
        self._message(eio_sid, data, answered.set)
        answered.wait()

    def _message(self, eio_sid: str, data: object, done: Callable[[], None]) -> None:
        connection = self._by_engine.get(eio_sid)
        if connection and isinstance(data, str) and data[:1] == _EVENT:
            self._answering.event(connection, data, done)
        else:
            gevent.spawn(self._pass_on, eio_sid, data, done)

    def _pass_on(self, eio_sid: str, data: object, done: Callable[[], None]) -> None:
        kind = data[:1] if isinstance(data, str) else ""
        try:
            if kind == _CONNECT or (kind == _DISCONNECT and eio_sid in self._by_engine):
                self._server._handle_eio_message(eio_sid, data)
                if kind == _CONNECT and (connection := self._by_engine.get(eio_sid)):
                    self._answering.openings(connection)
            else:
                self._end(eio_sid)
        except (ValueError, KeyError, TypeError):  # a packet that the library cannot read
            self._end(eio_sid)
        finally:
            done()

    def _said(self, language: str, phrase: Phrase) -> str:
        return phrase.said(self._languages.translation(language))


def _taken(socket: Any) -> Any:
    """The server's socket, as the system's own one that never waits."""
    # Said, so that the system is not asked for it.
    family, kind, protocol = socket.family, socket.type, socket.proto
    taken = _Socket(family, kind, protocol, socket.detach())
    taken.setblocking(False)
    return taken
