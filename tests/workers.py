"""How the suite shares a machine: `pytest -n 2` runs two files at a time, each on a worker of its own.

A file stays together, and so does what its tests share. Long files begin first, so that none is left over at the end:
in turn one that waits for servers and one that works, so that while one waits the other uses the machine. A test marked
`alone` measures time or memory: while it runs, no other test does, and its file comes last, so that none waits for it.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, zip_longest
from pathlib import Path

import pytest

# What takes long in a file: waiting for real servers, or the work of real browsers and of long runs.
WAITING, WORKING = {"kill", "services"}, {"fuzz", "browser"}
_RUN = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    if given := getattr(config, "workerinput", None):
        config.stash[_RUN] = given["testrunuid"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _RUN not in config.stash:
        return
    marks: dict[Path, set[str]] = {}
    for item in items:
        marks.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())
    alone = [path for path in marks if "alone" in marks[path]]
    waiting = [path for path in marks if path not in alone and marks[path] & WAITING]
    working = [path for path in marks if path not in (*alone, *waiting) and marks[path] & WORKING]
    turns = {path: turn for turn, path in enumerate(chain(*zip_longest(waiting, working)))}
    quick = len(turns)
    turns |= dict.fromkeys(alone, quick + 1)
    items.sort(key=lambda item: turns.get(item.path, quick))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with _alone_if_it_must_be(item):
        return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The worker that leaves last leaves nothing behind."""
    if run := session.config.stash.get(_RUN, ""):
        for name in ("door", "hall"):
            _path(run, name).unlink(missing_ok=True)


@contextmanager
def _alone_if_it_must_be(item: pytest.Item) -> Iterator[None]:
    if not (run := item.config.stash.get(_RUN, "")):
        yield
        return
    is_alone = item.get_closest_marker("alone") is not None
    with ExitStack() as held:
        # Who waits for the hall to be empty keeps the door meanwhile, so that nobody can go on passing by.
        with _locked(_path(run, "door"), fcntl.LOCK_EX):
            held.enter_context(_locked(_path(run, "hall"), fcntl.LOCK_EX if is_alone else fcntl.LOCK_SH))
        yield


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _path(run: str, name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"workspace-tests-{run}.{name}"
