"""Who is here and where their cursors are. Advisers are seen by their own delegation alone."""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import NamedTuple, Protocol, TypeAlias

from workspace.database import Json
from workspace.drafting.members import Member
from workspace.drafting.room import Place
from workspace.permissions import Permission
from workspace.realtime.connections import Connection, Telling

# A process that has said nothing for so long is gone, and its people with it.
FORGET_S = 12


class Here(NamedTuple):
    """Somebody who has the text open, in any process."""

    connection: str
    seat: str
    name: str
    code: str
    delegation: str | None
    is_public: bool

    @classmethod
    def of(cls, connection: str, member: Member) -> "Here":
        return cls(connection, member.seat, member.name, member.code, member.delegation_id, member.is_public)

    def told(self) -> dict[str, Json]:
        return {"connection": self.connection, "seat": self.seat, "name": self.name, "delegation": self.code}


class Cursor(NamedTuple):
    connection: str
    version: int
    anchor: int
    head: int
    delegation: str | None
    is_public: bool

    def told(self) -> dict[str, Json]:
        return {"connection": self.connection, "version": self.version, "anchor": self.anchor, "head": self.head}


Lists: TypeAlias = Mapping[str, Sequence[Here] | Sequence[Cursor]]


class Seen(Protocol):
    @property
    def delegation(self) -> str | None: ...
    @property
    def is_public(self) -> bool: ...


def is_seen_by(what: Seen, member: Member) -> bool:
    if what.is_public:
        return True
    return what.delegation == member.delegation_id and member.may(Permission.READ_DRAFTS)


class Tellings:
    """One message for most, and one more for each delegation that has somebody whom others do not see."""

    def __init__(self, text: str, event: str, lists: Lists) -> None:
        self._text, self._event, self._lists = text, event, lists
        self._hidden = {item.delegation for items in lists.values() for item in items if not item.is_public}
        self._made: dict[tuple[str | None, bool] | None, Telling | None] = {}

    def to(self, member: Member) -> Telling | None:
        kind = None
        if member.delegation_id in self._hidden:
            kind = (member.delegation_id, member.may(Permission.READ_DRAFTS))
        if kind not in self._made:
            self._made[kind] = self._telling(member)
        return self._made[kind]

    def tell(self, places: Mapping[Connection, Place]) -> None:
        for connection, place in places.items():
            if (telling := self.to(place.member)) and not connection.is_behind:
                connection.send(telling)

    def _telling(self, member: Member) -> Telling | None:
        seen = {name: [item for item in items if is_seen_by(item, member)] for name, items in self._lists.items()}
        if not any(seen.values()):
            return None
        told: dict[str, Json] = {name: [item.told() for item in items] for name, items in seen.items()}
        if "gone" in told:
            told["gone"] = [item.connection for item in seen["gone"]]
        return Telling(self._event, {"text": self._text, **told})


class Presence:
    """Of one text. What changed is gathered, and told by `flush`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._here: dict[str, Here] = {}
        self._there: dict[str, tuple[float, dict[str, Here]]] = {}
        self._told: dict[str, Here] = {}
        self._cursors: dict[str, Cursor] = {}
        self._changed: dict[str, Cursor] = {}
        self._cursors_told_at = 0.0

    def come(self, connection: Connection, member: Member) -> None:
        """Somebody opens the text, and is told of all who are here."""
        mine = self._here[connection.id] = Here.of(connection.id, member)
        # Those of whom the others have been told: who has come since, or gone, this one hears of with everybody.
        told = {**self._told, connection.id: mine}
        seats = [here.told() for here in told.values() if is_seen_by(here, member)]
        connection.tell("text:seats", text=self._text, seats=seats)
        cursors = [cursor.told() for cursor in self._cursors.values() if is_seen_by(cursor, member)]
        if cursors:
            connection.tell("text:cursors", text=self._text, cursors=cursors)

    def go(self, connection: Connection) -> None:
        self._here.pop(connection.id, None)

    def move_cursor(self, connection: Connection, member: Member, version: int, anchor: int, head: int) -> None:
        cursor = Cursor(connection.id, version, anchor, head, member.delegation_id, member.is_public)
        self._cursors[connection.id] = self._changed[connection.id] = cursor

    def here(self) -> list[list[Json]]:
        """Who is here in this process, for the other processes."""
        return [list(here) for here in self._here.values()]

    def hear_seats(self, process: str, seats: Iterable[list[Json]]) -> None:
        """Who is here in another process."""
        self._there[process] = (monotonic(), {here.connection: here for here in (Here(*row) for row in seats)})

    def hear_cursors(self, cursors: Iterable[list[Json]]) -> None:
        for row in cursors:
            cursor = Cursor(*row)
            self._cursors[cursor.connection] = self._changed[cursor.connection] = cursor

    def changed_cursors(self) -> list[list[Json]]:
        """Those of this process that moved since the last flush, for the other processes."""
        return [list(cursor) for cursor in self._changed.values() if cursor.connection in self._here]

    def has_moved(self, *, since_s: float) -> bool:
        """Whether cursors moved, and the last were told of so long ago."""
        return bool(self._changed) and monotonic() - self._cursors_told_at > since_s

    def take_cursors(self) -> Tellings:
        """What to tell of the cursors that moved."""
        changed, self._changed = list(self._changed.values()), {}
        self._cursors_told_at = monotonic()
        return Tellings(self._text, "text:cursors", {"cursors": changed})

    def flush_seats(self, places: Mapping[Connection, Place]) -> bool:
        """Tell who came and who went since the last time; whether anybody did."""
        everybody = self._everybody()
        came = [here for id, here in everybody.items() if self._told.get(id) != here]
        gone = [here for id, here in self._told.items() if id not in everybody]
        self._told = everybody
        self._cursors = {id: cursor for id, cursor in self._cursors.items() if id in everybody}
        if came or gone:
            Tellings(self._text, "text:seats", {"came": came, "gone": gone}).tell(places)
        return bool(came or gone)

    def _everybody(self) -> dict[str, Here]:
        oldest = monotonic() - FORGET_S
        self._there = {process: there for process, there in self._there.items() if there[0] > oldest}
        everybody = dict(self._here)
        for _, there in self._there.values():
            everybody |= there
        return everybody
