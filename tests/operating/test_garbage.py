"""Garbage in cycles is looked for when it disturbs least: nobody's key waits for it while there is another time."""

import gc
import weakref
from collections.abc import Callable, Iterator

import gevent
import pytest

from workspace import garbage


class Ring:
    """Refers to itself, so that only the collector can free it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def old_ring() -> Callable[[], weakref.ref[Ring]]:
    """A ring that was there when what is new was looked through, and is garbage now."""

    def made() -> weakref.ref[Ring]:
        ring = Ring()
        gc.collect(0)
        return weakref.ref(ring)

    return made


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_all_is_looked_through_once_nobody_types(
    old_ring: Callable[[], weakref.ref[Ring]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "_LOOK_EVERY_S", 0.001)
    monkeypatch.setattr(garbage, "_ROUNDS", 1)
    quiet_s = 0.0
    garbage.begin()
    ring = old_ring()

    looking = gevent.spawn(garbage.collect, lambda: quiet_s)
    try:
        gevent.sleep(0.05)
        assert ring() is not None  # somebody types

        quiet_s = 2.0
        gevent.sleep(0.05)
        assert ring() is None
    finally:
        looking.kill()


def test_what_is_new_is_still_looked_through_while_some_type() -> None:
    garbage.begin()
    ring = weakref.ref(Ring())

    kept = [[] for _ in range(2 * garbage._YOUNG)]

    assert kept
    assert ring() is None


@pytest.mark.parametrize(
    ("rounds", "quiet_s", "since_s", "is_due"),
    [(9, 60, 900, False), (10, 2, 5, True), (10, 1.9, 599, False), (10, 0, 600, True)],
)
def test_it_waits_for_enough_that_is_new_and_for_a_pause_and_for_no_pause_longer_than_ten_minutes(
    rounds: int, quiet_s: float, since_s: float, is_due: bool
) -> None:
    assert garbage.is_due(rounds, quiet_s, since_s) is is_due
