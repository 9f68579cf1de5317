"""What clients may send about texts: who is asking, parse, ask the chamber, answer."""

from functools import partial

from flask import Flask

from workspace import errors
from workspace.answers import security_headers
from workspace.config import Config
from workspace.database import Database
from workspace.drafting.chamber import Chamber
from workspace.drafting.express import Express
from workspace.drafting.identities import Identities
from workspace.drafting.log import digest_of
from workspace.drafting.submissions import Move, Sent, Submission
from workspace.drafting.wire import Message, a_hash, a_number, a_position, a_ref, an_id, only, some_steps
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.prepared import Glances
from workspace.realtime.connections import Connection
from workspace.realtime.hearing import Awaited, hears
from workspace.realtime.transport import Transport

_READ = (Permission.READ_TEXT, Permission.READ_DRAFTS)
_TYPE = (Permission.TYPE_WORKING_TEXT, Permission.TYPE_WORDING_TEXT)


@hears("text:open", *_READ)
def open(chamber: Chamber, connection: Connection, message: Message) -> Awaited:
    _not_too_fast(connection)
    given = only(message, "text", "since")
    return Awaited(partial(chamber.open, connection, an_id(given["text"]), a_number(given["since"])))


@hears("text:commit", *_TYPE)
def commit(chamber: Chamber, connection: Connection, message: Message) -> Submission | Awaited:
    _not_too_fast(connection)
    given = only(message, "text", "version", "ref", "steps")
    text_id, version, ref = an_id(given["text"]), a_number(given["version"]), a_ref(given["ref"])
    steps = some_steps(given["steps"])
    return chamber.commit(connection, text_id, Sent(version, ref, digest_of(version, given["steps"]), steps))


@hears("clause:move", *_TYPE)
def move(chamber: Chamber, connection: Connection, message: Message) -> Submission | Awaited:
    _not_too_fast(connection)
    given = only(message, "text", "clause", "after", "hash", "ref")
    after = None if given["after"] is None else an_id(given["after"])
    content = Move(an_id(given["clause"]), after, a_hash(given["hash"]))
    digest = digest_of(0, [given["clause"], given["after"], given["hash"]])
    return chamber.commit(connection, an_id(given["text"]), Sent(0, a_ref(given["ref"]), digest, content))


@hears("text:cursor", *_READ)
def cursor(chamber: Chamber, connection: Connection, message: Message) -> None:
    if not connection.cursors.take():
        return
    given = only(message, "text", "version", "anchor", "head")
    anchor, head = a_position(given["anchor"]), a_position(given["head"])
    chamber.move_cursor(connection, an_id(given["text"]), a_number(given["version"]), anchor, head)


@hears("text:close", *_READ)
def close(chamber: Chamber, connection: Connection, message: Message) -> Message:
    chamber.close(connection, an_id(only(message, "text")["text"]))
    return {}


def _not_too_fast(connection: Connection) -> None:
    if not connection.commits.take():
        raise errors.TooFast(Phrase("Too much at once; it will be sent again in a moment."))


def register(app: Flask, settings: Config, database: Database) -> None:
    """Have the application hear what is declared above."""
    glances = Glances(database)
    chamber, identities = Chamber(settings, database, glances), Identities(app, glances)
    transport = Transport(settings, chamber, identities.of, when_come=chamber.attendance.came, when_gone=chamber.gone)
    headers = list(security_headers(settings).items())
    express = Express(chamber, identities, transport.tickets, headers)
    transport.attach(app)
    app.extensions |= {
        "workspace.glances": glances,
        "workspace.chamber": chamber,
        "workspace.transport": transport,
        "workspace.express": express,
    }
