"""The texts that are open in this process, and everybody who has them open: opening, committing, telling."""

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic

import gevent
from gevent.lock import BoundedSemaphore
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from workspace import errors
from workspace.announcements import Announcement, Audience, listen
from workspace.config import Config
from workspace.database import Database, Json
from workspace.disk import Disk
from workspace.drafting import live, loading, log
from workspace.drafting.access import may_read
from workspace.drafting.log import Recorded
from workspace.drafting.members import Member, lasting, members
from workspace.drafting.presence import Presence, Tellings
from workspace.drafting.room import STEPS_AT_HAND, Move, Place, Room, Sent, Submission
from workspace.drafting.ticking import SHORTEST_GAP_S, Clock
from workspace.drafting.wire import ids_made
from workspace.drafting.writing import Writer
from workspace.permissions import Permission
from workspace.phrases import Phrase
from workspace.realtime.bus import Bus
from workspace.realtime.connections import Connection, Telling
from workspace.realtime.transport import Transport
from workspace.text.authority import MAX_STEPS_TIMES_LAG
from workspace.text.steps import Step

POLL_S = 0.7
CURSORS_S = 0.1
SEATS_S = 0.5
ANEW_S = 4.0  # how often the other processes are told who is here, changed or not
EMPTY_S = 60.0  # how long a text stays open after the last has left
STOP_S = 5.0
CATCH_UP_S = 2.0


class Chamber:
    """The texts that one process has open."""

    def __init__(self, settings: Config, database: Database) -> None:
        self._database = database
        self._rooms: dict[str, Room] = {}
        self._presences: dict[str, Presence] = {}
        self._left_at: dict[str, float] = {}
        self._members: dict[tuple[str, str], Member] = {}
        self._opening = BoundedSemaphore()
        self._writer = Writer(settings.database_url)
        self._clock = Clock(self, self._writer)
        self._bus = Bus(settings)
        self._disk = Disk(settings)
        self._is_ending = False
        self._transport: Transport

    def begin(self, transport: Transport) -> None:
        """Start what runs beside the requests."""
        self._transport = transport
        self._bus.hear("text", self.look_again)
        self._bus.hear("news", lambda body: self._tell_news(*body))
        self._bus.hear("seats", lambda body: self._hear_presence("hear_seats", *body))
        self._bus.hear("cursors", lambda body: self._hear_presence("hear_cursors", *body))
        self._bus.run()
        listen(self._news)
        live.listen(self.changed)
        for work in (self._clock.run, self._poll, self._flush_cursors, self._flush_seats):
            gevent.spawn(work)

    def finish(self) -> None:
        """Take nothing more, and write what was accepted."""
        self._is_ending = True
        self._clock.finish(STOP_S)
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

    # What clients ask.

    def open(self, connection: Connection, text_id: str, since: int) -> dict[str, Json]:
        room, member = self._reached(connection, text_id)
        self._wait_for(room, since)
        if since > room.current.version:
            raise errors.Invalid(Phrase("The text has no such version."))
        if room.current.version - since > STEPS_AT_HAND:
            raise errors.Stale(Phrase("Read the log over HTTP first."), version=room.current.version)
        self._have_at_hand(room, since)
        room.places[connection] = Place(member)
        self._left_at.pop(text_id, None)
        commits = [commit.told() for commit in room.since(since)]
        connection.tell("text:rules", **self._rules_for(room, member))
        self._presences[text_id].come(connection, member)
        return {"version": room.current.version, "connection": connection.id, "commits": commits}

    def close(self, connection: Connection, text_id: str) -> None:
        if room := self._rooms.get(text_id):
            self._leave(connection, room)

    def gone(self, connection: Connection) -> None:
        for room in self._rooms.values():
            self._leave(connection, room)

    def commit(self, connection: Connection, text_id: str, sent: Sent) -> dict[str, Json]:
        """Judge a commit, queue it, and answer once it is on disk."""
        self._disk.must_have_room()
        if self._is_ending:
            raise errors.Unavailable(Phrase("The workspace is being restarted. This will be sent again."))
        room, member = self._reached(connection, text_id)
        submission = Submission(member, connection.session, sent)
        if not isinstance(sent.content, Move):
            self._prepare(room, submission, sent.content)
        waiting = room.take(submission)
        self._clock.wake()
        return waiting.answered()

    def move_cursor(self, connection: Connection, text_id: str, version: int, anchor: int, head: int) -> None:
        room = self._rooms.get(text_id)
        if room and (place := room.places.get(connection)):
            self._presences[text_id].move_cursor(connection, place.member, version, anchor, head)

    # What the clock asks.

    def rooms_with_work(self) -> list[Room]:
        return [room for room in self._rooms.values() if room.pending or room.is_woken]

    def catch_up(self, room: Room) -> None:
        with self._database.reading() as db:
            rules = loading.rules(db, room.facts)
            commits = log.read(db, room.facts.id, after=room.current.version)
            repeated = log.find(db, room.facts.id, room.waiting_refs)
            for submission in room.pending:
                _find_taken(db, room, submission)
        has_new_rules = rules != room.rules
        room.follow(commits, rules, repeated)
        if commits:
            self._tell_everybody(room, commits)
        if has_new_rules:
            self._tell_rules(room)

    def tell_commits(self, room: Room, recorded: Sequence[Recorded]) -> None:
        self._tell_everybody(room, recorded)
        self._bus.tell("text", room.facts.id)

    def changed(self, text_id: str) -> None:
        """An act of this process has changed a text or its rules."""
        self._bus.tell("text", text_id)
        self.look_again(text_id)

    def look_again(self, text_id: str) -> None:
        """Have the clock read what others have done to a text."""
        if room := self._rooms.get(text_id):
            room.is_woken = True
            self._clock.wake()

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

    def _member(self, connection: Connection, room: Room) -> Member:
        with self._database.reading() as db:
            found = members(db.connection(), [connection.person])
        member = found.get((connection.person, room.facts.negotiation_id))
        if member is None or not may_read(member, room.facts):
            raise errors.NotFound
        return member

    def _prepare(self, room: Room, submission: Submission, steps: Sequence[Step]) -> None:
        """Read from disk what judging needs and is not at hand."""
        self._wait_for(room, submission.sent.version)
        lag = room.current.version - submission.sent.version
        if len(steps) * lag >= MAX_STEPS_TIMES_LAG:
            raise errors.Stale(Phrase("Too much has happened since; read the log and send again."))
        self._have_at_hand(room, submission.sent.version)
        submission.made = ids_made(steps)
        version = -1
        # Commits that become durable while the disk is read would be neither found there nor on their way.
        while submission.made and version != room.current.version:
            version = room.current.version
            with self._database.reading() as db:
                _find_taken(db, room, submission)

    def _wait_for(self, room: Room, version: int) -> None:
        """A client may have heard of a version from another process before this one has."""
        if version <= room.current.version:
            return
        self.look_again(room.facts.id)
        with suppress(gevent.Timeout), gevent.Timeout(CATCH_UP_S):
            while room.is_woken:
                gevent.sleep(SHORTEST_GAP_S / 2)

    def _have_at_hand(self, room: Room, version: int) -> None:
        if version >= room.log_begins:
            return
        with self._database.reading() as db:
            room.add_older(log.read(db, room.facts.id, after=version, upto=room.log_begins))

    # Telling.

    def _tell_everybody(self, room: Room, recorded: Sequence[Recorded]) -> None:
        commits = _of_commits(room, recorded)
        cursors = self._moved(room.facts.id, CURSORS_S)
        both: dict[Telling | None, Telling] = {None: commits}
        for connection, place in room.places.items():
            # Whoever is behind finds a gap later, and opens again.
            place.is_behind = place.is_behind or connection.is_behind
            if place.is_behind:
                continue
            moved = cursors.to(place.member) if cursors else None
            if moved and moved not in both:
                both[moved] = commits.followed_by(moved)
            connection.send(both[moved])

    def _moved(self, text_id: str, since_s: float) -> Tellings | None:
        """The cursors that moved, unless some were told of more recently than that."""
        presence = self._presences[text_id]
        if not presence.has_moved(since_s=since_s):
            return None
        if self._bus.is_there and (here := presence.changed_cursors()):
            self._bus.tell("cursors", [self._bus.process, text_id, here])
        return presence.take_cursors()

    def _tell_rules(self, room: Room) -> None:
        for connection, place in list(room.places.items()):
            connection.tell("text:rules", **self._rules_for(room, place.member))

    def _rules_for(self, room: Room, member: Member) -> dict[str, Json]:
        return {
            "text": room.facts.id,
            "locked": sorted(room.rules.locked),
            "mode": room.rules.mode,
            "may_commit": room.may_commit(member),
        }

    def _leave(self, connection: Connection, room: Room) -> None:
        if room.places.pop(connection, None):
            self._presences[room.facts.id].go(connection)
        if not room.places:
            self._left_at.setdefault(room.facts.id, monotonic())

    def _news(self, announcement: Announcement) -> None:
        audience = announcement.audience
        body = [audience.negotiation, audience.delegation, announcement.kind, announcement.ids]
        self._bus.tell("news", body)
        self._tell_news(audience.negotiation, audience.delegation, announcement.kind, announcement.ids)

    def _tell_news(self, negotiation: str, delegation: str | None, kind: str, ids: dict[str, str]) -> None:
        telling = Telling("news", {"kind": kind, "negotiation": negotiation, **ids})
        for connection in self._transport.connections:
            member = self._members.get((connection.person, negotiation))
            if member and may_hear(member, Audience(negotiation, delegation)):
                connection.send(telling)

    def _hear_presence(self, how: str, process: str, text_id: str, rows: list[list[Json]]) -> None:
        if presence := self._presences.get(text_id):
            if how == "hear_seats":
                presence.hear_seats(process, rows)
            else:
                presence.hear_cursors(rows)

    # What runs for ever.

    def came(self, connection: Connection) -> None:
        """Somebody has connected: news must reach them from now on."""
        with self._database.reading() as db:
            self._members |= members(db.connection(), [connection.person])

    def _poll(self) -> None:
        while True:
            gevent.sleep(POLL_S)
            try:
                with self._database.reading() as db:
                    self._look(db)
            except SQLAlchemyError as failure:
                loading.logger.error("The database cannot be reached: %s", type(failure).__name__)
            self._nudge()

    def _look(self, db: Session) -> None:
        """Ask the database what may have changed elsewhere: sessions, seats, versions, rules."""
        connections = list(self._transport.connections)
        good = lasting(db.connection(), {connection.session for connection in connections})
        self._members = members(db.connection(), {connection.person for connection in connections})
        versions = loading.versions(db, list(self._rooms))
        for connection in connections:
            if connection.session not in good:
                self._sign_out(connection)
        for room in list(self._rooms.values()):
            self._look_at_places(room)
            if versions.get(room.facts.id) != (room.current.version, room.rules.epoch):
                self.look_again(room.facts.id)

    def _sign_out(self, connection: Connection) -> None:
        connection.tell("signed_out")
        self._transport.end(connection)

    def _look_at_places(self, room: Room) -> None:
        for connection, place in list(room.places.items()):
            member = self._members.get((connection.person, room.facts.negotiation_id))
            if member == place.member:
                continue
            if member is None or not may_read(member, room.facts):
                self._leave(connection, room)
                connection.tell("closed", text=room.facts.id)
            else:
                place.member = member
                connection.tell("text:rules", **self._rules_for(room, member))

    def _nudge(self) -> None:
        """Show whoever was behind that there is a gap; let go of texts that nobody has open."""
        for room in self._rooms.values():
            for connection, place in room.places.items():
                if place.is_behind and not connection.is_behind:
                    place.is_behind = False
                    connection.send(_of_commits(room, ()))
        for text_id, at in list(self._left_at.items()):
            room = self._rooms[text_id]
            if monotonic() - at > EMPTY_S and not room.pending and not room.places:
                del self._rooms[text_id], self._presences[text_id], self._left_at[text_id]

    def _flush_cursors(self) -> None:
        while True:
            gevent.sleep(CURSORS_S / 2)
            for text_id, room in list(self._rooms.items()):
                # Where people type, they go out with the next commits.
                if moved := self._moved(text_id, 1.5 * CURSORS_S):
                    moved.tell(room.places)

    def _flush_seats(self) -> None:
        told_at: dict[str, float] = {}
        while True:
            gevent.sleep(SEATS_S)
            for text_id, presence in list(self._presences.items()):
                changed = presence.flush_seats(self._rooms[text_id].places)
                if changed or monotonic() - told_at.get(text_id, 0.0) > ANEW_S:
                    told_at[text_id] = monotonic()
                    self._bus.tell("seats", [self._bus.process, text_id, presence.here()])


def _find_taken(db: Session, room: Room, submission: Submission) -> None:
    text_id, made, seat = room.facts.id, submission.made, submission.member.seat
    found = log.are_taken(db, text_id, made) | log.were_deleted_by_others(db, text_id, made, seat)
    submission.taken = frozenset(found)


def _of_commits(room: Room, recorded: Sequence[Recorded]) -> Telling:
    """The event that tells of commits; with none, it tells where the text is."""
    begins = recorded[0].before if recorded else room.current.version
    told: dict[str, Json] = {"text": room.facts.id, "from": begins, "commits": [commit.told() for commit in recorded]}
    if recorded:
        told["at"] = int(recorded[-1].at.timestamp() * 1000)
    return Telling("text:commits", told)


def may_hear(member: Member, audience: Audience) -> bool:
    if audience.delegation is None:
        return member.may(Permission.READ_NEGOTIATION)
    return member.delegation_id == audience.delegation and member.may(Permission.READ_DRAFTS)
