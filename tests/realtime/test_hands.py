"""Kept greenlets: what is given is done beside, what waits holds up nobody, and what fails takes nothing along."""

import gevent
import pytest
from gevent.event import Event

from workspace.realtime import hands
from workspace.realtime.hands import Hands


def test_one_after_the_other_is_done_by_the_same_hands() -> None:
    given, done = Hands(), list[tuple[int, object]]()

    for number in range(5):
        given.take(lambda number: done.append((number, gevent.getcurrent())), number)
        assert len(done) == number  # not here, but as soon as whoever gave it waits
        gevent.sleep(0.001)

    assert [number for number, _ in done] == [0, 1, 2, 3, 4]
    assert len({by for _, by in done}) == 1


def test_what_waits_holds_up_nobody() -> None:
    given, done, end = Hands(), list[str](), Event()

    for name in ("slow", "slower"):
        given.take(lambda name=name: (end.wait(), done.append(name)))
    given.take(done.append, "quick")
    gevent.sleep(0.001)
    assert done == ["quick"]

    end.set()
    gevent.sleep(0.001)
    assert done == ["quick", "slow", "slower"]


def test_what_fails_is_reported_and_the_next_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    given, done, failed = Hands(), list[str](), list[object]()
    monkeypatch.setattr(gevent.get_hub(), "print_exception", lambda _where, kind, *_: failed.append(kind))

    for _ in range(3):
        given.take(lambda: 1 // 0)
        given.take(done.append, "done")
        gevent.sleep(0.001)

    assert done == ["done"] * 3
    assert failed == [ZeroDivisionError] * 3


def test_after_a_crowd_only_some_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_MOST_IDLE", 3)
    given, who, end = Hands(), list[object](), Event()

    for _ in range(10):
        given.take(lambda: (who.append(gevent.getcurrent()), end.wait()))
    gevent.sleep(0.001)
    end.set()
    gevent.sleep(0.001)

    assert len(set(who)) == 10
    assert sum(not greenlet.ready() for greenlet in who) == 3  # type: ignore[attr-defined]
