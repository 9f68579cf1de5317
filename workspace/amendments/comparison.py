"""What a proposal means for the text as it is now. Derived whenever somebody looks, so that no proposal ever compares
with words that are gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from prosemirror.model import Node

from workspace.amendments.models import Amendment, AmendmentKind, AmendmentState, AmendmentVersion, stored_clause
from workspace.drafting.wordings import Standing, TextNow
from workspace.text.merge import Merged, Overlap, Stretch, merge
from workspace.text.schema import kind_of, level_of

Pair = tuple[Node | None, Node | None]


class Outcome(StrEnum):
    CURRENT = "current"  # the base is what stands in the text
    REBASED = "rebased"  # the text has moved, and the proposal's changes fit the words now
    STALE = "stale"  # its proposer is asked


class Why(StrEnum):
    """Why a proposal is stale."""

    OVERLAP = "overlap"  # the same words were changed
    MOVED = "moved"  # words that it would delete are no longer those it was meant for
    DELETED = "deleted"  # the clause is gone


@dataclass(frozen=True)
class Comparison:
    """A proposal beside its base and the words now. `result` is what taking it up would leave of the clause, or add."""

    kind: AmendmentKind
    base: Node | None
    now: Standing | None  # the clause; of an addition, the clause after which it comes
    proposed: Sequence[Node]
    outcome: Outcome
    result: Sequence[Node]
    version: int  # of the working text
    why: Why | None = None
    stretches: tuple[Stretch, ...] = ()  # where both changed the same words
    is_settled: bool = False

    @property
    def is_stale(self) -> bool:
        return self.outcome is Outcome.STALE

    @property
    def is_rebased(self) -> bool:
        return self.outcome is Outcome.REBASED

    @property
    def is_locked(self) -> bool:
        """Whether it waits for the chair to reopen the clause."""
        return self.kind is not AmendmentKind.ADD and bool(self.now and self.now.is_locked)

    @property
    def against_base(self) -> list[Pair]:
        """Before and after, clause by clause: the base as it was, and the proposal as it was written."""
        return _pairs(self.kind, self.base, self.proposed)

    @property
    def against_now(self) -> list[Pair]:
        """The same upon the words now; upon its base, if it is stale or settled."""
        if self.is_stale or self.is_settled:
            return self.against_base
        return _pairs(self.kind, self.now.node if self.now else None, self.result)

    @property
    def recast(self) -> tuple[str, int] | None:
        """Kind and level, if it gives the clause others."""
        if self.kind is not AmendmentKind.MODIFY or not self.result or self.base is None:
            return None
        before, after = self.now.node if self.now else self.base, self.result[0]
        is_same = (kind_of(before), level_of(before)) == (kind_of(after), level_of(after))
        return None if is_same else (kind_of(after), level_of(after))

    @property
    def changes_nothing(self) -> bool:
        """Whether the words now already say what it proposes."""
        if self.kind is not AmendmentKind.MODIFY or self.now is None or self.is_stale:
            return False
        after = self.result[0]
        return self.recast is None and after.content.eq(self.now.node.content)


def compared(amendment: Amendment, version: AmendmentVersion, text: TextNow) -> Comparison:
    """Tabled words upon the text as it is now; once they are settled, as they were meant."""
    if not amendment.is_pending:
        base, proposed = version.base_clause, version.proposed
        now = text.by_id.get(amendment.clause_id or "")
        return Comparison(
            amendment.kind, base, now, proposed, Outcome.CURRENT, proposed, version.base_version, is_settled=True
        )
    return _compared(amendment, version.base_clause, version.base_hash, version.proposed, text)


def compared_in_writing(amendment: Amendment, proposed: Sequence[Node], text: TextNow) -> Comparison:
    """Words that a delegation is writing, upon the text as it is now."""
    return _compared(amendment, stored_clause(amendment.base), amendment.base_hash, proposed, text)


def state_of(amendment: Amendment, comparison: Comparison) -> AmendmentState:
    """The state of a tabled amendment."""
    return amendment.settled_state() or (AmendmentState.STALE if comparison.is_stale else AmendmentState.TABLED)


def made_stale_by(taken: Comparison, others: Iterable[Comparison]) -> list[bool]:
    """Which of the others, on the same clause, would be stale if `taken` were taken up."""
    return [_would_be_stale(taken, other) for other in others]


def overlap(one: Comparison, other: Comparison) -> bool:
    """Whether two proposals to the same clause touch the same words."""
    return not one.is_stale and not other.is_stale and _would_be_stale(one, other)


def _compared(
    amendment: Amendment, base: Node | None, base_hash: bytes | None, proposed: Sequence[Node], text: TextNow
) -> Comparison:
    now = text.by_id.get(amendment.clause_id or "")
    found = Comparison(amendment.kind, base, now, proposed, Outcome.CURRENT, proposed, text.version)
    if now is None and amendment.clause_id is not None:
        return replace(found, outcome=Outcome.STALE, why=Why.DELETED)
    if now is None or amendment.kind is AmendmentKind.ADD or now.hash == base_hash:
        return found
    return _rebased(found, base, now.node)


def _rebased(found: Comparison, base: Node | None, now: Node) -> Comparison:
    if base is None or not found.proposed:
        return replace(found, outcome=Outcome.STALE, why=Why.MOVED)
    merged = merge(base, now, found.proposed[0])
    if isinstance(merged, Overlap):
        return replace(found, outcome=Outcome.STALE, why=Why.OVERLAP, stretches=merged.stretches)
    # Further clauses of a draft are not merged: they are what its delegation has still to move elsewhere.
    return replace(found, outcome=Outcome.REBASED, result=[merged.clause, *found.proposed[1:]])


def _would_be_stale(taken: Comparison, other: Comparison) -> bool:
    if taken.is_stale or other.is_stale or taken.kind is AmendmentKind.ADD:
        return other.is_stale
    if taken.kind is AmendmentKind.DELETE:
        return True
    if other.kind is AmendmentKind.ADD:
        return False
    if other.kind is AmendmentKind.DELETE or taken.now is None:
        return not taken.changes_nothing
    return not isinstance(merge(taken.now.node, taken.result[0], other.result[0]), Merged)


def _pairs(kind: AmendmentKind, before: Node | None, after: Sequence[Node]) -> list[Pair]:
    if kind is AmendmentKind.ADD:
        return [(None, node) for node in after]
    if not after:
        return [(before, None)]
    return [(before, after[0]), *((None, node) for node in after[1:])]
