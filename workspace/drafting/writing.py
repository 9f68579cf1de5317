"""Writing: what all texts of this process have queued goes to disk in one transaction a tick, off the event loop."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gevent.threadpool import ThreadPool
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from workspace.database import Database, now
from workspace.drafting.appending import LostRace, Stretch, append
from workspace.drafting.log import Recorded
from workspace.drafting.members import lasting, members
from workspace.drafting.room import Room, Submission


@dataclass
class Batch:
    """What one text has queued when a tick begins."""

    room: Room
    submissions: list[Submission]
    stretch: Stretch
    recorded: list[Recorded] = field(default_factory=list)
    # Seats or sessions of it that have ended since.
    gone: list[Submission] = field(default_factory=list)
    failure: Exception | None = None

    @classmethod
    def of(cls, room: Room) -> "Batch":
        drafts = [submission.draft for submission in room.pending if submission.draft]
        stretch = Stretch(room.facts.id, room.current.version, room.rules.epoch, drafts, room.last_hash)
        return cls(room, list(room.pending), stretch)


class Writer:
    """Writes batches in a thread of its own, upon a connection of its own."""

    def __init__(self, url: str) -> None:
        self._pool = ThreadPool(1)
        self._database = Database(url)
        self._one_writer = self._database.one_writer_in_turn()
        self._kept: Connection | None = None

    def write(self, batches: Sequence[Batch]) -> None:
        """Write all in one transaction; each by itself if that fails. What became of each stands in the batch."""
        self._pool.apply(self._write, (batches,))

    def close(self) -> None:
        self._pool.join()
        if self._kept:
            self._kept.close()
        self._database.close()
        self._pool.kill()

    def _write(self, batches: Sequence[Batch]) -> None:
        try:
            self._write_even_after_a_cut(batches)
        except (SQLAlchemyError, LostRace, OSError) as failure:
            for batch in batches:
                batch.failure = failure
            if len(batches) > 1:
                for batch in batches:
                    self._write([batch])

    def _write_even_after_a_cut(self, batches: Sequence[Batch]) -> None:
        try:
            self._write_together(batches)
        except DBAPIError as failure:
            if not failure.connection_invalidated:
                raise
            # The database has been restarted. If all this is on disk already, the second time loses the race, and the
            # commits are found by their refs.
            self._write_together(batches)

    def _write_together(self, batches: Sequence[Batch]) -> None:
        at = now()
        # It is kept: taking it from the pool and giving it back costs as much as a commit.
        self._kept = db = self._kept or self._database.engine.connect().execution_options(writing=True)
        with self._one_writer, db.begin():
            for batch in batches:
                batch.failure, batch.recorded, batch.gone = None, [], []
            _find_gone(db, batches)
            good = [batch for batch in batches if not batch.gone]
            if good:
                written = append(db, [batch.stretch for batch in good], at)
                for batch, recorded in zip(good, written, strict=True):
                    batch.recorded = recorded


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
