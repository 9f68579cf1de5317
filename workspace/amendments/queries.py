"""Amendments as pages show them: beside the words now, with what becomes of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from workspace.amendments.access import may_read
from workspace.amendments.comparison import (
    Comparison,
    compared,
    compared_in_writing,
    made_stale_by,
    overlap,
    state_of,
)
from workspace.amendments.models import Amendment, AmendmentState, AmendmentVersion
from workspace.amendments.words import hash_of, written
from workspace.drafting.models import Agreement
from workspace.drafting.wordings import TextNow
from workspace.negotiations.models import Seat
from workspace.permissions import Permission

PENDING = frozenset({AmendmentState.TABLED, AmendmentState.STALE})


@dataclass(frozen=True)
class Tabled:
    """An amendment on the table, beside the words now."""

    amendment: Amendment
    comparison: Comparison
    state: AmendmentState

    @property
    def version(self) -> AmendmentVersion:
        return self.amendment.tabled

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING


@dataclass(frozen=True)
class InWriting:
    """What a delegation is writing, for its own members."""

    amendment: Amendment
    comparison: Comparison
    state: AmendmentState
    words_hash: bytes
    overlaps: Sequence[Tabled]


def on_the_table(db: Session, agreement: Agreement, text: TextNow) -> list[Tabled]:
    """Everything tabled, by number."""
    return [_tabled(amendment, text) for amendment in db.scalars(_on_the_table(agreement))]


def one_tabled(amendment: Amendment, text: TextNow) -> Tabled:
    return _tabled(amendment, text)


def stale_after(db: Session, taken: Tabled, text: TextNow) -> list[Tabled]:
    """The amendments whose proposers would be asked if this one were taken up."""
    others = _others_on_clause(db, taken.amendment, text)
    would_be = made_stale_by(taken.comparison, [other.comparison for other in others])
    return [
        other for other, is_stale in zip(others, would_be, strict=True) if is_stale and not other.comparison.is_stale
    ]


def in_writing(db: Session, amendment: Amendment, text: TextNow) -> InWriting:
    proposed = written(db, amendment)
    words_hash = hash_of(proposed, amendment.agreement.language)
    comparison = compared_in_writing(amendment, proposed, text)
    others = _others_on_clause(db, amendment, text)
    overlaps = [
        other for other in others if proposed and not comparison.is_stale and overlap(comparison, other.comparison)
    ]
    state = amendment.settled_state() or amendment.writing_state(words_hash)
    return InWriting(amendment, comparison, state, words_hash, overlaps)


def drafts_of(db: Session, seat: Seat, agreement: Agreement) -> list[Amendment]:
    """What the seat's own delegation is writing: new amendments, and next versions."""
    if seat.delegation_id is None or not seat.may(Permission.READ_DRAFTS):
        return []
    own = select(Amendment).where(
        Amendment.agreement_id == agreement.id,
        Amendment.delegation_id == seat.delegation_id,
        Amendment.withdrawn_at.is_(None),
    )
    found = db.scalars(own.order_by(Amendment.begun_at).options(joinedload(Amendment.decision)))
    return [amendment for amendment in found if amendment.is_in_writing and may_read(seat, amendment)]


def on_clause(db: Session, agreement: Agreement, clause_id: str, text: TextNow) -> list[Tabled]:
    """For the panel of a clause: everything tabled on it, what is pending first."""
    found = [
        _tabled(each, text) for each in db.scalars(_on_the_table(agreement).where(Amendment.clause_id == clause_id))
    ]
    return sorted(found, key=lambda each: (not each.is_pending, each.amendment.number))


def pending_by_clause(db: Session, agreement: Agreement) -> dict[str, int]:
    """How many tabled amendments wait, clause by clause; drafts are not counted for anyone."""
    waiting = (
        select(Amendment.clause_id, func.count())
        .where(Amendment.agreement_id == agreement.id, Amendment.number.is_not(None))
        .where(Amendment.withdrawn_at.is_(None), ~Amendment.decision.has(), Amendment.clause_id.is_not(None))
        .group_by(Amendment.clause_id)
    )
    return {clause: count for clause, count in db.execute(waiting) if clause}


def count_pending(db: Session, agreement: Agreement) -> int:
    waiting = select(func.count()).select_from(Amendment).where(Amendment.agreement_id == agreement.id)
    still = waiting.where(Amendment.number.is_not(None), Amendment.withdrawn_at.is_(None), ~Amendment.decision.has())
    return db.scalar(still) or 0


def taken_up(db: Session, agreement: Agreement) -> Mapping[str, Amendment]:
    """For attribution: the amendments from which words entered the text, by the id that commits name as subject."""
    wanted = select(Amendment).where(Amendment.agreement_id == agreement.id, Amendment.decision.has())
    return {amendment.id: amendment for amendment in db.scalars(wanted.options(joinedload(Amendment.delegation)))}


def _on_the_table(agreement: Agreement) -> Select[Amendment]:
    return (
        select(Amendment)
        .where(Amendment.agreement_id == agreement.id, Amendment.number.is_not(None))
        .order_by(Amendment.number)
        .options(
            joinedload(Amendment.delegation), joinedload(Amendment.decision), selectinload(Amendment.versions),
        )
    )  # fmt: skip


def _tabled(amendment: Amendment, text: TextNow) -> Tabled:
    comparison = compared(amendment, amendment.tabled, text)
    return Tabled(amendment, comparison, state_of(amendment, comparison))


def _others_on_clause(db: Session, amendment: Amendment, text: TextNow) -> list[Tabled]:
    if amendment.clause_id is None:
        return []
    others = on_clause(db, amendment.agreement, amendment.clause_id, text)
    return [other for other in others if other.is_pending and other.amendment.id != amendment.id]
