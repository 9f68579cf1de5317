"""Two states of a text side by side, clause by clause, and who made the difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.amendments.models import Amendment
from workspace.amendments.queries import taken_up
from workspace.drafting.documents import document, document_at
from workspace.drafting.history import Author, authors_between
from workspace.drafting.models import Agreement, Edition, Text
from workspace.drafting.wordings import Standing, TextNow, described
from workspace.errors import NotFound
from workspace.negotiations.models import Delegation, Seat
from workspace.text.clauses import Differing, compare
from workspace.text.schema import document_from_json


@dataclass(frozen=True)
class State:
    """A text at an edition or a version, with its name on the page and in addresses."""

    key: str  # an edition's id, a version, or "now"
    name: str
    text: TextNow
    edition: Edition | None = None


@dataclass(frozen=True)
class Pair:
    """One clause in both states; either may be missing."""

    before: Standing | None
    after: Standing | None
    authors: Sequence[Author]
    is_moved: bool = False

    @property
    def is_same(self) -> bool:
        return bool(self.before and self.after and self.before.hash == self.after.hash)

    @property
    def is_untouched(self) -> bool:
        return self.is_same and not self.is_moved

    @property
    def is_renumbered(self) -> bool:
        return bool(self.before and self.after and self.before.number.margin != self.after.number.margin)


@dataclass(frozen=True)
class People:
    """Names for the authors that a page mentions."""

    seats: dict[str, Seat]
    delegations: dict[str, Delegation]
    amendments: Mapping[str, Amendment]  # from which words were taken up


def state_at(db: Session, agreement: Agreement, text: Text, key: str) -> State:
    """The state with this key, or `NotFound`."""
    if edition := next((each for each in agreement.editions if each.id == key), None):
        now = described(db, agreement, edition.version, document_from_json(edition.doc))
        return State(key, edition.name, now, edition)
    if key == "now":
        version, doc = document(db, text)
    elif key.isascii() and key.isdigit():
        version, doc = document_at(db, text.id, int(key))
    else:
        raise NotFound
    return State(key, str(version), described(db, agreement, version, doc))


def pairs(db: Session, text: Text, before: TextNow, after: TextNow) -> list[Pair]:
    """The clauses of both states in the order of the later one; what is gone stands where it stood."""
    authors = authors_between(db, text, *sorted((before.version, after.version)))
    moved = compare(Differing([each.node for each in before.clauses], [each.node for each in after.clauses])).moved
    return [
        Pair(before.by_id.get(id), after.by_id.get(id), authors.get(id, ()), id in moved)
        for id in _merged(before, after)
    ]


def people(db: Session, agreement: Agreement) -> People:
    seats = db.scalars(select(Seat).where(Seat.negotiation_id == agreement.negotiation_id))
    delegations = {each.id: each for each in agreement.negotiation.delegations}
    return People({seat.id: seat for seat in seats}, delegations, taken_up(db, agreement))


def _merged(before: TextNow, after: TextNow) -> Iterator[str]:
    """The ids of both, in the order of `after`, the ones that are gone behind what they followed."""
    gone_behind: dict[str | None, list[str]] = {}
    previous: str | None = None
    for clause in before.clauses:
        if clause.id in after.by_id:
            previous = clause.id
        else:
            gone_behind.setdefault(previous, []).append(clause.id)
    yield from gone_behind.get(None, ())
    for clause in after.clauses:
        yield clause.id
        yield from gone_behind.get(clause.id, ())
