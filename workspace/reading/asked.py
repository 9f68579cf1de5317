"""What is asked of a seat: whatever waits for its act, or touches what its nation has signed or tabled."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.amendments.models import Amendment, AmendmentState
from workspace.amendments.queries import count_pending, drafts_of, in_writing, one_tabled
from workspace.database import now
from workspace.drafting.models import Agreement
from workspace.drafting.wordings import Standing, TextNow, text_now, working_text
from workspace.negotiations.models import Seat
from workspace.permissions import Permission
from workspace.signoffs.models import SignOff, SignOffState
from workspace.signoffs.queries import last_signed, told_to_stand_again

_LATELY = timedelta(days=3)


class AskedKind(StrEnum):
    DECIDE = "decide"  # amendments wait for the chair
    STALE = "stale"  # an amendment of its delegation
    CLEAR = "clear"  # a draft of its delegation
    SUPERSEDED = "superseded"  # a sign-off of its nation
    STANDS_AGAIN = "stands_again"  # the same, lately: nothing to do, but to know


class Asked(NamedTuple):
    kind: AskedKind
    agreement: Agreement
    number: int = 1  # of amendments to decide on
    amendment: Amendment | None = None
    sign_off: SignOff | None = None
    clause: Standing | None = None  # as it stands now; none if it is gone


def asked_of(db: Session, seat: Seat, agreement: Agreement) -> list[Asked]:
    """In the order of urgency."""
    text = text_now(db, working_text(db, agreement))
    return [*_of_the_chair(db, seat, agreement), *_signed(db, seat, text, agreement), *_own(db, seat, text, agreement)]


def _of_the_chair(db: Session, seat: Seat, agreement: Agreement) -> Iterator[Asked]:
    pending = count_pending(db, agreement) if seat.may(Permission.DECIDE_AMENDMENT) else 0
    if pending:
        yield Asked(AskedKind.DECIDE, agreement, number=pending)


def _signed(db: Session, seat: Seat, text: TextNow, agreement: Agreement) -> Iterator[Asked]:
    if seat.delegation is None or not seat.may(Permission.SIGN_OFF):
        return
    again = told_to_stand_again(db, seat.delegation, now() - _LATELY)
    for clause_id, signed in last_signed(db, agreement, text, seat.delegation).items():
        clause, sign_off = text.by_id.get(clause_id), signed.sign_off
        if signed.state is SignOffState.SUPERSEDED:
            yield Asked(AskedKind.SUPERSEDED, agreement, sign_off=sign_off, clause=clause)
        elif sign_off.id in again:
            yield Asked(AskedKind.STANDS_AGAIN, agreement, sign_off=sign_off, clause=clause)


def _own(db: Session, seat: Seat, text: TextNow, agreement: Agreement) -> Iterator[Asked]:
    if seat.delegation is None or not seat.may(Permission.READ_DRAFTS):
        return
    for amendment in _tabled_by(db, seat, agreement):
        is_stale = one_tabled(amendment, text).state is AmendmentState.STALE
        if is_stale and not amendment.is_in_writing and seat.may(Permission.REWORD_AMENDMENT):
            yield Asked(AskedKind.STALE, agreement, amendment=amendment, clause=_clause(amendment, text))
    if seat.delegation.requires_clearance and seat.may(Permission.CLEAR_AMENDMENT):
        for draft in drafts_of(db, seat, agreement):
            if in_writing(db, draft, text).state is AmendmentState.DRAFT:
                yield Asked(AskedKind.CLEAR, agreement, amendment=draft, clause=_clause(draft, text))


def _tabled_by(db: Session, seat: Seat, agreement: Agreement) -> list[Amendment]:
    own = select(Amendment).where(Amendment.agreement_id == agreement.id, Amendment.number.is_not(None))
    waiting = own.where(Amendment.withdrawn_at.is_(None), ~Amendment.decision.has()).order_by(Amendment.number)
    return list(db.scalars(waiting.where(Amendment.delegation_id == seat.delegation_id)))


def _clause(amendment: Amendment, text: TextNow) -> Standing | None:
    return text.by_id.get(amendment.clause_id or "")
