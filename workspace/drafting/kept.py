"""A connection to the database that one greenlet or thread keeps: taking it from the pool and giving it back costs as
much as what it is asked."""

from collections.abc import Callable
from typing import TypeVar

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

    def _do(self, act: Callable[[Connection], T]) -> T:
        self._connection = db = self._connection or self._engine.connect()
        with db.begin():
            return act(db)
