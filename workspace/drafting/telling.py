"""Telling those who have a text open: commits and cursors, rules, and what a slow receiver has missed."""

from collections.abc import Iterable, Sequence

from workspace.database import Json
from workspace.drafting.log import Recorded
from workspace.drafting.members import Member
from workspace.drafting.presence import Shown
from workspace.drafting.room import Room
from workspace.realtime.connections import Connection, Telling, send_to_clear

# A receiver that has missed more opens the text again, and reads as fast as it can.
MOST_STEPS_MISSED = 500


def tell_commits(room: Room, recorded: Sequence[Recorded], moved: Shown | None) -> None:
    """Tell everybody of commits and, in the same message, of the cursors that moved."""
    commits = of_commits(room, recorded)
    same = moved.same_for_all if moved else b""
    rest: Iterable[Connection] = room.places
    if same is not None and not room.behind:
        rest = send_to_clear(rest, commits.having(same))
    with_cursors: dict[bytes, Telling] = {b"": commits}
    for connection in rest:
        if connection.is_behind:
            room.behind.setdefault(connection, recorded[0].before)
        if room.behind and connection in room.behind:
            continue
        cursors = moved.to(room.places[connection].member) if moved else b""
        if cursors not in with_cursors:
            with_cursors[cursors] = commits.having(cursors)
        connection.send(with_cursors[cursors])


def tell_those_behind(room: Room) -> None:
    """Whoever was slow gets what was missed in one message as soon as it takes some; or sees that there is a gap."""
    tellings: dict[int, Telling] = {}
    for connection, version in list(room.behind.items()):
        if connection.has_unsent:
            continue
        del room.behind[connection]
        if version not in tellings:
            tellings[version] = of_commits(room, _missed(room, version))
        connection.send(tellings[version])


def tell_rules(room: Room) -> None:
    for connection, place in list(room.places.items()):
        connection.send(of_rules(room, place.member))


def of_rules(room: Room, member: Member) -> Telling:
    told: dict[str, Json] = {
        "text": room.facts.id,
        "locked": sorted(room.rules.locked),
        "mode": room.rules.mode,
        "may_commit": room.may_commit(member),
    }
    return Telling("text:rules", told)


def of_commits(room: Room, recorded: Sequence[Recorded]) -> Telling:
    """The event that tells of commits; with none, it tells where the text is."""
    begins = recorded[0].before if recorded else room.current.version
    told: dict[str, Json] = {"text": room.facts.id, "from": begins, "commits": [commit.told() for commit in recorded]}
    if recorded:
        told["at"] = int(recorded[-1].at.timestamp() * 1000)
    return Telling("text:commits", told)


def _missed(room: Room, version: int) -> Sequence[Recorded]:
    if version < room.log_begins or room.current.version - version > MOST_STEPS_MISSED:
        return ()
    return room.since(version)
