"""The database: its base class, its column types, and the two ways to open a transaction."""

import fcntl
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

# No 0, 1, i, l, o, u: an id is sometimes read aloud.
_ALPHABET = b"23456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 12
# Each letter stands for as many bytes as every other; the bytes that are left over stand for none.
_LETTERS = bytes(_ALPHABET[byte % len(_ALPHABET)] for byte in range(256))
_LEFT_OVER = bytes(range(256 - 256 % len(_ALPHABET), 256))

Json = Any  # a value that orjson reads and writes; parsed into types at the door


def new_id(length: int = ID_LENGTH) -> str:
    """A random id: nothing can be counted by it."""
    letters = b""
    while len(letters) < length:
        letters += secrets.token_bytes(2 * length).translate(_LETTERS, _LEFT_OVER)
    return letters[:length].decode()


def now() -> datetime:
    """This moment, aware and in UTC. The demonstration's loader alone may set it (`at_moment`)."""
    return _Clock.fixed or datetime.now(UTC)


class _Clock:
    fixed: datetime | None = None


@contextmanager
def at_moment(moment: datetime) -> Iterator[None]:
    """Let acts happen at `moment`: for the loader of the demonstration, in an empty database."""
    _Clock.fixed = moment
    try:
        yield
    finally:
        _Clock.fixed = None


class Moment(TypeDecorator[datetime]):
    """A time, aware and UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it from the class
        StrEnum: Enum(
            StrEnum, native_enum=False, length=32, values_callable=lambda words: [word.value for word in words]
        ),
        datetime: Moment,
        str: String,
        dict[str, Json]: JSON,
        list[Json]: JSON,
    }


_AFTER_COMMIT = "after_commit"


def after_commit(db: Session, act: Callable[[], None]) -> None:
    """Do `act` once this transaction is on disk; never, if it is undone."""
    db.info.setdefault(_AFTER_COMMIT, []).append(act)


class Database:
    """One database, opened by this process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_embedded = url.startswith("sqlite")
        self.engine = _engine(url)
        self.acts = 0  # that this process has written
        self._lock = Path(f"{self.file}.lock") if self.is_embedded else None

    @property
    def file(self) -> Path:
        """The embedded database's file."""
        return Path(self.url.removeprefix("sqlite:///"))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with Session(self.engine, expire_on_commit=False) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: committed at the end, and only then announced; undone by any exception."""
        with (
            self.one_writer(),
            Session(self.engine.execution_options(writing=True), expire_on_commit=False) as db,
        ):
            yield db
            db.commit()
        self.acts += 1
        for act in db.info.pop(_AFTER_COMMIT, []):
            act()

    def one_writer(self) -> Any:
        """SQLite older than 3.51.3 can corrupt a WAL database that several connections write: one at a time."""
        return _file_lock(self._lock) if self._lock else nullcontext()

    def one_writer_in_turn(self) -> Any:
        """The same for a thread that writes one transaction after the other: to be entered again and again."""
        return _FileLock(self._lock) if self._lock else nullcontext()

    def close(self) -> None:
        self.engine.dispose()


class _FileLock:
    """Every opening of the file is a holder of its own, so this holds within a process and between them."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a")

    def __enter__(self) -> None:
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(0.001)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        self._file.close()


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with closing(_FileLock(path)) as lock, lock:
        yield


def _engine(url: str) -> Engine:
    engine = create_engine(
        url,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        pool_pre_ping=not url.startswith("sqlite"),
        hide_parameters=True,  # words of a private text must not reach a log through an error
        pool_size=10,
        max_overflow=20,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # The library would begin at the first write, too late for what was read before it.
    writing = connection.get_execution_options().get("writing")
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
    except sqlite3.OperationalError as failure:  # as the library says it
        raise OperationalError("BEGIN", None, failure) from failure
