"""Writing a text's log: in the one order that the database decides, each commit chained to the one before it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, delete, func, insert, null, select, update
from sqlalchemy.orm import Session

from workspace.database import Json
from workspace.drafting.log import FIRST_HASH, TYPED, Recorded
from workspace.drafting.models import Clause, ClauseStatus, Commit, Snapshot, Text
from workspace.prepared import Prepared
from workspace.text.authority import Placed
from workspace.text.clauses import Changes
from workspace.text.schema import SCHEMA_NUMBER
from workspace.text.steps import step_to_wire

# Opening replays at most this many steps. A snapshot of 120,000 characters is some 200 KB, so of those between the
# thousands only the newest is kept.
STEPS_PER_SNAPSHOT = 500
STEPS_PER_KEPT_SNAPSHOT = 1_000


class LostRace(Exception):
    """Another transaction was first: the text has moved on, or its rules have."""


class Draft(NamedTuple):
    """A commit as it was judged, on its way to disk."""

    ref: str
    digest: bytes
    seat: str
    delegation: str | None
    placed: Placed
    cause: str = TYPED
    subject: str | None = None


class Stretch(NamedTuple):
    """Commits of one text, to be written after version `base` under the rules of `epoch`; `previous` is the hash of
    the commit before them, where it is known."""

    text: str
    base: int
    epoch: int
    drafts: Sequence[Draft]
    previous: bytes | None = None

    @property
    def reaches(self) -> int:
        return self.drafts[-1].placed.head.version


def append(db: Connection, stretches: Sequence[Stretch], at: datetime) -> list[list[Recorded]]:
    """Write commits of several texts; `LostRace`, if any of them has moved on."""
    if _ADVANCE.do(db, [_advance(stretch) for stretch in stretches]) != len(stretches):
        raise LostRace
    rows: list[dict[str, Json]] = []
    recorded = [_rows_of(db, stretch, at, rows) for stretch in stretches]
    if rows:
        _INSERT.do(db, rows)
    for stretch in stretches:
        _note(db, stretch)
    return recorded


def chained(row: RowMapping | dict[str, Json]) -> bytes:
    """The hash of a commit's row: its fields as JSON, then the hash of the row before it."""
    at: datetime = row["at"]
    fields = [row[name] for name in ("text_id", "version", "seat_id", "delegation_id", "ref", "cause", "subject")]
    fields += [at.astimezone(UTC).isoformat(timespec="microseconds"), row["digest"].hex(), row["schema"]]
    fields += [row["steps"], row["mirrors"], row["dropped"]]
    return sha256(orjson.dumps(fields) + row["previous_hash"]).digest()


def note_first_clauses(db: Session, text_id: str, ids: Sequence[str]) -> None:
    """The rows of the clauses that a text begins with."""
    db.connection().execute(insert(Clause), [_clause_row(text_id, id, 0, None) for id in ids])


_commit = Commit.metadata.tables[Commit.__tablename__]

_ADVANCE = Prepared(
    update(Text)
    .where(
        Text.id == bindparam("at_id"),
        Text.version == bindparam("at_version"),
        Text.epoch == bindparam("at_epoch"),
    )
    .values(version=bindparam("new"))
)
_COLUMNS = [column.key for column in _commit.columns if column.key != "id"]
_INSERT = Prepared(insert(_commit).inline().values({name: bindparam(name) for name in _COLUMNS}))
_LAST_HASH = (
    select(_commit.c.hash).where(_commit.c.text_id == bindparam("id")).order_by(_commit.c.version.desc()).limit(1)
)
_REVIVE = (
    update(Clause)
    .where(Clause.id == bindparam("which"), Clause.text_id == bindparam("of"))
    .values(deleted_at_version=null(), joined_into=null())
)
_snapshot = Snapshot.metadata.tables[Snapshot.__tablename__]
_first_kept = (
    select(func.min(_snapshot.c.version))
    .where(_snapshot.c.text_id == bindparam("of"), _snapshot.c.version >= bindparam("since"))
    .scalar_subquery()
)
_THIN = delete(_snapshot).where(
    _snapshot.c.text_id == bindparam("of"), _snapshot.c.version > _first_kept, _snapshot.c.version < bindparam("upto")
)
_DELETE = (
    update(Clause)
    .where(Clause.id == bindparam("which"))
    .values(deleted_at_version=bindparam("version"), joined_into=bindparam("into"))
)


def _advance(stretch: Stretch) -> dict[str, Json]:
    return {
        "at_id": stretch.text,
        "at_version": stretch.base,
        "at_epoch": stretch.epoch,
        "new": stretch.reaches,
    }


def _rows_of(db: Connection, stretch: Stretch, at: datetime, rows: list[dict[str, Json]]) -> list[Recorded]:
    """Adds the rows of a stretch; the answer is what will have been recorded."""
    recorded: list[Recorded] = []
    drafts = [draft for draft in stretch.drafts if draft.placed.commit.steps]
    if not drafts:
        return recorded
    previous = stretch.previous or db.scalar(_LAST_HASH, {"id": stretch.text}) or FIRST_HASH
    for draft in drafts:
        row = _row(stretch.text, draft, at, previous)
        previous = row["hash"]
        rows.append(row)
        recorded.append(_as_recorded(draft, row))
    return recorded


def _row(text_id: str, draft: Draft, at: datetime, previous: bytes) -> dict[str, Json]:
    commit = draft.placed.commit
    row = {
        "text_id": text_id,
        "version": draft.placed.head.version,
        "steps_count": len(commit.steps),
        "seat_id": draft.seat,
        "delegation_id": draft.delegation,
        "ref": draft.ref,
        "digest": draft.digest,
        "cause": draft.cause,
        "subject": draft.subject,
        "at": at,
        "schema": SCHEMA_NUMBER,
        "steps": [step_to_wire(step) for step in commit.steps],
        "mirrors": list(map(list, commit.mirrors)),
        "dropped": list(draft.placed.dropped),
        "previous_hash": previous,
    }
    row["hash"] = chained(row)
    return row


def _as_recorded(draft: Draft, row: dict[str, Json]) -> Recorded:
    return Recorded(
        version=row["version"],
        ref=draft.ref,
        digest=draft.digest,
        seat=draft.seat,
        delegation=draft.delegation,
        cause=draft.cause,
        subject=draft.subject,
        at=row["at"],
        steps=draft.placed.commit.steps,
        wire=row["steps"],
        mirrors=draft.placed.commit.mirrors,
        dropped=draft.placed.dropped,
        hash=row["hash"],
    )


def _note(db: Connection, stretch: Stretch) -> None:
    """What follows from the commits: clauses that come and go, now and then a snapshot."""
    for draft in stretch.drafts:
        if draft.placed.changes:
            _note_clauses(db, stretch.text, draft.placed.changes, draft.placed.head.version)
    if stretch.reaches // STEPS_PER_SNAPSHOT > stretch.base // STEPS_PER_SNAPSHOT:
        _keep_snapshot(db, stretch)


def _keep_snapshot(db: Connection, stretch: Stretch) -> None:
    version, doc = stretch.reaches, stretch.drafts[-1].placed.head.doc.to_json()
    row = {"text_id": stretch.text, "version": version, "schema": SCHEMA_NUMBER, "doc": doc}
    db.execute(insert(Snapshot), row)
    since = version - version % STEPS_PER_KEPT_SNAPSHOT
    db.execute(_THIN, {"of": stretch.text, "since": since, "upto": version})


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
