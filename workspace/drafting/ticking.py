"""Writing: what all texts of this process have queued goes to disk in one transaction a tick, off the event loop."""

import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Protocol

import gevent
from gevent.event import Event
from gevent.threadpool import ThreadPool
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from workspace import errors, metrics
from workspace.database import Database, now
from workspace.drafting import log as disk
from workspace.drafting.log import LostRace, Recorded
from workspace.drafting.members import lasting, members
from workspace.drafting.room import Room, Submission
from workspace.phrases import Phrase

logger = logging.getLogger(__name__)

SHORTEST_GAP_S = 0.02
# Telling somebody costs much the same however much there is to tell: the more hear it, the more goes into one tick.
GAP_PER_HEARER_S = 25e-6
LONGEST_GAP_S = 0.1
# Of its time, a tick's own work takes at most a third.
_REST = 2
_MOST_TRIES = 5


@dataclass
class Batch:
    """What one text has queued when a tick begins."""

    room: Room
    submissions: list[Submission]
    base: int
    epoch: int
    recorded: list[Recorded] = field(default_factory=list)
    # Seats or sessions of it that have ended since.
    gone: list[Submission] = field(default_factory=list)
    failure: Exception | None = None

    @classmethod
    def of(cls, room: Room) -> "Batch":
        return cls(room, list(room.pending), room.current.version, room.rules.epoch)


class Writer:
    """Writes batches in a thread of its own, upon a connection of its own."""

    def __init__(self, url: str) -> None:
        self._pool = ThreadPool(1)
        self._database = Database(url)

    def write(self, batches: Sequence[Batch]) -> None:
        """Write all in one transaction; each by itself if that fails. What became of each stands in the batch."""
        self._pool.apply(self._write, (batches,))

    def close(self) -> None:
        self._pool.join()
        self._database.close()
        self._pool.kill()

    def _write(self, batches: Sequence[Batch]) -> None:
        try:
            self._write_together(batches)
        except (SQLAlchemyError, OSError) as failure:
            for batch in batches:
                batch.failure = failure
            if len(batches) > 1:
                for batch in batches:
                    self._write([batch])

    def _write_together(self, batches: Sequence[Batch]) -> None:
        at = now()
        engine = self._database.engine.execution_options(writing=True)
        with self._database.one_writer(), engine.begin() as db:
            for batch in batches:
                batch.failure, batch.recorded, batch.gone = None, [], []
            _find_gone(db, batches)
            for batch in batches:
                if not batch.gone:
                    _append(db, batch, at)


def _append(db: Connection, batch: Batch, at: datetime) -> None:
    drafts = [submission.draft for submission in batch.submissions if submission.draft]
    try:
        batch.recorded = disk.append(db, batch.room.facts.id, base=batch.base, epoch=batch.epoch, drafts=drafts, at=at)
    except LostRace as lost:
        batch.failure = lost


def _find_gone(db: Connection, batches: Sequence[Batch]) -> None:
    """Rights are checked again here: a commit is written under rights that hold in its own transaction."""
    everything = [submission for batch in batches for submission in batch.submissions]
    seats = members(db, {submission.member.person for submission in everything})
    sessions = lasting(db, {submission.session for submission in everything})
    for batch in batches:
        batch.gone = [s for s in batch.submissions if not _still(s, seats, sessions)]


def _still(submission: Submission, seats: Mapping[tuple[str, str], object], sessions: Collection[str]) -> bool:
    member = submission.member
    return submission.session in sessions and seats.get((member.person, member.negotiation_id)) == member


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
