"""A text's log on disk, as it is read; `appending` writes it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

import orjson
from sqlalchemy import RowMapping, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from workspace.database import Json
from workspace.drafting.models import Clause, Commit, Text
from workspace.errors import NotFound
from workspace.prepared import Glances, Prepared
from workspace.text import mapping
from workspace.text.applying import apply_step
from workspace.text.authority import Head
from workspace.text.clauses import clause_size, differing
from workspace.text.steps import Step, parse_step

TYPED = "typed"
FIRST_HASH = bytes(32)

_commit, _text = Commit.__table__, Text.__table__
# Asked in each tick in which others have written.
_SINCE = Prepared(
    select(_text.c.epoch, *_commit.c)
    .outerjoin_from(_text, _commit, (_commit.c.text_id == _text.c.id) & (_commit.c.version > bindparam("after")))
    .where(_text.c.id == bindparam("text"))
    .order_by(_commit.c.version)
)
_NAMES = [column.key for column in _commit.c]


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
    hash: bytes

    @property
    def before(self) -> int:
        return self.version - len(self.steps)

    @cached_property
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


def replayed(head: Head, commits: Sequence[Recorded]) -> Head:
    """The head after commits that were judged before."""
    doc = head.doc
    for commit in commits:
        for step in commit.steps:
            doc = apply_step(doc, step).doc
    gone, new = differing(head.doc, doc).replaced()
    size = head.size + sum(map(clause_size, new)) - sum(map(clause_size, gone))
    version = commits[-1].version if commits else head.version
    return Head(version, doc, size)


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


def since(db: Glances, text_id: str, version: int) -> tuple[int, list[Recorded]]:
    """The text's epoch, and the commits after a version."""
    rows = _SINCE.rows(db, {"text": text_id, "after": version})
    if not rows:
        raise NotFound
    found = [dict(zip(_NAMES, row[1:], strict=True)) for row in rows]
    return rows[0][0], [_recorded(row) for row in found if row["version"] is not None]


def find(db: Session, text_id: str, refs: Collection[tuple[str, str]]) -> list[Recorded]:
    """The commits with these seats and refs, however old."""
    wanted = select(_commit).where(_commit.c.text_id == text_id, tuple_(_commit.c.seat_id, _commit.c.ref).in_(refs))
    return [_recorded(row) for row in db.execute(wanted).mappings()] if refs else []


def read_last(db: Session, text_id: str, *, most: int) -> list[Recorded]:
    """The newest commits, oldest first."""
    wanted = select(_commit).where(_commit.c.text_id == text_id).order_by(_commit.c.version.desc()).limit(most)
    return [_recorded(row) for row in db.execute(wanted).mappings()][::-1]


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


def _recorded(row: RowMapping | dict[str, Json]) -> Recorded:
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
        hash=row["hash"],
    )
