"""The thread beside the event loop: one thing after the other, and whoever asked is told how it went."""

import threading
from collections.abc import Iterator
from functools import partial

import gevent
import pytest

from workspace.beside import Beside


@pytest.fixture
def beside() -> Iterator[Beside]:
    made = Beside()
    yield made
    made.end()


def test_all_is_done_in_one_thread_that_is_not_the_loops(beside: Beside) -> None:
    threads: list[int] = []

    for _ in range(3):
        beside.do(lambda: threads.append(threading.get_native_id()))

    assert len(set(threads)) == 1
    assert threading.get_native_id() not in threads


def test_who_asked_is_told_of_a_failure_and_the_next_is_done_all_the_same(beside: Beside) -> None:
    done: list[str] = []

    with pytest.raises(ZeroDivisionError):
        beside.do(lambda: done.append(str(1 // 0)))
    beside.do(lambda: done.append("next"))

    assert done == ["next"]


def test_those_who_ask_at_once_are_served_in_turn_while_the_loop_goes_on(beside: Beside) -> None:
    may_end, done, rounds = threading.Event(), [], []

    def first() -> None:
        may_end.wait(5)
        done.append("first")

    asking = [gevent.spawn(beside.do, first), gevent.spawn(beside.do, partial(done.append, "second"))]
    for number in range(3):
        gevent.sleep(0.01)
        rounds.append(number)
    may_end.set()
    gevent.joinall(asking, timeout=5, raise_error=True)

    assert rounds == [0, 1, 2]
    assert done == ["first", "second"]
