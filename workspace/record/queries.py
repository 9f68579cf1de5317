"""Reading the record, as its page shows it: newest first, filtered, in pages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from workspace.record.models import Entry

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What is asked for; none of it: everything."""

    clause: str | None = None
    delegation: str | None = None
    kind: str | None = None  # the part of the act before the colon: "amendment"
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page:
    entries: list[Entry]
    total: int
    number: int

    @property
    def count(self) -> int:
        return max(1, -(-self.total // PAGE))


def entries(db: Session, chain: str, wanted: Filter, *, page: int = 1) -> Page:
    """One page of the entries that fit."""
    query = _matching(chain, wanted)
    total = db.scalar(select(func.count()).select_from(query.subquery())) or 0
    shown = query.order_by(Entry.number.desc()).offset((page - 1) * PAGE).limit(PAGE)
    return Page(list(db.scalars(shown.options(joinedload(Entry.payload)))), total, page)


def kinds(db: Session, chain: str) -> list[str]:
    """The kinds of act that this chain holds."""
    acts = db.scalars(select(Entry.act).where(Entry.chain == chain).distinct())
    return sorted({act.partition(":")[0] for act in acts})


def _matching(chain: str, wanted: Filter) -> Select[Entry]:
    query = select(Entry).where(Entry.chain == chain)
    if wanted.clause:
        query = query.where(Entry.clause == wanted.clause)
    if wanted.delegation:
        query = query.where(Entry.delegation == wanted.delegation)
    if wanted.kind:
        query = query.where(Entry.act.startswith(f"{wanted.kind}:", autoescape=True))
    if wanted.since:
        query = query.where(Entry.at >= wanted.since)
    if wanted.until:
        query = query.where(Entry.at < wanted.until)
    return query


def head(db: Session, chain: str) -> Entry | None:
    """The last entry, whose hash stands for all before it."""
    return db.scalar(select(Entry).where(Entry.chain == chain).order_by(Entry.number.desc()).limit(1))


def last_number(db: Session, chain: str) -> int:
    """How many acts the chain holds."""
    return db.scalar(select(func.max(Entry.number)).where(Entry.chain == chain)) or 0
