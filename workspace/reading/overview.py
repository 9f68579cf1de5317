"""What stands where: the negotiations of a person, and the agreements of a negotiation with how far they are."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from workspace.accounts.models import Person
from workspace.amendments.queries import count_pending
from workspace.drafting.models import Agreement, ClauseStatus
from workspace.drafting.wordings import text_now, working_text
from workspace.negotiations.models import Negotiation, Seat
from workspace.negotiations.queries import seats_of
from workspace.permissions import SeatState
from workspace.reading.asked import Asked, asked_of


@dataclass(frozen=True)
class Progress:
    """An agreement and the statuses of its clauses."""

    agreement: Agreement
    statuses: Counter[str]
    pending: int  # amendments

    @property
    def clauses(self) -> int:
        return self.statuses.total()

    @property
    def agreed(self) -> int:
        """Agreed ad referendum is not agreed yet: the capital has still to confirm."""
        return self.statuses[ClauseStatus.AGREED.value]

    @property
    def edition(self) -> str:
        """The name of the last edition, if one has been issued."""
        return self.agreement.editions[-1].name if self.agreement.editions else ""


@dataclass(frozen=True)
class Listed:
    """One negotiation as its member sees it."""

    seat: Seat
    agreements: list[Progress]
    asked: list[Asked]

    @property
    def negotiation(self) -> Negotiation:
        return self.seat.negotiation

    @property
    def to_confirm(self) -> int:
        """How many seats wait for this one's confirmation."""
        delegation = self.seat.delegation
        return sum(self._waits(seat) for seat in delegation.seats) if delegation else 0

    def _waits(self, other: Seat) -> bool:
        return other.state is SeatState.WAITING and self.seat.may_confirm(other)


def negotiations_of(db: Session, person: Person) -> list[Listed]:
    return [_listed(db, seat) for seat in seats_of(db, person)]


def _listed(db: Session, seat: Seat) -> Listed:
    agreements = agreements_of(db, seat.negotiation)
    return Listed(seat, agreements, [asked for each in agreements for asked in asked_of(db, seat, each.agreement)])


def agreements_of(db: Session, negotiation: Negotiation) -> list[Progress]:
    """The agreements of a negotiation, in the order in which they were begun."""
    of_it = select(Agreement).where(Agreement.negotiation_id == negotiation.id).order_by(Agreement.created_at)
    found = db.scalars(of_it.options(selectinload(Agreement.editions)))
    return [Progress(agreement, _statuses(db, agreement), count_pending(db, agreement)) for agreement in found]


def _statuses(db: Session, agreement: Agreement) -> Counter[str]:
    counted = text_now(db, working_text(db, agreement)).counted
    return Counter(clause.status.value for clause in counted)


def tab_counts(agreement: Agreement) -> dict[str, int]:
    """What stands beside the names of an agreement's pages: pending amendments, and editions."""
    db = Session.object_session(agreement)
    return {"amendments": count_pending(db, agreement) if db else 0, "editions": len(agreement.editions)}
