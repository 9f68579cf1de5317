"""Socket.IO on gevent, as narrow as the protocol needs: a ticket first, then only declared events, in order."""

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

import gevent
import orjson
from flask import Flask
from flask_socketio import SocketIO
from gevent.event import Event
from socketio.exceptions import ConnectionRefusedError as ConnectRefused

from workspace.config import Config
from workspace.database import Json
from workspace.languages import Languages
from workspace.phrases import Phrase
from workspace.realtime.answering import Answering
from workspace.realtime.connections import Connection, Connections, Identity
from workspace.realtime.frames import framed
from workspace.realtime.gate import Gate
from workspace.realtime.greeting import NotAWebsocket, accepting, refuse, wanted
from workspace.realtime.hands import Hands
from workspace.realtime.heads import Environ
from workspace.realtime.hearing import check_events
from workspace.realtime.line import Line
from workspace.realtime.tickets import Tickets
from workspace.realtime.wire import PING_INTERVAL_S, PING_TIMEOUT_S, Upgrade, Wire, opening

_WATCH_S = 1.0
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
        self.hands = Hands()
        self._limits, self._languages = settings.limits, Languages(settings)
        self._answering = Answering(settings.limits, self._languages, asked, self.hands)
        self._identify = identify
        self._when_come, self._when_gone = when_come, when_gone
        self._by_engine: dict[str, Connection] = {}
        # Those that have not shown a ticket yet: since when, and what they asked with.
        self._unknown: dict[str, tuple[float, Environ]] = {}

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
        self._server.on("connect", self._polled_connect)
        self._server.on("disconnect", self._gone)
        # Events are read here, before the library could take one named `disconnect` for its own.
        self._engine.on("connect", self._polls)
        self._engine.on("message", self._polled)

    def begin(self, socket: Any, environ: Environ) -> None:
        """A websocket is asked for on this socket, which never waits: begin it, or say why not. In the loop itself."""
        if objection := self.gate.objection(environ):
            refuse(socket, "403 Forbidden", objection)
            return
        try:
            sid, answer = wanted(environ), accepting(environ)
        except NotAWebsocket:
            refuse(socket, "400 Bad Request", "This is not a websocket.")
            return
        if sid:
            self._go_on(sid, socket, answer)
            return
        sid = self._engine.generate_id()
        line = Line(socket, self._limits.early_bytes)
        line.write(answer + framed(opening(sid, self._limits.message_bytes)))
        self._engine.sockets[sid] = Wire(self._engine, sid, line, self._message, self._gone)
        self._unknown[sid] = monotonic(), environ

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
            for sid in [sid for sid, (came_at, _) in self._unknown.items() if came_at < late]:
                self._end(sid)

    def end(self, connection: Connection) -> None:
        """End a connection from here; what it was told before still goes out."""
        self._end(connection.engine.sid)

    def stop(self) -> None:
        for eio_sid in list(self._engine.sockets):
            self._end(eio_sid)

    def _limit_of(self, eio_sid: str) -> int:
        return self._limits.message_bytes if eio_sid in self._by_engine else self._limits.early_bytes

    def _go_on(self, sid: str, socket: Any, answer: bytes) -> None:
        """What began with long polling may go on by this websocket."""
        polled = self._engine.sockets.get(sid)
        if polled is None or polled.closed or polled.upgraded:
            refuse(socket, "400 Bad Request", "There is no such connection.")
            return
        line = Line(socket, self._limit_of(sid))
        line.write(answer)
        gevent.spawn_later(self._limits.early_seconds, Upgrade(self._engine, sid, line, self._upgraded).give_up)

    def _upgraded(self, sid: str, line: Line) -> None:
        gone = partial(self._engine._trigger_event, "disconnect", run_async=False)
        wire = self._engine.sockets[sid] = Wire(self._engine, sid, line, self._message, gone)
        line.take_up_to(self._limit_of(sid))
        if connection := self._by_engine.get(sid):
            connection.go_on_by(wire)

    def _polls(self, eio_sid: str, environ: Environ) -> None:
        self._unknown[eio_sid] = monotonic(), environ
        self._server._handle_eio_connect(eio_sid, environ)

    def _end(self, eio_sid: str) -> None:
        self._unknown.pop(eio_sid, None)
        if engine := self._engine.sockets.get(eio_sid):
            engine.close(wait=False)

    def _polled_connect(self, sid: str, environ: Environ, auth: object) -> None:
        eio_sid = self._server.manager.eio_sid_from_sid(sid, "/")
        self._admit(eio_sid, sid, environ, auth)
        # Of what the request said nothing is needed any more.
        self._server.environ[eio_sid] = {}

    def _wired_connect(self, sid: str, data: str) -> None:
        """A CONNECT upon a wire: as the library answers it, without what it keeps for namespaces and rooms."""
        try:
            self._admit(sid, sid, self._unknown[sid][1], orjson.loads(data[1:] or "null"))
        except ConnectRefused as refused:
            answer = b"44" + orjson.dumps(refused.error_args)
        else:
            answer = b"40" + orjson.dumps({"sid": sid})
        self._engine.sockets[sid].line.write(framed(answer))

    def _admit(self, eio_sid: str, sid: str, environ: Environ, auth: object) -> None:
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
        connection = Connection(sid, self._engine.sockets[eio_sid], identity, self._limits, language=language)
        connection.openings = openings
        self._when_come(connection)
        if connection.line:
            connection.line.take_up_to(self._limits.message_bytes)
        self._by_engine[eio_sid] = connection
        self._unknown.pop(eio_sid, None)
        self.connections.add(connection)
        connection.hold()  # until what it asks for is answered too: all in one write

    def _gone(self, sid: str, _reason: object) -> None:
        self._unknown.pop(sid, None)
        if connection := self.connections.at(sid):
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
            self.hands.take(self._pass_on, eio_sid, data, done)

    def _pass_on(self, eio_sid: str, data: object, done: Callable[[], None]) -> None:
        packet = data if isinstance(data, str) else ""
        is_polled = eio_sid in self._server.environ
        try:
            if packet[:1] == _CONNECT and not is_polled and packet[1:2] != "/":
                self._wired_connect(eio_sid, packet)
            elif packet[:1] == _CONNECT or (packet[:1] == _DISCONNECT and is_polled and eio_sid in self._by_engine):
                self._server._handle_eio_message(eio_sid, packet)
            else:
                self._end(eio_sid)
            if connection := self._by_engine.get(eio_sid):
                self._answering.openings(connection)
        except (ValueError, KeyError, TypeError):  # a packet that cannot be read, or a second CONNECT
            self._end(eio_sid)
        finally:
            done()

    def _said(self, language: str, phrase: Phrase) -> str:
        return phrase.said(self._languages.translation(language))
