"""Greenlets that are kept for the next piece of work: when a session begins hundreds come within seconds, and to make a
greenlet for each costs much of what it does."""

from collections.abc import Callable
from typing import Any

import gevent
from gevent.queue import SimpleQueue

_MOST_IDLE = 16


class Hands:
    """Of one thread."""

    def __init__(self) -> None:
        self._given: Any = SimpleQueue()
        self._idle = 0

    def take(self, work: Callable[..., object], *given: Any) -> None:
        """Have this done beside what is done now, where it may wait."""
        if self._idle:
            self._idle -= 1
            self._given.put((work, given))
        else:
            gevent.spawn(self._do, work, given)

    def _do(self, work: Callable[..., object], given: Any) -> None:
        while True:
            work(*given)
            if self._idle >= _MOST_IDLE:
                return
            self._idle += 1
            del work, given  # hands that rest keep nothing alive
            work, given = self._given.get()
