"""How the suite shares a machine: `pytest -n 2` runs two files at a time, each on a worker of its own.

A file stays together, and so does what its tests share. Long files begin first, so that none is left over at the end.
A test marked `alone` measures time or memory: while it runs, no other test does.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

# What takes long in a file: real browsers, real servers, long runs. A file goes by the first of these in it.
LONGEST_FIRST = ("kill", "fuzz", "browser", "services", "alone")
_RUN = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    if given := getattr(config, "workerinput", None):
        config.stash[_RUN] = given["testrunuid"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _RUN not in config.stash:
        return
    places: dict[Path, int] = {}
    for item in items:
        places[item.path] = min(_place(item), places.get(item.path, len(LONGEST_FIRST)))
    items.sort(key=lambda item: places[item.path])


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


def _place(item: pytest.Item) -> int:
    marks = (place for place, name in enumerate(LONGEST_FIRST) if item.get_closest_marker(name))
    return next(marks, len(LONGEST_FIRST))


def _path(run: str, name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"workspace-tests-{run}.{name}"
