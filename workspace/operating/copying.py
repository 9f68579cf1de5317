"""The database as one file, out and in: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.engine import URL

from workspace.database import Database
from workspace.errors import OutOfOrder, Unavailable
from workspace.phrases import Phrase

_PROGRAMS_FROM = Phrase(
    "Install PostgreSQL's client programs, of the server's version or later (Debian: postgresql-client)."
)


def name_of(database: Database) -> str:
    return "workspace.db" if database.is_embedded else "workspace.dump"


def copy_out(database: Database, path: Path) -> None:
    """A copy as of one moment; others may write meanwhile."""
    if database.is_embedded:
        _copy_embedded(database, path)
    else:
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")
    _flush(path)


def copy_in(path: Path, database: Database) -> None:
    """Put a copy in the place of what is there. With PostgreSQL wholly or not at all."""
    if database.is_embedded:
        _replace(path, database)
        return
    needs_program("pg_restore")
    _empty(database)
    _run("pg_restore", database, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(path))


def needs_program(name: str) -> None:
    if shutil.which(name) is None:
        raise OutOfOrder(
            Phrase(
                "%(name)s is needed for PostgreSQL and is not on this machine. %(how)s", name=name, how=_PROGRAMS_FROM
            )
        )


def _copy_embedded(database: Database, path: Path) -> None:
    # To open and to close may write, and one alone writes. To copy is to read one snapshot: nobody waits for it.
    with database.one_writer():
        source = sqlite3.connect(database.file)
        source.execute("PRAGMA wal_autocheckpoint=0")
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
    target = sqlite3.connect(path)
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        whole = target.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        target.close()
        with database.one_writer():
            source.close()
    if whole != "ok":
        raise Unavailable(Phrase("The copy is not whole: %(why)s", why=whole))


def _replace(path: Path, database: Database) -> None:
    database.close()
    arriving = database.file.with_name(f"{database.file.name}.arriving")
    shutil.copyfile(path, arriving)
    _flush(arriving)
    with database.one_writer():
        for rest in ("-wal", "-shm"):
            Path(f"{database.file}{rest}").unlink(missing_ok=True)
        arriving.replace(database.file)
        _flush(database.file.parent)


def _empty(database: Database) -> None:
    """Tables that are newer than the copy must go too."""
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()


def _run(program: str, database: Database, *arguments: str) -> None:
    needs_program(program)
    url = make_url(database.url)
    # The password goes by the environment: arguments can be read by everybody on the machine.
    environment = {**os.environ, **_connection(url)}
    command = [program, f"--dbname={url.database}", *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)  # noqa: S603  # ours
    if done.returncode:
        why = done.stderr.strip()
        raise Unavailable(
            Phrase("%(program)s has failed: %(why)s\n%(how)s", program=program, why=why, how=_PROGRAMS_FROM)
        )


def _connection(url: URL) -> dict[str, str]:
    known = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    known |= {f"PG{name.upper()}": value for name, value in url.query.items() if isinstance(value, str)}
    return {name: str(value) for name, value in known.items() if value is not None}


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
