"""A connection to the database that one greenlet or thread keeps: taking it from the pool and giving it back costs as
much as what it is asked."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")


class Kept:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def do(self, act: Callable[[Connection], T]) -> T:
        """In one transaction; once more if the database was restarted meanwhile."""
        try:
            return self._do(act)
        except DBAPIError as failure:
            if not failure.connection_invalidated:
                raise
            return self._do(act)

    def close(self) -> None:
        if self._connection:
            self._connection.close()

    @property
    def driver(self) -> Any:
        """The driver's own, for what needs no transaction."""
        return self._open().connection.driver_connection

    def _do(self, act: Callable[[Connection], T]) -> T:
        db = self._open()
        with db.begin():
            return act(db)

    def _open(self) -> Connection:
        self._connection = self._connection or self._engine.connect()
        return self._connection
