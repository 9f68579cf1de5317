"""Statements of every tick: made into SQL once for each database. Making them anew costs more than what they do."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import ClauseElement, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

from workspace.database import Database, Json

Given = Mapping[str, Json]
# When a session begins, hundreds come within seconds: so long nobody asks whether other processes have written.
_MOMENT_S = 0.1


@dataclass(frozen=True)
class _Form:
    """A statement as one database takes it."""

    words: str
    # In the order of the values, where the database counts them; nothing, where it names them.
    order: tuple[str, ...] | None
    # What becomes of values that the driver does not take as they are.
    conversions: dict[str, Callable[[Any], Any]]
    # The values of a list each have a name.
    lists: dict[str, list[str]]
    # What becomes of each column that is found.
    readings: list[Callable[[Any], Any] | None]

    def row(self, given: Given) -> Any:
        values = dict(given)
        for name, names in self.lists.items():
            values |= zip(names, _filled(values.pop(name), len(names)), strict=True)
        for name, convert in self.conversions.items():
            values[name] = convert(values[name])
        return values if self.order is None else tuple([values[name] for name in self.order])

    def read(self, found: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
        if not any(self.readings):
            return [tuple(row) for row in found]
        return [
            tuple(read(value) if read else value for read, value in zip(self.readings, row, strict=True))
            for row in found
        ]


# Sizes of lists whose forms are made beforehand.
_SIZES = tuple(1 << power for power in range(10))
_all: "list[Prepared]" = []


def make_ready(dialect: Dialect) -> None:
    """Make the forms of all statements now, so that nobody waits for one when a session begins."""
    for statement in _all:
        statement.make_ready(dialect)


class Prepared:
    """A statement; `lists` are its parameters of the kind `IN (...)`."""

    def __init__(self, statement: ClauseElement, *lists: str) -> None:
        self._statement, self._lists = statement, lists
        self._forms: dict[tuple[str, ...], _Form] = {}
        _all.append(self)

    def make_ready(self, dialect: Dialect) -> None:
        for size in _SIZES if self._lists else (1,):
            self._form(dialect, dict.fromkeys(self._lists, range(size)))

    def rows(self, at: "Connection | Glances", given: Given) -> list[tuple[Any, ...]]:
        """What a question finds, as its columns' types have it: in a transaction, or as it is now."""
        if isinstance(at, Glances):
            return at.rows(self, given)
        form = self._form(at.dialect, given)
        try:
            return form.read(_cursor(at).execute(form.words, form.row(given)))
        except _error(at) as wrong:
            raise _as_the_library(at, wrong) from wrong

    def upon(self, driver: Any, dialect: Dialect, given: Given) -> list[tuple[Any, ...]]:
        """The same upon a connection of the driver's own."""
        form = self._form(dialect, given)
        return form.read(driver.execute(form.words, form.row(given)))

    def do(self, db: Connection, rows: Sequence[Given]) -> int:
        """Do it with each of these; how many rows of the database it was done to."""
        form, cursor = self._form(db.dialect, rows[0]), _cursor(db)
        try:
            cursor.executemany(form.words, [form.row(row) for row in rows])
        except _error(db) as wrong:
            raise _as_the_library(db, wrong) from wrong
        return int(cursor.rowcount)

    def _form(self, dialect: Dialect, given: Given) -> _Form:
        sizes = [_room_for(given[name]) for name in self._lists]
        key = (dialect.name, *map(str, sizes))
        if key not in self._forms:
            self._forms[key] = self._made(dialect, dict(zip(self._lists, sizes, strict=True)))
        return self._forms[key]

    def _made(self, dialect: Dialect, sizes: Mapping[str, int]) -> _Form:
        compiled: Any = self._statement.compile(dialect=dialect)
        every = dict.fromkeys(compiled.bind_names.values())
        state = compiled.construct_expanded_state(every | {name: [None] * size for name, size in sizes.items()})
        lists = {name: list(state.parameter_expansion[name]) for name in self._lists}
        processors = {
            name: bound.type.dialect_impl(dialect).bind_processor(dialect)
            for bound, name in compiled.bind_names.items()
            if name not in lists
        }
        conversions = {name: convert for name, convert in processors.items() if convert}
        order = tuple(state.positiontup) if compiled.positional else None
        return _Form(state.statement, order, conversions, lists, self._readings(dialect))

    def _readings(self, dialect: Dialect) -> list[Callable[[Any], Any] | None]:
        columns = self._statement.selected_columns if isinstance(self._statement, Select) else ()
        return [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]


def _cursor(db: Connection) -> Any:
    """The driver's own: the library's way costs several times what such a statement does."""
    return db.connection.cursor()


def _error(db: Connection) -> Any:
    """What the driver raises."""
    return db.dialect.loaded_dbapi.Error


def _as_the_library(db: Connection, wrong: Any) -> Exception:
    """What the driver says is wrong, as the library says it."""
    is_cut = db.dialect.is_disconnect(wrong, db.connection.driver_connection, None)
    if is_cut:
        db.invalidate(wrong)
    error: Exception = DBAPIError.instance(
        None, None, wrong, _error(db), hide_parameters=True, connection_invalidated=is_cut, dialect=db.dialect
    )
    return error


def writes_of_others(driver: Any) -> int:
    """Of the embedded database: a number that changes whenever another connection, in any process, has written."""
    return int(driver.execute("PRAGMA data_version").fetchone()[0])


class Glances:
    """Single statements about how things are now, upon a connection that is kept and has no transactions: to take one
    from the pool, to begin and to end costs ten times what they do."""

    def __init__(self, database: Database) -> None:
        self._database, self._engine = database, database.engine
        if not database.is_embedded:  # there none is begun unless it is said
            self._engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._error: Any = self._engine.dialect.loaded_dbapi.Error
        self._kept: Connection | None = None
        # The number of writes as it was a moment ago, and the acts of this process that it includes.
        self._lately: int | None = None
        self._lately_until, self._acts = 0.0, -1

    @property
    def writes(self) -> int | None:
        """A number that stays the same until anybody writes; what was found before then still holds. Nothing, where the
        database does not say."""
        if not self._database.is_embedded:
            return None
        try:
            return writes_of_others(self._driver())
        except self._error:
            return None  # whoever asks for more is told what is wrong

    @property
    def writes_lately(self) -> int | None:
        """The same as it was at most a moment ago. What acts of this process have written counts at once."""
        acts, moment = self._database.acts, monotonic()
        if acts != self._acts or moment >= self._lately_until:
            self._lately, self._acts, self._lately_until = self.writes, acts, moment + _MOMENT_S
        return self._lately

    def rows(self, statement: Prepared, given: Given) -> list[tuple[Any, ...]]:
        try:
            return statement.upon(self._driver(), self._engine.dialect, given)
        except self._error:
            # The database has been restarted, or is away; if it is, this says so.
            self._let_go()
            with self._engine.connect() as db:
                return statement.rows(db, given)

    def _driver(self) -> Any:
        if self._kept is None:
            self._kept = self._engine.connect()
        return self._kept.connection.driver_connection

    def _let_go(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.invalidate()
            kept.close()


def _room_for(values: Collection[Json]) -> int:
    """Few sizes, so that few forms are made."""
    return 1 << max(0, len(values) - 1).bit_length()


def _filled(values: Collection[Json], size: int) -> list[Json]:
    known = list(values)
    return known + known[:1] * (size - len(known)) if known else [None] * size
