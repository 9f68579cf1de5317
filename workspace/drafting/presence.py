"""Who is here and where their cursors are. Advisers are seen by their own delegation alone."""

from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import NamedTuple, Protocol, TypeAlias

import orjson

from workspace.database import Json
from workspace.drafting.members import Member
from workspace.drafting.submissions import Place
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


class Cursor(NamedTuple):
    connection: str
    version: int
    anchor: int
    head: int
    delegation: str | None
    is_public: bool

    def told(self) -> list[Json]:
        place = [self.connection, self.version, self.anchor]
        return place if self.head == self.anchor else [*place, self.head]


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


class Shown:
    """Lists as they are seen: encoded once for most, and once more for each delegation that has somebody whom others
    do not see."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._hidden = {item.delegation for items in lists.values() for item in items if not item.is_public}
        self._made: dict[tuple[str | None, bool] | None, bytes] = {}

    @property
    def same_for_all(self) -> bytes | None:
        """What everybody sees of them, if nobody in them is hidden from anybody."""
        return None if self._hidden else _encoded(self._lists)

    def to(self, member: Member) -> bytes:
        """The lists as a piece of a message; an empty one, if they show nobody."""
        kind = None
        if member.delegation_id in self._hidden:
            kind = (member.delegation_id, member.may(Permission.READ_DRAFTS))
        if kind not in self._made:
            self._made[kind] = self._seen_by(member)
        return self._made[kind]

    def tell(self, event: str, text: str, places: Mapping[Connection, Place]) -> None:
        """Tell everybody who sees any of it."""
        bare = Telling(event, {"text": text})
        tellings: dict[bytes, Telling] = {}
        for connection, place in places.items():
            seen = self.to(place.member)
            if not seen or connection.is_behind:
                continue
            if seen not in tellings:
                tellings[seen] = bare.having(seen)
            connection.send(tellings[seen])

    def _seen_by(self, member: Member) -> bytes:
        lists = self._lists.items()
        return _encoded({name: [item for item in items if is_seen_by(item, member)] for name, items in lists})


def _encoded(lists: Mapping[str, Sequence[Here | Cursor]]) -> bytes:
    if not any(lists.values()):
        return b""
    return orjson.dumps({name: _told(name, items) for name, items in lists.items()})[1:-1]


def _told(name: str, items: Sequence[Here | Cursor]) -> list[Json]:
    if name == "gone":
        return [item.connection for item in items]
    if name == "cursors":
        return [item.told() for item in items if isinstance(item, Cursor)]
    by_seat: dict[tuple[str, str, str], list[str]] = {}
    for here in items:
        if isinstance(here, Here):
            by_seat.setdefault((here.seat, here.name, here.code), []).append(here.connection)
    return [[*seat, *connections] for seat, connections in by_seat.items()]


def _and_one(seats: bytes, here: Here) -> bytes:
    """An encoded list of seats, and one more."""
    one = orjson.dumps(_told("seats", [here]))
    return seats[:-1] + b"," + one[1:] if seats else b'"seats":' + one


class Presence:
    """Of one text. What changed is gathered, and told by `flush`."""

    def __init__(self, text: str) -> None:
        self.seats_told_at = 0.0
        self._text = text
        self._here: dict[str, Here] = {}
        self._there: dict[str, tuple[float, dict[str, Here]]] = {}
        self._told: dict[str, Here] = {}
        self._shown_told = Shown({"seats": ()})
        self._cursors: dict[str, Cursor] = {}
        self._changed: dict[str, Cursor] = {}
        self._cursors_told_at = self._moved_at = 0.0

    def come(self, connection: Connection, member: Member) -> None:
        """Somebody opens the text, and is told of all who are here."""
        mine = self._here[connection.id] = Here.of(connection.id, member)
        # Those of whom the others have been told: who has come since, or gone, this one hears of with everybody.
        seats = _and_one(self._shown_told.to(member), mine)
        connection.send(Telling("text:seats", {"text": self._text}).having(seats))
        if self._cursors and (cursors := Shown({"cursors": list(self._cursors.values())}).to(member)):
            connection.send(Telling("text:cursors", {"text": self._text}).having(cursors))

    def go(self, connection: Connection) -> None:
        self._here.pop(connection.id, None)

    def move_cursor(self, connection: Connection, member: Member, version: int, anchor: int, head: int) -> None:
        self._note(Cursor(connection.id, version, anchor, head, member.delegation_id, member.is_public))

    def _note(self, cursor: Cursor) -> None:
        if not self._changed:
            self._moved_at = monotonic()
        self._cursors[cursor.connection] = self._changed[cursor.connection] = cursor

    def here(self) -> list[list[Json]]:
        """Who is here in this process, for the other processes."""
        return [list(here) for here in self._here.values()]

    def hear_seats(self, process: str, seats: Iterable[list[Json]]) -> None:
        """Who is here in another process."""
        self._there[process] = (monotonic(), {here.connection: here for here in (Here(*row) for row in seats)})

    def hear_cursors(self, cursors: Iterable[list[Json]]) -> None:
        for row in cursors:
            self._note(Cursor(*row))

    def changed_cursors(self) -> list[list[Json]]:
        """Those of this process that moved since the last flush, for the other processes."""
        return [list(cursor) for cursor in self._changed.values() if cursor.connection in self._here]

    def has_moved(self, *, told_before_s: float = 0.0, waited_s: float = 0.0) -> bool:
        """Whether cursors moved, the first of them so long ago, and the last were told of so long ago."""
        if not self._changed:
            return False
        now = monotonic()
        return now - self._cursors_told_at > told_before_s and now - self._moved_at >= waited_s

    def take_cursors(self) -> Shown:
        """What to tell of the cursors that moved."""
        changed, self._changed = list(self._changed.values()), {}
        self._cursors_told_at = monotonic()
        return Shown({"cursors": changed})

    def flush_seats(self, places: Mapping[Connection, Place]) -> bool:
        """Tell who came and who went since the last time; whether anybody did."""
        everybody = self._everybody()
        came = [here for id, here in everybody.items() if self._told.get(id) != here]
        gone = [here for id, here in self._told.items() if id not in everybody]
        self._cursors = {id: cursor for id, cursor in self._cursors.items() if id in everybody}
        if not came and not gone:
            return False
        self._told = everybody
        self._shown_told = Shown({"seats": list(everybody.values())})
        Shown({"came": came, "gone": gone}).tell("text:seats", self._text, places)
        return True

    def _everybody(self) -> dict[str, Here]:
        oldest = monotonic() - FORGET_S
        self._there = {process: there for process, there in self._there.items() if there[0] > oldest}
        everybody = dict(self._here)
        for _, there in self._there.values():
            everybody |= there
        return everybody
