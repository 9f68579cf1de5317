"""Who is connected to this process with which seats, read anew each second: whoever lost a right is cut off. And the
news that they may hear."""

from workspace.announcements import Announcement, Audience
from workspace.drafting.members import Member, lasting, members
from workspace.permissions import Permission
from workspace.prepared import Glances
from workspace.realtime.bus import Bus
from workspace.realtime.connections import Connection, Telling
from workspace.realtime.transport import Transport


class Attendance:
    """The people connected to one process."""

    def __init__(self, glances: Glances, bus: Bus) -> None:
        self._glances, self._bus = glances, bus
        self._members: dict[tuple[str, str], Member] = {}
        self._transport: Transport
        bus.hear("news", lambda body: self._tell(*body))

    def begin(self, transport: Transport) -> None:
        self._transport = transport

    def came(self, connection: Connection) -> None:
        """Somebody has connected: news must reach them from now on."""
        self._members |= connection.seats

    def member(self, person: str, negotiation: str) -> Member | None:
        """Their seat as it was when it was last read, at most a second ago."""
        return self._members.get((person, negotiation))

    def member_now(self, connection: Connection, negotiation: str) -> Member | None:
        """Their seat as it is now."""
        seats = connection.seats or members(self._glances, [connection.person])
        return seats.get((connection.person, negotiation))

    def look(self) -> None:
        """Read anew, and sign out those whose session has ended."""
        connections = set(self._transport.connections)
        people = {connection.person for connection in connections}
        good = lasting(self._glances, {connection.session for connection in connections})
        found = members(self._glances, people)
        # What was read of those who came meanwhile stands: the database was not asked about them.
        new = {connection.person for connection in self._transport.connections if connection not in connections}
        self._members = {key: member for key, member in self._members.items() if key[0] in new} | dict(found)
        for connection in connections:
            connection.forget_seats()
            if connection.session not in good:
                connection.tell("signed_out")
                self._transport.end(connection)

    def announce(self, announcement: Announcement) -> None:
        """Tell an act's news here and in the other processes."""
        audience = announcement.audience
        self._bus.tell("news", [audience.negotiation, audience.delegation, announcement.kind, announcement.ids])
        self._tell(audience.negotiation, audience.delegation, announcement.kind, announcement.ids)

    def _tell(self, negotiation: str, delegation: str | None, kind: str, ids: dict[str, str]) -> None:
        telling = Telling("news", {"kind": kind, "negotiation": negotiation, **ids})
        for connection in self._transport.connections:
            member = self.member(connection.person, negotiation)
            if member and may_hear(member, Audience(negotiation, delegation)):
                connection.send(telling)


def may_hear(member: Member, audience: Audience) -> bool:
    if audience.delegation is None:
        return member.may(Permission.READ_NEGOTIATION)
    return member.delegation_id == audience.delegation and member.may(Permission.READ_DRAFTS)
