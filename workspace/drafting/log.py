"""A text's log on disk: reading commits, and writing them in the one order that the database decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, func, insert, null, select, tuple_, update
from sqlalchemy.orm import Session

from workspace.database import Json
from workspace.drafting.models import Clause, ClauseStatus, Commit, Snapshot, Text
from workspace.text import mapping
from workspace.text.authority import Placed
from workspace.text.clauses import Changes
from workspace.text.schema import SCHEMA_NUMBER
from workspace.text.steps import Step, parse_step, step_to_wire

TYPED = "typed"
# Opening replays at most this many steps; a snapshot of 120,000 characters is some 200 KB.
STEPS_PER_SNAPSHOT = 1_000
FIRST_HASH = bytes(32)


class LostRace(Exception):
    """Another transaction was first: the text has moved on, or its rules have."""


@dataclass(frozen=True)
class Draft:
    """A commit as it was judged, on its way to disk. `at` the head that it leads to."""

    ref: str
    digest: bytes
    seat: str
    delegation: str | None
    placed: Placed
    cause: str = TYPED
    subject: str | None = None


@dataclass(frozen=True)
class Recorded:
    """A commit of the log."""

    version: int
    ref: str
    digest: bytes
    seat: str
    delegation: str | None
    cause: str
    subject: str | None
    at: datetime
    steps: tuple[Step, ...]
    wire: list[Json]
    mirrors: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...]

    @property
    def before(self) -> int:
        return self.version - len(self.steps)

    @property
    def moved(self) -> mapping.Commit:
        """As positions are mapped over it."""
        return mapping.Commit(self.steps, self.mirrors)

    def told(self) -> dict[str, Json]:
        """As clients hear of it."""
        told: dict[str, Json] = {"ref": self.ref, "seat": self.seat, "steps": self.wire}
        if self.cause != TYPED:
            told["cause"] = self.cause
        if self.subject:
            told["subject"] = self.subject
        if self.mirrors:
            told["mirrors"] = self.mirrors
        return told


def digest_of(version: int, steps: Json) -> bytes:
    """What a ref stands for: a repeated one must come with the same."""
    return sha256(orjson.dumps([version, steps])).digest()


def read(db: Session, text_id: str, *, after: int, upto: int | None = None, most: int | None = None) -> list[Recorded]:
    """The commits after a version, up to another, at most so many."""
    wanted = select(_commit).where(_commit.c.text_id == text_id, _commit.c.version > after)
    if upto is not None:
        wanted = wanted.where(_commit.c.version <= upto)
    rows = db.execute(wanted.order_by(_commit.c.version).limit(most)).mappings()
    return [_recorded(row) for row in rows]


def find(db: Session, text_id: str, refs: Collection[tuple[str, str]]) -> list[Recorded]:
    """The commits with these seats and refs, however old."""
    wanted = select(_commit).where(_commit.c.text_id == text_id, tuple_(_commit.c.seat_id, _commit.c.ref).in_(refs))
    return [_recorded(row) for row in db.execute(wanted).mappings()] if refs else []


def read_last(db: Session, text_id: str, *, most: int) -> list[Recorded]:
    """The newest commits, oldest first."""
    wanted = select(_commit).where(_commit.c.text_id == text_id).order_by(_commit.c.version.desc()).limit(most)
    return [_recorded(row) for row in db.execute(wanted).mappings()][::-1]


def append(
    db: Connection, text_id: str, *, base: int, epoch: int, drafts: Sequence[Draft], at: datetime
) -> list[Recorded]:
    """Write commits after version `base` under the rules of `epoch`; `LostRace` if either is not so any more."""
    head = drafts[-1].placed.head
    new = {"at_id": text_id, "at_version": base, "at_epoch": epoch, "new": head.version}
    if db.execute(_ADVANCE, new).rowcount != 1:
        raise LostRace
    recorded = [_as_recorded(draft, at) for draft in drafts if draft.placed.commit.steps]
    _insert(db, text_id, recorded)
    for draft in drafts:
        if draft.placed.changes:
            _note_clauses(db, text_id, draft.placed.changes, draft.placed.head.version)
    if head.version // STEPS_PER_SNAPSHOT > base // STEPS_PER_SNAPSHOT:
        row = {"text_id": text_id, "version": head.version, "schema": SCHEMA_NUMBER, "doc": head.doc.to_json()}
        db.execute(insert(Snapshot), row)
    return recorded


def chained(row: RowMapping | dict[str, Json]) -> bytes:
    """The hash of a commit's row: its fields as JSON, then the hash of the row before it."""
    at: datetime = row["at"]
    fields = [row[name] for name in ("text_id", "version", "seat_id", "delegation_id", "ref", "cause", "subject")]
    fields += [at.astimezone(UTC).isoformat(timespec="microseconds"), row["digest"].hex(), row["schema"]]
    fields += [row["steps"], row["mirrors"], row["dropped"]]
    return sha256(orjson.dumps(fields) + row["previous_hash"]).digest()


_commit = Commit.__table__

_ADVANCE = (
    update(Text)
    .where(
        Text.id == bindparam("at_id"),
        Text.version == bindparam("at_version"),
        Text.epoch == bindparam("at_epoch"),
    )
    .values(version=bindparam("new"))
)
_LAST_HASH = (
    select(_commit.c.hash).where(_commit.c.text_id == bindparam("id")).order_by(_commit.c.version.desc()).limit(1)
)
_REVIVE = (
    update(Clause)
    .where(Clause.id == bindparam("which"), Clause.text_id == bindparam("of"))
    .values(deleted_at_version=null(), joined_into=null())
)
_DELETE = (
    update(Clause)
    .where(Clause.id == bindparam("which"))
    .values(deleted_at_version=bindparam("version"), joined_into=bindparam("into"))
)


def _as_recorded(draft: Draft, at: datetime) -> Recorded:
    commit = draft.placed.commit
    return Recorded(
        version=draft.placed.head.version,
        ref=draft.ref,
        digest=draft.digest,
        seat=draft.seat,
        delegation=draft.delegation,
        cause=draft.cause,
        subject=draft.subject,
        at=at,
        steps=commit.steps,
        wire=[step_to_wire(step) for step in commit.steps],
        mirrors=commit.mirrors,
        dropped=draft.placed.dropped,
    )


def _insert(db: Connection, text_id: str, recorded: Sequence[Recorded]) -> None:
    previous = db.scalar(_LAST_HASH, {"id": text_id}) or FIRST_HASH
    rows = []
    for commit in recorded:
        row = _row(text_id, commit, previous)
        previous = row["hash"]
        rows.append(row)
    if rows:
        db.execute(insert(Commit), rows)


def _row(text_id: str, commit: Recorded, previous: bytes) -> dict[str, Json]:
    row = {
        "text_id": text_id,
        "version": commit.version,
        "steps_count": len(commit.steps),
        "seat_id": commit.seat,
        "delegation_id": commit.delegation,
        "ref": commit.ref,
        "digest": commit.digest,
        "cause": commit.cause,
        "subject": commit.subject,
        "at": commit.at,
        "schema": SCHEMA_NUMBER,
        "steps": commit.wire,
        "mirrors": list(map(list, commit.mirrors)),
        "dropped": list(commit.dropped),
        "previous_hash": previous,
    }
    return row | {"hash": chained(row)}


def _note_clauses(db: Connection, text_id: str, changes: Changes, version: int) -> None:
    split_from, joined_into = dict(changes.split_from), dict(changes.joined_into)
    for id in changes.added:
        # A clause that undo brings back has its row already.
        if db.execute(_REVIVE, {"which": id, "of": text_id}).rowcount == 0:
            db.execute(insert(Clause), _clause_row(text_id, id, version, split_from.get(id)))
    for id in changes.removed:
        db.execute(_DELETE, {"which": id, "version": version, "into": joined_into.get(id)})


def _clause_row(text_id: str, id: str, version: int, split_from: str | None) -> dict[str, Json]:
    return {
        "id": id,
        "text_id": text_id,
        "created_at_version": version,
        "split_from": split_from,
        "status": ClauseStatus.OPEN,
        "status_reason": "",
    }


def note_first_clauses(db: Session, text_id: str, ids: Sequence[str]) -> None:
    """The rows of the clauses that a text begins with."""
    db.connection().execute(insert(Clause), [_clause_row(text_id, id, 0, None) for id in ids])


def are_taken(db: Session, text_id: str, ids: Collection[str]) -> set[str]:
    """Those of `ids` that clauses of other texts have."""
    wanted = select(Clause.id).where(Clause.id.in_(ids), Clause.text_id != text_id)
    return set(db.scalars(wanted)) if ids else set()


def were_deleted_by_others(db: Session, text_id: str, ids: Collection[str], seat: str) -> set[str]:
    """Those of `ids` whose clauses another seat deleted. Undo covers one's own steps alone: whoever brings one back had
    deleted it. To nobody else is the id given again, upon which others may have agreed or proposed something."""
    deletion = (_commit.c.text_id == Clause.text_id) & (_commit.c.version == Clause.deleted_at_version)
    wanted = (
        select(Clause.id)
        .join(_commit, deletion)
        .where(Clause.id.in_(ids), Clause.text_id == text_id, _commit.c.seat_id != seat)
    )
    return set(db.scalars(wanted)) if ids else set()


def count_since(db: Session, text_id: str, version: int) -> int:
    wanted = select(func.sum(_commit.c.steps_count)).where(_commit.c.text_id == text_id, _commit.c.version > version)
    return db.scalar(wanted) or 0


def _recorded(row: RowMapping) -> Recorded:
    return Recorded(
        version=row["version"],
        ref=row["ref"],
        digest=row["digest"],
        seat=row["seat_id"],
        delegation=row["delegation_id"],
        cause=row["cause"],
        subject=row["subject"],
        at=row["at"],
        steps=tuple(parse_step(step) for step in row["steps"]),
        wire=row["steps"],
        mirrors=tuple((a, b) for a, b in row["mirrors"]),
        dropped=tuple(row["dropped"]),
    )
