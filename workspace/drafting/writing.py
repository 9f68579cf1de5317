"""Writing: what all texts of this process have queued goes to disk in one transaction a tick, off the event loop."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from workspace.beside import Beside
from workspace.database import Database, now
from workspace.drafting.appending import LostRace, Stretch, append
from workspace.drafting.kept import Kept
from workspace.drafting.log import Recorded
from workspace.drafting.members import Member, lasting, members
from workspace.drafting.room import Room
from workspace.drafting.submissions import Submission
from workspace.prepared import writes_of_others
from workspace.text.authority import Head

# A session also runs out without anybody writing it; then its connections end by themselves (`attendance`).
_SURE_S = 5.0


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

    @property
    def head(self) -> Head:
        """The text as it is once this is on disk."""
        return self.stretch.drafts[-1].placed.head

    def hold(self) -> None:
        """Whoever sent it hears of it with everybody and is answered, all in one write: `answer` ends this."""
        for submission in self.submissions:
            submission.connection.hold()

    def answer(self) -> None:
        """Let those who sent it know, if it is on disk."""
        for submission in self.submissions:
            if submission.draft and not self.failure and not self.gone:
                submission.accept(submission.draft.placed.head.version, submission.draft.placed.dropped)
            submission.connection.release()


class Writer:
    """Writes batches in a thread of its own, upon a connection of its own."""

    def __init__(self, url: str) -> None:
        self._beside = Beside()
        self._database = Database(url)
        self._one_writer = self._database.one_writer_in_turn()
        self._kept = Kept(self._database.engine.execution_options(writing=True))
        self._rights = Rights()

    def write(self, batches: Sequence[Batch]) -> None:
        """Write all in one transaction; each by itself if that fails. What became of each stands in the batch."""
        self._beside.do(partial(self._write, batches))

    def writes_of_others(self) -> int | None:
        """A number that stays the same until anybody but this writer writes, in any process. Nothing while it is at
        work, or where the database does not say."""
        if not self._database.is_embedded or self._beside.is_at_work:
            return None
        with suppress(sqlite3.Error, SQLAlchemyError):  # whoever asks for more is told what is wrong
            return writes_of_others(self._kept.driver)
        return None

    def close(self) -> None:
        self._beside.do(self._close)
        self._beside.end()

    def _close(self) -> None:
        self._kept.close()
        self._database.close()

    def _write(self, batches: Sequence[Batch]) -> None:
        try:
            # If all this is on disk already when the database was restarted, the second time loses the race, and the
            # commits are found by their refs.
            with self._one_writer:
                self._kept.do(lambda db: self._write_together(db, batches))
        except (SQLAlchemyError, LostRace, OSError) as failure:
            for batch in batches:
                batch.failure = failure
            if len(batches) > 1:
                for batch in batches:
                    self._write([batch])

    def _write_together(self, db: Connection, batches: Sequence[Batch]) -> None:
        at = now()
        for batch in batches:
            batch.failure, batch.recorded, batch.gone = None, [], []
        self._rights.find_gone(db, batches)
        good = [batch for batch in batches if not batch.gone]
        if good:
            written = append(db, [batch.stretch for batch in good], at)
            for batch, recorded in zip(good, written, strict=True):
                batch.recorded = recorded


class Rights:
    """Seats and sessions as they are in the transaction that writes: a commit is written under rights that hold in it.

    The embedded database says whether anybody else has written since; what was read before then still holds.
    """

    def __init__(self) -> None:
        self._writes: int | None = None
        self._until = 0.0
        self._seats: dict[tuple[str, str], Member] = {}
        self._persons: set[str] = set()
        self._sessions: set[str] = set()

    def find_gone(self, db: Connection, batches: Sequence[Batch]) -> None:
        everything = [submission for batch in batches for submission in batch.submissions]
        self._begin(db)
        if persons := {submission.member.person for submission in everything} - self._persons:
            self._seats |= members(db, persons)
            self._persons |= persons
        if sessions := {submission.connection.session for submission in everything} - self._sessions:
            self._sessions |= lasting(db, sessions)
        for batch in batches:
            batch.gone = [submission for submission in batch.submissions if not self._hold(submission)]

    def _begin(self, db: Connection) -> None:
        is_embedded = db.dialect.name == "sqlite"
        writes = writes_of_others(db.connection.driver_connection) if is_embedded else None
        if writes is None or writes != self._writes or monotonic() > self._until:
            self._seats, self._persons, self._sessions = {}, set(), set()
            self._writes, self._until = writes, monotonic() + _SURE_S

    def _hold(self, submission: Submission) -> bool:
        member = submission.member
        known = self._seats.get((member.person, member.negotiation_id))
        return submission.connection.session in self._sessions and known == member
