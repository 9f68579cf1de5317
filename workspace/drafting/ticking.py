"""The clock: what is queued becomes current and is told, tick by tick; how long a tick lasts depends on the load."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, Protocol

import gevent
from gevent.event import Event
from gevent.monkey import get_original
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from workspace import errors, metrics
from workspace.drafting.appending import LostRace
from workspace.drafting.log import Recorded
from workspace.drafting.pacing import SHORTEST_GAP_S, Pace
from workspace.drafting.room import Room
from workspace.drafting.writing import Batch, Writer
from workspace.phrases import Phrase

logger = logging.getLogger(__name__)

LONGEST_GAP_S = 0.1
# Where the process rests for a gap, it takes at most so long to read what has come meanwhile.
_TO_READ_S = 0.005
_pause: Any = get_original("time", "sleep")
# Of its time, a tick's own work takes at most a third.
_REST = 2
# Where other processes write the same text, each tick also costs reading what they wrote: fewer, with more in each.
_FEWER_WHEN_SHARED = 2.5
# Of such a gap, what passes at least: whoever is called by another that writes does not wait for the rest, so that they
# write one right after the other.
_LEAST_OF_GAP = 0.3
# So long whoever wrote first waits for what the others answer with, to tell all of it at once.
_ANSWER_S = 0.025
# Whoever answered leaves the beginning to the other the next time too: both at once would mean one lost race each time.
_LONGER_AFTER_ANSWER = 1.5
_MOST_TRIES = 20


class Floor(Protocol):
    """What the clock needs of the texts that are open."""

    def rooms_with_work(self) -> list[Room]: ...
    def catch_up(self, room: Room) -> Sequence[Recorded]: ...
    def tell_commits(self, room: Room, recorded: Sequence[Recorded]) -> None: ...
    def call_others(self, room: Room) -> None: ...
    def answer_others(self, room: Room) -> None: ...


class Clock:
    """One greenlet that alone makes anything current: what is queued here, and what others have written."""

    def __init__(self, floor: Floor, writer: Writer, *, is_embedded: bool) -> None:
        # With a database that is asked over a network, others wait for its answers meanwhile.
        self._floor, self._writer, self._is_embedded = floor, writer, is_embedded
        self._work, self._called, self._answered = Event(), Event(), Event()
        self._tries: dict[str, int] = {}
        self.pace = Pace()
        # When the next tick may begin, and when it may if others call.
        self._rests_until = self._may_be_called_at = 0.0
        self._has_lost = self._has_answered = self._is_shared = False

    def wake(self) -> None:
        """There is something to write."""
        self._work.set()

    def call(self) -> None:
        """Others have written."""
        self._called.set()
        self.hear_answer()

    def hear_answer(self) -> None:
        """Others have written what they had, right after us or somebody else."""
        self._answered.set()
        self._work.set()

    def run(self) -> None:
        while True:
            self._work.wait()
            self._rest()
            self._work.clear()
            began = monotonic()
            waited = self._safely_tick()
            spent = monotonic() - began - waited
            metrics.TICK_SECONDS.observe(spent)
            gap, now = self._gap(waited, spent), monotonic()
            self._rests_until = now + gap
            self._may_be_called_at = now + (gap * _LEAST_OF_GAP if self._is_shared else gap)

    def _rest(self) -> None:
        """What is left of the gap. It passes while there is nothing to do: to wake for its end would cost as much as to
        wake for a key. Where some others type it lasts longer, from this first key on."""
        if self.pace.gathers and not self._is_shared:
            self._may_be_called_at = self._rests_until = max(self._rests_until, monotonic() + self.pace.least_gap)
        if (left := self._may_be_called_at - monotonic()) > 0:
            if self._is_embedded and self.pace.is_crowd:
                _pause(left)
                with suppress(gevent.Timeout), gevent.Timeout(_TO_READ_S):
                    gevent.idle()
            else:
                gevent.sleep(left)
        if (left := self._rests_until - monotonic()) > 0:
            self._called.wait(left)

    def _gap(self, waited: float, spent: float) -> float:
        if self._has_lost:
            # Whoever lost tries again at once, while the other waits: so processes take turns.
            return 0.0
        gap = self.pace.least_gap
        if self._is_shared:
            gap *= _FEWER_WHEN_SHARED
        rest = min(max(gap - waited, spent * _REST), LONGEST_GAP_S)
        return rest * _LONGER_AFTER_ANSWER if self._is_shared and self._has_answered else rest

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
        self._has_lost = False
        self._called.clear()
        self._answered.clear()
        answering = {room for room in self._floor.rooms_with_work() if monotonic() - room.called_at < _ANSWER_S}
        self._has_answered = bool(answering)
        # What others wrote is told together with what is written now: telling costs more than what is told.
        untold = {room: self._caught_up(room) for room in self._floor.rooms_with_work() if room.is_woken}
        ready = [room for room in self._floor.rooms_with_work() if not room.is_woken]
        for room in ready:
            room.judge_waiting()
        batches = [Batch.of(room) for room in ready if room.pending]
        self._is_shared = any(room.is_shared for room in {*untold, *ready})
        hearers = sum(len(room.places) for room in {*untold, *ready})
        self.pace.note(sum(len(batch.submissions) for batch in batches), hearers)
        waited = self._written_after(batches) if batches else 0.0
        for batch in batches:
            self._settle(batch, untold, is_first=batch.room not in answering)
        first = [batch.room for batch in batches if batch.recorded and batch.room.is_shared]
        first = [room for room in first if room not in answering]
        try:
            return waited + self._heard_after(first, untold)
        finally:
            for batch in batches:
                batch.hold()
            self._tell(untold)
            for batch in batches:
                batch.answer()

    def _written_after(self, batches: Sequence[Batch]) -> float:
        began = monotonic()
        self._writer.write(batches)
        waited = monotonic() - began
        metrics.WRITE_SECONDS.observe(waited)
        return waited

    def _settle(self, batch: Batch, untold: dict[Room, list[Recorded]], *, is_first: bool) -> None:
        room = batch.room
        if batch.gone:
            room.refuse(errors.NotSignedIn(Phrase("Your session or your seat has ended.")), batch.gone)
        elif batch.failure is None:
            self._tries.pop(room.facts.id, None)
            self._written(batch, is_first=is_first)
            untold.setdefault(room, []).extend(batch.recorded)
        elif isinstance(batch.failure, LostRace | IntegrityError) and self._may_try_again(room):
            room.is_woken = self._has_lost = True
            room.has_repeated = room.has_repeated or isinstance(batch.failure, IntegrityError)
        else:
            logger.error("Commits could not be written: %s", type(batch.failure).__name__)
            self._tries.pop(room.facts.id, None)
            room.refuse(errors.Unavailable(Phrase("This could not be stored. It will be sent again.")))
        if room.pending or room.is_woken:
            self.wake()

    def _written(self, batch: Batch, *, is_first: bool) -> None:
        batch.room.settle(batch.submissions, batch.recorded, batch.head)
        if batch.recorded:
            metrics.COMMITS.add(by=len(batch.recorded))
            (self._floor.call_others if is_first else self._floor.answer_others)(batch.room)

    def _heard_after(self, first: Sequence[Room], untold: dict[Room, list[Recorded]]) -> float:
        """Wait a moment for those who write right after us; the answer is how long that took."""
        if not first:
            return 0.0
        began = monotonic()
        self._answered.wait(_ANSWER_S)
        waited = monotonic() - began
        for room in first:
            if room.is_woken:
                untold.setdefault(room, []).extend(self._caught_up(room))
        return waited

    def _tell(self, untold: dict[Room, list[Recorded]]) -> None:
        for room, commits in untold.items():
            if commits:
                self._floor.tell_commits(room, commits)

    def _may_try_again(self, room: Room) -> bool:
        tries = self._tries[room.facts.id] = self._tries.get(room.facts.id, 0) + 1
        return tries < _MOST_TRIES

    def _caught_up(self, room: Room) -> list[Recorded]:
        try:
            room.is_woken = False
            return list(self._floor.catch_up(room))
        except SQLAlchemyError as failure:
            logger.error("A text could not be read: %s", type(failure).__name__)
            room.is_woken = True
            room.refuse(errors.Unavailable(Phrase("The database cannot be reached. It will be sent again.")))
            return []
