"""The list of amendments on the table: its filters, what each would show, and its order, which is that of the text."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.orm import Session

from workspace.amendments.models import Amendment, AmendmentKind, AmendmentState
from workspace.amendments.queries import PENDING, Tabled, on_the_table
from workspace.drafting.models import Agreement
from workspace.drafting.wordings import Standing, TextNow
from workspace.negotiations.models import Delegation

# What the list can be narrowed to; one and the same control offers them, in this order.
STATES: Mapping[str, frozenset[AmendmentState]] = {
    "pending": PENDING,
    "stale": frozenset({AmendmentState.STALE}),
    "taken_up": frozenset({AmendmentState.TAKEN_UP, AmendmentState.TAKEN_UP_IN_PART}),
    "not_taken_up": frozenset({AmendmentState.NOT_TAKEN_UP}),
    "withdrawn": frozenset({AmendmentState.WITHDRAWN}),
    "": frozenset(AmendmentState),
}


@dataclass(frozen=True)
class Wanted:
    """The filters of the list. Empty: all."""

    state: str = "pending"  # one of `STATES`
    delegation: str = ""  # its code
    clause: str = ""
    kind: str = ""
    words: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for."""
        return bool(self.delegation or self.clause or self.kind or self.words.strip())

    def takes(self, found: Tabled) -> bool:
        """Whether all but the state fits."""
        amendment = found.amendment
        return (
            self.delegation in ("", amendment.delegation.code)
            and self.clause in ("", amendment.clause_id)
            and self.kind in ("", amendment.kind.value)
            and self._takes_words(found)
        )

    def _takes_words(self, found: Tabled) -> bool:
        sought = self.words.strip().casefold()
        if not sought:
            return True
        nodes = [*found.version.proposed, *filter(None, [found.version.base_clause])]
        said = [found.amendment.name, found.version.reason, *(node.text_content for node in nodes)]
        return any(sought in each.casefold() for each in said)


@dataclass(frozen=True)
class Listed:
    """What fits, how many each state would show, and what the filters can offer without leading nowhere."""

    found: list[Tabled]
    counts: Mapping[str, int]
    delegations: Sequence[Delegation]
    clauses: Sequence[Standing]
    kinds: Sequence[AmendmentKind]


@dataclass(frozen=True)
class Group:
    """The amendments to one clause; `standing` is none where the clause is gone, or at the start of the text."""

    clause_id: str | None
    standing: Standing | None
    amendments: list[Tabled]


def listed(db: Session, agreement: Agreement, text: TextNow, wanted: Wanted) -> Listed:
    every = on_the_table(db, agreement, text)
    fitting = list(filter(wanted.takes, every))
    places = {clause.id: place for place, clause in enumerate(text.clauses)}
    found = [each for each in fitting if each.state in STATES[wanted.state]]
    states = Counter(each.state for each in fitting)
    amended = {each.amendment.clause_id for each in every}
    return Listed(
        found=sorted(found, key=lambda each: _order(each.amendment, places)),
        counts={name: sum(states[state] for state in members) for name, members in STATES.items()},
        delegations=sorted({each.amendment.delegation for each in every}, key=lambda each: each.code),
        clauses=[clause for clause in text.clauses if clause.id in amended],
        kinds=[kind for kind in AmendmentKind if any(each.amendment.kind is kind for each in every)],
    )


def by_clause(amendments: Iterable[Tabled], text: TextNow) -> list[Group]:
    grouped = groupby(amendments, key=lambda each: each.amendment.clause_id)
    return [Group(clause, text.by_id.get(clause or ""), list(each)) for clause, each in grouped]


def _order(amendment: Amendment, places: Mapping[str, int]) -> tuple[int, str, int]:
    """In the order of the text: at its start first, on clauses that are gone last."""
    clause_id = amendment.clause_id
    place = -1 if clause_id is None else places.get(clause_id, len(places))
    return place, clause_id or "", amendment.number or 0
