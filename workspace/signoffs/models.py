"""A sign-off: one delegation's agreement to exact words. It is never moved to other words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workspace.database import Base, Json, new_id, now
from workspace.drafting.models import Agreement, Clause, Edition
from workspace.negotiations.models import Delegation, Seat


class Level(StrEnum):
    AD_REFERENDUM = "adref"
    INITIALLED = "initialled"


class SignOffState(StrEnum):
    STANDS = "stands"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class SignOff(Base):
    """One delegation's agreement to one exact wording: of a clause, or of a whole edition.

    Whether it stands is compared, never stored: it stands while the words are those that were signed, and again if
    exactly these words return. A clause's number is no part of its words.
    """

    __tablename__ = "sign_off"
    __table_args__ = (CheckConstraint("(clause_id IS NULL) <> (edition_id IS NULL)", name="subject"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), index=True)
    clause_id: Mapped[str | None] = mapped_column(ForeignKey("clause.id"), index=True)
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("edition.id"), index=True)
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"))
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    signer: Mapped[str]  # name and capacity as they were at signing
    capacity: Mapped[str]
    level: Mapped[Level]
    wording_hash: Mapped[bytes] = mapped_column(LargeBinary)  # of the clause's wording, or of the edition's document
    # The clause as it was signed (ProseMirror JSON); an edition keeps its own words.
    words: Mapped[dict[str, Json] | None]
    version: Mapped[int]  # of the working text when it was signed
    statement: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    agreement: Mapped[Agreement] = relationship()
    clause: Mapped[Clause | None] = relationship()
    edition: Mapped[Edition | None] = relationship()
    delegation: Mapped[Delegation] = relationship()
    seat: Mapped[Seat] = relationship()

    def state_on(self, now_hash: bytes | None, *, signed: bytes | None = None) -> SignOffState:
        """What the sign-off is worth on words with the hash `now_hash` (none: they are gone).

        `signed` is the hash of the part in question, where an edition was signed.
        """
        if self.withdrawn_at:
            return SignOffState.WITHDRAWN
        return SignOffState.STANDS if (signed or self.wording_hash) == now_hash else SignOffState.SUPERSEDED
