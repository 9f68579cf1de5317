"""What runs beside the clock for the texts of one process: looking for what changed elsewhere, telling who is here and
where cursors are, catching up with slow receivers."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import TypeAlias

import gevent
from gevent.event import Event
from sqlalchemy.exc import SQLAlchemyError

from workspace.database import Json
from workspace.drafting import loading
from workspace.drafting.access import may_read
from workspace.drafting.attendance import Attendance
from workspace.drafting.presence import Presence, Shown
from workspace.drafting.room import Room
from workspace.drafting.submissions import Place
from workspace.drafting.telling import of_rules, tell_those_behind
from workspace.prepared import Glances
from workspace.realtime.bus import Bus
from workspace.realtime.connections import Connection

POLL_S = 0.7
# Where the database says that nobody else has written since, only time can have ended anything, such as a session.
QUIET_POLL_S = 2.0
CURSORS_S = 0.1
# So long at least, and at most three times that, cursors wait for the next commits, to go out with them: whoever types
# at all types several keys a second.
CURSORS_ALONE_S = 0.1
_BEHIND_S = 0.05
SEATS_S = 0.5
# When a session of the whole membership begins, somebody comes every moment, and everybody would hear of each.
SEATS_PER_HEARER_S = 0.005
ANEW_S = 4.0  # how often the other processes are told who is here, changed or not

Writes: TypeAlias = Callable[[], int | None]


class Rounds:
    """Over the rooms and presences of a chamber, by text."""

    def __init__(
        self,
        rooms: dict[str, Room],
        presences: dict[str, Presence],
        attendance: Attendance,
        bus: Bus,
        look_again: Callable[[str], None],
    ) -> None:
        self._rooms, self._presences = rooms, presences
        self._attendance, self._bus, self._look_again = attendance, bus, look_again
        self._is_stirred = Event()
        # What the database had seen others write when nothing was found changed, and how long that is good.
        self._quiet_at: int | None = None
        self._quiet_until = 0.0
        bus.hear("seats", self._hear_seats)
        bus.hear("cursors", self._hear_cursors)

    def begin(self, glances: Glances, writes_of_others: Writes, let_go: Callable[[], None]) -> None:
        gevent.spawn(self._poll, glances, writes_of_others, let_go)
        gevent.spawn(self._follow_up)
        gevent.spawn(self._flush_seats)

    def moved(self, text_id: str, *, waited_s: float = 0.0) -> Shown | None:
        """The cursors that moved, if any has waited so long, and none were told of a moment ago."""
        presence = self._presences[text_id]
        if not presence.has_moved(told_before_s=CURSORS_S, waited_s=waited_s):
            return None
        if self._bus.is_there and (here := presence.changed_cursors()):
            self._bus.tell("cursors", [self._bus.process, text_id, here])
        return presence.take_cursors()

    def _poll(self, glances: Glances, writes_of_others: Writes, let_go: Callable[[], None]) -> None:
        while True:
            gevent.sleep(POLL_S)
            try:
                self._look(glances, writes_of_others())
            except SQLAlchemyError as failure:
                loading.logger.error("The database cannot be reached: %s", type(failure).__name__)
            let_go()

    def _look(self, glances: Glances, writes: int | None) -> None:
        """Ask the database what may have changed elsewhere: sessions, seats, versions, rules."""
        if writes is not None and writes == self._quiet_at and monotonic() < self._quiet_until:
            return
        is_as_known = True
        # Who comes while it answers is looked at the next time: it may not have known of their seat yet.
        here = [(room, dict(room.places)) for room in self._rooms.values()]
        self._attendance.look()
        versions = loading.versions(glances, list(self._rooms))
        for room, places in here:
            self._look_at_places(room, places)
            if versions.get(room.facts.id) != (room.current.version, room.rules.epoch):
                is_as_known = False
                self._look_again(room.facts.id)
        self._quiet_at, self._quiet_until = writes if is_as_known else None, monotonic() + QUIET_POLL_S

    def _look_at_places(self, room: Room, places: Mapping[Connection, Place]) -> None:
        for connection, place in places.items():
            member = self._attendance.member(connection.person, room.facts.negotiation_id)
            if member == place.member or room.places.get(connection) is not place:
                continue
            if member is None or not may_read(member, room.facts):
                if room.leave(connection):
                    self._presences[room.facts.id].go(connection)
                connection.tell("closed", text=room.facts.id)
            else:
                place.member = member
                connection.send(of_rules(room, member))

    def stir(self) -> None:
        """A cursor has moved, or somebody is behind."""
        self._is_stirred.set()

    def _follow_up(self) -> None:
        """Tell of cursors that nothing took along, and those who are behind what they missed."""
        while True:
            self._is_stirred.wait()
            is_behind = any(room.behind for room in self._rooms.values())
            gevent.sleep(_BEHIND_S if is_behind else 2 * CURSORS_ALONE_S)
            self._is_stirred.clear()
            for text_id, room in list(self._rooms.items()):
                if room.behind:
                    tell_those_behind(room)
                if moved := self.moved(text_id, waited_s=CURSORS_ALONE_S):
                    moved.tell("text:cursors", text_id, room.places)
                if room.behind or self._presences[text_id].has_moved():
                    self.stir()

    def _flush_seats(self) -> None:
        while True:
            gevent.sleep(SEATS_S)
            for text_id, presence in list(self._presences.items()):
                places, since = self._rooms[text_id].places, monotonic() - presence.seats_told_at
                if since < min(SEATS_PER_HEARER_S * len(places), ANEW_S):
                    continue
                if presence.flush_seats(places) or since > ANEW_S:
                    presence.seats_told_at = monotonic()
                    if self._bus.is_there:
                        self._bus.tell("seats", [self._bus.process, text_id, presence.here()])

    def _hear_seats(self, body: Json) -> None:
        process, text_id, rows = body
        if presence := self._presences.get(text_id):
            presence.hear_seats(process, rows)

    def _hear_cursors(self, body: Json) -> None:
        _process, text_id, rows = body
        if presence := self._presences.get(text_id):
            presence.hear_cursors(rows)
            self.stir()
