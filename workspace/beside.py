"""A thread beside the event loop that does one thing after the other; the library's pool makes anew for each of them
what is kept here."""

from collections.abc import Callable
from typing import Any

import gevent
from gevent.hub import Waiter
from gevent.lock import BoundedSemaphore
from gevent.monkey import get_original

_start: Any = get_original("_thread", "start_new_thread")
_Queue: Any = get_original("queue", "SimpleQueue")
Act = Callable[[], None]


class Beside:
    """The thread begins with the first thing to do."""

    def __init__(self) -> None:
        self._one = BoundedSemaphore()
        self._acts: Any = None
        self._done: Any = None
        self._failure: BaseException | None = None

    @property
    def is_at_work(self) -> bool:
        return bool(self._one.locked())

    def do(self, act: Act) -> None:
        """Have it done there, and wait for it in this greenlet; raises what it raised."""
        with self._one:
            self._begin()
            waiter: Any = Waiter()
            self._done.start(waiter.switch, None)
            try:
                self._acts.put(act)
                waiter.get()
            finally:
                self._done.stop()
            failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    def end(self) -> None:
        if self._acts is not None:
            with self._one:
                self._acts.put(None)
                self._done.close()
                self._acts = None

    def _begin(self) -> None:
        if self._acts is None:
            self._acts, self._done = _Queue(), gevent.get_hub().loop.async_()
            _start(self._work, (self._acts, self._done.send))

    def _work(self, acts: Any, tell: Callable[[], None]) -> None:
        while (act := acts.get()) is not None:
            try:
                act()
            except BaseException as failure:  # noqa: BLE001  # whoever asked is told, and the thread goes on
                self._failure = failure
            tell()
