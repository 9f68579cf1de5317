"""Whether anybody answers from a database just now: nothing is brought back over what is in use."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from workspace.database import Database
from workspace.errors import OutOfOrder
from workspace.phrases import Phrase

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


@contextmanager
def answering(database: Database) -> Iterator[None]:
    """While a process answers from this database."""
    if not database.is_embedded:  # the server knows who is connected
        yield
        return
    with _mark(database).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """While nobody else uses this database; `OutOfOrder` if somebody does."""
    if not database.is_embedded:
        _must_have_no_others(database)
        yield
        return
    with _mark(database).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutOfOrder(Phrase("The workspace is running. Stop every process of it first.")) from None
        yield


def _must_have_no_others(database: Database) -> None:
    with database.engine.connect() as connection:
        others = connection.scalar(_OTHERS)
    database.close()
    if others:
        raise OutOfOrder(
            Phrase(
                "The database is in use, by %(others)s connections. Stop every process of the workspace first.",
                others=others,
            )
        )


def _mark(database: Database) -> Path:
    return database.file.with_name(f"{database.file.name}.served")
