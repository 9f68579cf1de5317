"""The log of the process: one JSON object a line, on standard error, without contents.

What people wrote, who they are and what they have open stays out. So of an exception its kind and its place are
written, not its message; and of other libraries' messages the form, not what was filled in.
"""

import logging
import os
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeAlias

import gevent
import orjson
from gevent.monkey import get_original

_OURS = "workspace"
_FRAMES = 12
_FIELDS = "fields"
_Lock: Any = get_original("_thread", "RLock")

Raised: TypeAlias = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]

log = logging.getLogger(_OURS)


def begin(level: int) -> None:
    """Write lines of this level and above from now on."""
    handler = _Handler(sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    log.setLevel(level)
    _Lines.are_ours = True
    # Nothing of a record that the lines do not show.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    # The library would print the exception as it is.
    gevent.get_hub().print_exception = _greenlet_failed  # type: ignore[method-assign,assignment]


def line(kind: str, **fields: object) -> None:
    """One line about something that happened; only words of the program and numbers."""
    if not log.isEnabledFor(logging.INFO):
        return
    if _Lines.are_ours:
        # There may be hundreds a second, and a record with all who handle it costs ten times what it says.
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        said = {"at": at, "level": "info", "from": _OURS, "message": kind, **fields}
        with suppress(OSError):  # nobody waits for a log that takes nothing
            os.write(2, orjson.dumps(said, default=str, option=orjson.OPT_APPEND_NEWLINE))
        return
    record = logging.LogRecord(_OURS, logging.INFO, "", 0, kind, None, None)
    setattr(record, _FIELDS, fields)
    log.handle(record)


class _Handler(logging.StreamHandler[Any]):
    """Nothing waits while a line is written, so it needs no lock of the loop's."""

    def createLock(self) -> None:  # noqa: N802  # the library's name
        self.lock = _Lock()


class _Lines(logging.Formatter):
    # Whether the process's log is written here, and nobody else takes its records.
    are_ours = False

    def format(self, record: logging.LogRecord) -> str:
        is_ours = record.name.partition(".")[0] == _OURS
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        said["message"] = record.getMessage() if is_ours else str(record.msg)
        said |= getattr(record, _FIELDS, {})
        if record.exc_info and record.exc_info[0]:
            said |= _described(record.exc_info)
        return orjson.dumps(said, default=str).decode()


def _described(raised: Raised) -> dict[str, object]:
    kind, _, trace = raised
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return {
        "error": kind.__name__ if kind else "unknown",
        "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _greenlet_failed(_context: object, *raised: Any) -> None:
    log.error("A greenlet failed.", exc_info=raised)
