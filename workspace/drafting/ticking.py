"""The clock: what is queued becomes current and is told, tick by tick; how long a tick lasts depends on the load."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Protocol

import gevent
from gevent.event import Event
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from workspace import errors, metrics
from workspace.drafting.appending import LostRace
from workspace.drafting.log import Recorded
from workspace.drafting.room import Room
from workspace.drafting.writing import Batch, Writer
from workspace.phrases import Phrase

logger = logging.getLogger(__name__)

SHORTEST_GAP_S = 0.02
# Telling somebody costs much the same however much there is to tell: the more hear it, the more goes into one tick.
GAP_PER_HEARER_S = 25e-6
LONGEST_GAP_S = 0.1
# Of its time, a tick's own work takes at most a third.
_REST = 2
_MOST_TRIES = 5


class Floor(Protocol):
    """What the clock needs of the texts that are open."""

    def rooms_with_work(self) -> list[Room]: ...
    def catch_up(self, room: Room) -> None: ...
    def tell_commits(self, room: Room, recorded: Sequence[Recorded]) -> None: ...


class Clock:
    """One greenlet that alone makes anything current: what is queued here, and what others have written."""

    def __init__(self, floor: Floor, writer: Writer) -> None:
        self._floor, self._writer = floor, writer
        self._work = Event()
        self._tries: dict[str, int] = {}
        self._hearers = 0

    def wake(self) -> None:
        self._work.set()

    def run(self) -> None:
        while True:
            self._work.wait()
            self._work.clear()
            began = monotonic()
            waited = self._safely_tick()
            spent = monotonic() - began - waited
            metrics.TICK_SECONDS.observe(spent)
            gap = SHORTEST_GAP_S + self._hearers * GAP_PER_HEARER_S
            gevent.sleep(min(max(gap - waited, spent * _REST), LONGEST_GAP_S))

    def finish(self, timeout_s: float) -> None:
        """Write what is queued."""
        with suppress(gevent.Timeout), gevent.Timeout(timeout_s):
            while self._floor.rooms_with_work():
                self.wake()
                gevent.sleep(SHORTEST_GAP_S)
        gevent.sleep(SHORTEST_GAP_S)  # the answers go out

    def _safely_tick(self) -> float:
        try:
            return self._tick()
        except Exception:  # one of the two edges: a clock that stands still would keep everybody waiting
            logger.exception("A tick failed.")
            for room in self._floor.rooms_with_work():
                room.is_woken = True
                room.refuse(errors.Unavailable(Phrase("This could not be stored. It will be sent again.")))
            return 0.0

    def _tick(self) -> float:
        """Do what there is to do; the answer is how long the database took."""
        for room in self._floor.rooms_with_work():
            if room.is_woken:
                self._catch_up(room)
        batches = [Batch.of(room) for room in self._floor.rooms_with_work() if room.pending and not room.is_woken]
        self._hearers = sum(len(batch.room.places) for batch in batches)
        if not batches:
            return 0.0
        began = monotonic()
        self._writer.write(batches)
        waited = monotonic() - began
        metrics.WRITE_SECONDS.observe(waited)
        for batch in batches:
            self._settle(batch)
        return waited

    def _settle(self, batch: Batch) -> None:
        room = batch.room
        if batch.gone:
            room.refuse(errors.NotSignedIn(Phrase("Your session or your seat has ended.")), batch.gone)
        elif batch.failure is None:
            self._tries.pop(room.facts.id, None)
            self._written(batch)
        elif isinstance(batch.failure, LostRace | IntegrityError) and self._may_try_again(room):
            room.is_woken = True
        else:
            logger.error("Commits could not be written: %s", type(batch.failure).__name__)
            self._tries.pop(room.facts.id, None)
            room.refuse(errors.Unavailable(Phrase("This could not be stored. It will be sent again.")))
        if room.pending or room.is_woken:
            self.wake()

    def _written(self, batch: Batch) -> None:
        last = batch.submissions[-1].draft
        assert last is not None
        batch.room.settle(batch.submissions, batch.recorded, last.placed.head)
        if batch.recorded:
            metrics.COMMITS.inc(len(batch.recorded))
            self._floor.tell_commits(batch.room, batch.recorded)
        for submission in batch.submissions:
            assert submission.draft is not None
            submission.accept(submission.draft.placed.head.version, submission.draft.placed.dropped)

    def _may_try_again(self, room: Room) -> bool:
        tries = self._tries[room.facts.id] = self._tries.get(room.facts.id, 0) + 1
        return tries < _MOST_TRIES

    def _catch_up(self, room: Room) -> None:
        try:
            room.is_woken = False
            self._floor.catch_up(room)
        except SQLAlchemyError as failure:
            logger.error("A text could not be read: %s", type(failure).__name__)
            room.is_woken = True
            room.refuse(errors.Unavailable(Phrase("The database cannot be reached. It will be sent again.")))
