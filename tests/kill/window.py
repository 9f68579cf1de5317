"""The window between a commit and its acknowledgement, hit exactly: what servers say is withheld by the network, so
that a row which appears on disk is one that nobody has heard of. Nothing in the product takes part in this."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import NamedTuple

from sqlalchemy import create_engine, func, select

from tests.networks.network import Network
from tests.networks.typists import Typists
from workspace.drafting.models import Commit

# As it lies in the network: an answer to a commit.
_ACKNOWLEDGEMENT = b'[{"ok":true,"version":'
_PATIENCE_S = 20.0

# A kill and the return; the answer is how many seconds after it everybody was saved and showed the same.
Act = Callable[[], float]


def play(typists: Typists, counts: Mapping[Act, int], chance: random.Random) -> list[float]:
    """Each act so many times, in an order of chance, while everybody types."""
    acts = [act for act, count in counts.items() for _ in range(count)]
    chance.shuffle(acts)
    waits = []
    for act in acts:
        typists.type()
        waits.append(act())
    return waits


class Log:
    """The log on disk, read beside the servers."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url, pool_size=1, pool_pre_ping=True)

    def newest(self, seats: Sequence[str]) -> int:
        """The version of the newest commit by one of these seats."""
        wanted = select(func.max(Commit.version)).where(Commit.seat_id.in_(seats))
        with closing(self._engine.connect()) as db:
            return int(db.scalar(wanted) or 0)

    def close(self) -> None:
        self._engine.dispose()


class Authors(NamedTuple):
    """Typists who reach the servers by one network: their places among all typists, and their seats."""

    places: Sequence[int]
    seats: Sequence[str]
    network: Network

    def know(self, typists: Typists) -> int:
        """The newest version on a screen of theirs."""
        versions = typists.versions()
        return max(versions[place] for place in self.places)


def kill_before_it_is_said(authors: Authors, typists: Typists, log: Log, kill: Callable[[], None]) -> bool:
    """Kill as soon as a commit of theirs is on disk. Whether that was in the window: nobody had heard of it."""
    authors.network.withhold()
    until(lambda: log.newest(authors.seats) > authors.know(typists))
    kill()
    return _was_in_the_window(authors, typists, log)


def kill_while_it_is_on_its_way(authors: Authors, typists: Typists, log: Log, kill: Callable[[], None]) -> bool:
    """Kill while an acknowledgement lies in the network. Whether nobody had heard of that commit."""
    authors.network.withhold()
    until(lambda: _ACKNOWLEDGEMENT in authors.network.withheld())
    kill()
    return _was_in_the_window(authors, typists, log)


def _was_in_the_window(authors: Authors, typists: Typists, log: Log) -> bool:
    known = authors.know(typists)
    authors.network.cut()
    return log.newest(authors.seats) > known


def until(such: Callable[[], bool]) -> None:
    ends = time.monotonic() + _PATIENCE_S
    while not such():
        assert time.monotonic() < ends, "It did not come to that."
        time.sleep(0.001)
