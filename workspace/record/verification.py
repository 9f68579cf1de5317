"""Whether the record still says what was entered: every entry is hashed again, from the first."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from workspace.record.chain import FIRST, Statement, entry_hash, payload_hash
from workspace.record.models import Entry

_FIELDS = [field.name for field in fields(Statement)]


@dataclass(frozen=True)
class Fault:
    """The first entry of a chain that does not fit, and why."""

    chain: str
    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.chain}: entry {self.number} does not fit: {self.why}"


def chains(db: Session) -> list[str]:
    return list(db.scalars(select(Entry.chain).distinct().order_by(Entry.chain)))


def verify(db: Session, chain: str) -> Fault | None:
    """The first fault of a chain, or none."""
    previous = FIRST
    for number, entry in enumerate(_entries(db, chain), start=1):
        if why := _wrong_with(entry, number, previous):
            return Fault(chain, number, why)
        previous = entry.hash
    return None


def _wrong_with(entry: Entry, number: int, previous: bytes) -> str | None:
    if entry.number != number:
        return "an entry is missing before it" if entry.number > number else "its number stands twice"
    if entry.previous_hash != previous:
        return "it does not follow the entry before it"
    if entry.payload and payload_hash(entry.payload.salt, entry.payload.body) != entry.payload_hash:
        return "its payload was changed"
    statement = Statement(**{name: getattr(entry, name) for name in _FIELDS})
    if entry_hash(statement, entry.payload_hash, previous) != entry.hash:
        return "what it says was changed"
    return None


def _entries(db: Session, chain: str) -> Iterator[Entry]:
    found = select(Entry).where(Entry.chain == chain).order_by(Entry.number).options(joinedload(Entry.payload))
    yield from db.scalars(found.execution_options(yield_per=500))
