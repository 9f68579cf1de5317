"""Running the server: binding, starting what runs beside requests, and stopping without losing what was accepted."""

import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import gevent
from flask import Flask
from gevent.event import Event
from gevent.socket import AF_INET, AF_INET6, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from workspace import garbage, jobs, logs
from workspace.app import create_app
from workspace.config import Config
from workspace.database import Database
from workspace.demonstration.loading import prepare
from workspace.disk import Disk
from workspace.drafting import history
from workspace.drafting.chamber import Chamber
from workspace.drafting.express import Express
from workspace.negotiations.models import Negotiation
from workspace.operating.use import answering
from workspace.prepared import Glances, make_ready
from workspace.realtime.server import Server
from workspace.realtime.transport import Transport
from workspace.signoffs.watching import watch
from workspace.tables import migrate

log = logging.getLogger(__name__)

_BACKLOG = 1024
_PAUSE_S = 1.0


def serve(settings: Config, database: Database) -> None:
    """Answer until told to stop. A demonstration is never served in earnest."""
    with database.reading() as db:
        if db.scalar(select(Negotiation.id).where(Negotiation.is_demonstration).limit(1)):
            sys.exit("This database holds the demonstration. Serve another one, or use `workspace run`.")
    logs.begin(logging.INFO)
    _answer(settings, database)


def run(settings: Config, database: Database) -> None:
    """Answer on this machine alone, with the demonstration if there is nothing else."""
    if not settings.is_on_loopback:
        sys.exit("`workspace run` answers on this machine alone; use `workspace serve` for others.")
    migrate(database)
    logs.begin(logging.WARNING)  # whoever tries it sits before the terminal
    _answer(settings, database, notice=prepare(settings, database))


def _answer(settings: Config, database: Database, *, notice: str = "") -> None:
    listener = _bound(settings)
    settings = _with_port(settings, listener.getsockname()[1])
    app = create_app(settings, database)
    transport: Transport = app.extensions["workspace.transport"]
    express: Express = app.extensions["workspace.express"]
    server = Server(listener, app, transport, express.answer)
    with answering(database):
        _answer_until_told(app, server, _where(settings), notice)
    database.close()


def _where(settings: Config) -> str:
    own = f"{settings.host}:{settings.port}"
    is_behind_another = not settings.public_url.endswith(own)
    return f"Workspace on {settings.public_url}" + (f", listening on {own}" if is_behind_another else "")


def _answer_until_told(app: Flask, server: Server, *notices: str) -> None:
    database: Database = app.extensions["workspace.database"]
    chamber: Chamber = app.extensions["workspace.chamber"]
    chamber.begin(server.transport)
    disk: Disk = app.extensions["workspace.disk"]
    glances: Glances = app.extensions["workspace.glances"]
    for work in (partial(jobs.work, database, glances, disk), partial(watch, database, glances), disk.watch):
        gevent.spawn(_keep_on, work)
    gevent.spawn(_tell_history, database)
    told_to_stop = _told_to_stop()
    garbage.begin()
    gevent.spawn(garbage.collect, lambda: chamber.clock.pace.quiet_s)
    server.start()
    gevent.spawn(_make_ready, app, database)
    for notice in filter(None, notices):
        print(notice, flush=True)
    told_to_stop.wait()
    server.close()
    chamber.finish()
    server.leave()


def _tell_history(database: Database) -> None:
    with database.reading() as db:
        history.prepare(db)


def _make_ready(app: Flask, database: Database) -> None:
    """Compile what the table is drawn with, so that the first to open a text need not wait for it."""
    make_ready(database.engine.dialect)
    for name in app.jinja_env.list_templates(
        filter_func=lambda name: name.startswith(("layout/", "parts/", "reading/"))
    ):
        app.jinja_env.get_template(name)
        gevent.sleep(0)


def _keep_on(work: Callable[[], None]) -> None:
    """Begin again, after the database was away or whatever else happened: nobody would see that it stands still."""
    while True:
        try:
            work()
        except (SQLAlchemyError, OSError) as failure:
            log.warning("Work beside the requests begins again: %s", type(failure).__name__)
        except Exception:
            log.exception("Work beside the requests failed and begins again.")
        gevent.sleep(_PAUSE_S)


def _bound(settings: Config) -> Any:
    family = AF_INET6 if ":" in settings.host else AF_INET
    listener = socket(family, SOCK_STREAM)
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as taken:
        sys.exit(
            f"{settings.host}:{settings.port} cannot be used: {taken.strerror}. Set WORKSPACE_PORT to another port."
        )
    listener.listen(_BACKLOG)
    return listener


def _with_port(settings: Config, port: int) -> Config:
    """The settings with the port that was found, where any free one was asked for."""
    if settings.port == port:
        return settings
    known = settings.public_url.removesuffix(f":{settings.port}")
    is_made_up = known != settings.public_url
    return replace(settings, port=port, public_url=f"{known}:{port}" if is_made_up else settings.public_url)


def _told_to_stop() -> Event:
    """Set when the operator says stop."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, told.set)
    return told
