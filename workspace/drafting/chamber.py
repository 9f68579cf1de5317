"""The texts that are open in this process, and everybody who has them open: opening and committing."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from time import monotonic

import gevent
from gevent.lock import BoundedSemaphore

from workspace import errors
from workspace.announcements import listen
from workspace.config import Config
from workspace.database import Database, Json
from workspace.disk import Disk
from workspace.drafting import live, loading
from workspace.drafting.access import may_read
from workspace.drafting.attendance import Attendance
from workspace.drafting.following import Follower, find_taken
from workspace.drafting.log import Recorded
from workspace.drafting.members import Member
from workspace.drafting.pacing import SHORTEST_GAP_S
from workspace.drafting.presence import Presence
from workspace.drafting.room import Room
from workspace.drafting.rounds import Rounds
from workspace.drafting.submissions import Move, Place, Sent, Submission
from workspace.drafting.telling import of_rules, tell_commits
from workspace.drafting.ticking import Clock
from workspace.drafting.wire import ids_made
from workspace.drafting.writing import Writer
from workspace.phrases import Phrase
from workspace.prepared import Glances
from workspace.realtime.bus import Bus
from workspace.realtime.connections import Connection
from workspace.realtime.hearing import Awaited
from workspace.realtime.transport import Transport
from workspace.text.authority import MAX_STEPS_TIMES_LAG
from workspace.text.steps import Step

EMPTY_S = 60.0  # how long a text stays open after the last has left
STOP_S = 5.0
CATCH_UP_S = 2.0


class Chamber:
    """The texts that one process has open."""

    def __init__(self, settings: Config, database: Database, glances: Glances) -> None:
        self._database, self._glances = database, glances
        self._rooms: dict[str, Room] = {}
        self._presences: dict[str, Presence] = {}
        self._left_at: dict[str, float] = {}
        self._opening = BoundedSemaphore()
        self._writer = Writer(settings.database_url)
        self._follower = Follower(database, glances)
        self.clock = Clock(self, self._writer, is_embedded=database.is_embedded)
        self._bus = Bus(settings)
        self.attendance = Attendance(glances, self._bus)
        self._rounds = Rounds(self._rooms, self._presences, self.attendance, self._bus, self.look_again)
        self._disk = Disk(settings)
        self._is_ending = False

    def begin(self, transport: Transport) -> None:
        """Start what runs beside the requests."""
        self.attendance.begin(transport)
        self._bus.hear("text", self.look_again)
        self._bus.hear("answer", self._hear_answer)
        self._bus.run()
        listen(self.attendance.announce)
        live.listen(self.changed)
        gevent.spawn(self.clock.run)
        self._rounds.begin(self._glances, self._writer.writes_of_others, self._let_go)

    def finish(self) -> None:
        """Take nothing more, and write what was accepted."""
        self._is_ending = True
        self.clock.finish(STOP_S)
        self._writer.close()

    @property
    def texts_open(self) -> int:
        return len(self._rooms)

    @property
    def commits_waiting(self) -> int:
        return sum(len(room.pending) for room in self._rooms.values())

    @property
    def wakes_waiting(self) -> int:
        return self._bus.waiting

    def room(self, text_id: str) -> Room | None:
        """A text, if it is open here."""
        return self._rooms.get(text_id)

    # What clients ask.

    def open(self, connection: Connection, text_id: str, since: int) -> dict[str, Json]:
        room, member = self._reached(connection, text_id)
        self._wait_for(room, since)
        room.must_reach(since)
        loading.have_at_hand(self._database, room, since)
        if not connection.is_open:  # while the database answered
            raise errors.Unavailable(Phrase("The connection has ended."))
        room.places[connection] = Place(member)
        self._left_at.pop(text_id, None)
        commits = [commit.told() for commit in room.since(since)]
        connection.hold()  # until this is answered: all in one write
        connection.send(of_rules(room, member))
        self._presences[text_id].come(connection, member)
        return {"version": room.current.version, "connection": connection.id, "commits": commits}

    def close(self, connection: Connection, text_id: str) -> None:
        if room := self._rooms.get(text_id):
            self._leave(connection, room)

    def gone(self, connection: Connection) -> None:
        for room in self._rooms.values():
            self._leave(connection, room)

    def commit(self, connection: Connection, text_id: str, sent: Sent) -> Submission | Awaited:
        """Judge a commit and queue it; it is answered once it is on disk."""
        self._disk.must_have_room()
        if self._is_ending:
            raise errors.Unavailable(Phrase("The workspace is being restarted. This will be sent again."))
        room = self._rooms.get(text_id)
        place = room.places.get(connection) if room else None
        if room and place and room.has_at_hand(sent):
            return self._queued(room, Submission(place.member, connection, sent))
        return Awaited(partial(self._read_and_commit, connection, text_id, sent))

    def move_cursor(self, connection: Connection, text_id: str, version: int, anchor: int, head: int) -> None:
        room = self._rooms.get(text_id)
        if room and (place := room.places.get(connection)):
            self._presences[text_id].move_cursor(connection, place.member, version, anchor, head)
            self._rounds.stir()

    # What the clock asks.

    def rooms_with_work(self) -> list[Room]:
        return [room for room in self._rooms.values() if room.pending or room.is_woken]

    def catch_up(self, room: Room) -> Sequence[Recorded]:
        """Take in what others wrote; the clock tells it."""
        return self._follower.catch_up(room)

    def tell_commits(self, room: Room, recorded: Sequence[Recorded]) -> None:
        tell_commits(room, recorded, self._rounds.moved(room.facts.id))
        if room.behind:
            self._rounds.stir()

    def call_others(self, room: Room) -> None:
        self._bus.tell("text", room.facts.id)

    def answer_others(self, room: Room) -> None:
        self._bus.tell("answer", room.facts.id)

    def changed(self, text_id: str) -> None:
        """An act of this process has changed a text or its rules."""
        self._bus.tell("text", text_id)
        self.look_again(text_id)

    def look_again(self, text_id: str) -> None:
        """Have the clock read what others have done to a text."""
        if room := self._rooms.get(text_id):
            room.is_woken, room.called_at = True, monotonic()
            self.clock.call()

    def _hear_answer(self, text_id: str) -> None:
        if room := self._rooms.get(text_id):
            room.is_woken = True
            self.clock.hear_answer()

    # Reaching a text.

    def _reached(self, connection: Connection, text_id: str) -> tuple[Room, Member]:
        room = self._rooms.get(text_id) or self._opened(text_id)
        if place := room.places.get(connection):
            return room, place.member
        member = self._member(connection, room)
        if text_id in self._left_at:
            self._left_at[text_id] = monotonic()
        return room, member

    def _opened(self, text_id: str) -> Room:
        with self._opening:
            if text_id not in self._rooms:
                with self._database.reading() as db:
                    room = loading.room(db, text_id)
                self._presences[text_id] = Presence(text_id)
                self._left_at[text_id] = monotonic()
                self._rooms[text_id] = room
                # What was committed while it was read is found by looking once more.
                self.look_again(text_id)
            return self._rooms[text_id]

    def _read_and_commit(self, connection: Connection, text_id: str, sent: Sent) -> Submission:
        room, member = self._reached(connection, text_id)
        submission = Submission(member, connection, sent)
        if not isinstance(sent.content, Move):
            self._prepare(room, submission, sent.content)
        return self._queued(room, submission)

    def _queued(self, room: Room, submission: Submission) -> Submission:
        waiting = room.take(submission)
        self.clock.wake()
        return waiting

    def _member(self, connection: Connection, room: Room) -> Member:
        member = self.attendance.member_now(connection, room.facts.negotiation_id)
        if member is None or not may_read(member, room.facts):
            raise errors.NotFound
        return member

    def _prepare(self, room: Room, submission: Submission, steps: Sequence[Step]) -> None:
        """Read from disk what judging needs and is not at hand."""
        self._wait_for(room, submission.sent.version)
        lag = room.current.version - submission.sent.version
        if len(steps) * lag >= MAX_STEPS_TIMES_LAG:
            raise errors.Stale(Phrase("Too much has happened since; read the log and send again."))
        loading.have_at_hand(self._database, room, submission.sent.version)
        submission.made = ids_made(steps)
        version = -1
        # Commits that become durable while the disk is read would be neither found there nor on their way.
        while submission.made and version != room.current.version:
            version = room.current.version
            with self._database.reading() as db:
                find_taken(db, room, submission)

    def _wait_for(self, room: Room, version: int) -> None:
        """A client may have heard of a version from another process before this one has."""
        if version <= room.current.version:
            return
        self.look_again(room.facts.id)
        with suppress(gevent.Timeout), gevent.Timeout(CATCH_UP_S):
            # Not until it is not woken any more: then it is being read, and may not have been.
            while version > room.current.version:
                gevent.sleep(SHORTEST_GAP_S / 2)

    def _leave(self, connection: Connection, room: Room) -> None:
        if room.leave(connection):
            self._presences[room.facts.id].go(connection)

    def _let_go(self) -> None:
        """Let go of texts that nobody has had open for a while."""
        for text_id, room in list(self._rooms.items()):
            if room.places or room.pending:
                self._left_at.pop(text_id, None)
            elif monotonic() - self._left_at.setdefault(text_id, monotonic()) > EMPTY_S:
                del self._rooms[text_id], self._presences[text_id], self._left_at[text_id]
