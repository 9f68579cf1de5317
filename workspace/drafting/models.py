"""Agreements and their texts: commits, snapshots, clauses and editions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workspace.database import Base, Json, new_id, now
from workspace.negotiations.models import Delegation, Negotiation, Seat


class DraftingMode(StrEnum):
    OPEN = "open"  # delegates type in the working text
    FLOOR = "floor"  # chair and secretariat type, others propose
    CLOSED = "closed"


class TextKind(StrEnum):
    WORKING = "working"
    WORDING = "wording"


class ClauseStatus(StrEnum):
    OPEN = "open"
    BRACKETED = "bracketed"
    INFORMALS = "informals"
    AD_REF = "adref"
    AGREED = "agreed"
    REOPENED = "reopened"


class Agreement(Base):
    """The instrument being negotiated."""

    __tablename__ = "agreement"
    __table_args__ = (CheckConstraint("scheme IN ('treaty', 'resolution')", name="scheme"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    negotiation_id: Mapped[str] = mapped_column(ForeignKey("negotiation.id"), index=True)
    title: Mapped[str]
    symbol: Mapped[str] = mapped_column(default="")  # "A/AC.291/L.4"
    language: Mapped[str] = mapped_column(default="en")  # ar, en, es, fr, ru or zh
    scheme: Mapped[str] = mapped_column(default="treaty")
    mode: Mapped[DraftingMode] = mapped_column(default=DraftingMode.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=now)

    negotiation: Mapped[Negotiation] = relationship()
    texts: Mapped[list["Text"]] = relationship(back_populates="agreement")
    editions: Mapped[list["Edition"]] = relationship(back_populates="agreement", order_by="Edition.version")


class Text(Base):
    """A versioned document co-edited live. `version` counts the steps so far; `epoch` the changes of its rules."""

    __tablename__ = "text"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"), index=True)
    kind: Mapped[TextKind]
    # Whose private drafting this is; none: everybody with a seat reads it.
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegation.id"))
    version: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=0)

    agreement: Mapped[Agreement] = relationship(back_populates="texts")
    delegation: Mapped[Delegation | None] = relationship()

    @property
    def negotiation_id(self) -> str:
        return self.agreement.negotiation_id


class Commit(Base):
    """The steps that one connection sent at once. Never changed, never deleted."""

    __tablename__ = "text_commit"
    __table_args__ = (
        UniqueConstraint("text_id", "version"),
        UniqueConstraint("text_id", "seat_id", "ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"))
    version: Mapped[int]  # after it
    steps_count: Mapped[int]
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegation.id"))
    ref: Mapped[str]
    digest: Mapped[bytes] = mapped_column(LargeBinary)  # of what was sent under the ref
    cause: Mapped[str]  # typed, amendment, rebase (of a wording text), restore, import, move
    subject: Mapped[str | None]  # the amendment taken up
    at: Mapped[datetime] = mapped_column(default=now)
    schema: Mapped[int]
    steps: Mapped[list[Json]]
    mirrors: Mapped[list[Json]]
    dropped: Mapped[list[Json]]  # what was answered under the ref
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    seat: Mapped[Seat] = relationship()


class Snapshot(Base):
    """A stored document at a version."""

    __tablename__ = "snapshot"

    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    schema: Mapped[int]
    doc: Mapped[dict[str, Json]]


class Clause(Base):
    """What is known of a clause beside its words, which stand in the text. Rows are never deleted."""

    __tablename__ = "clause"

    id: Mapped[str] = mapped_column(primary_key=True)
    text_id: Mapped[str] = mapped_column(ForeignKey("text.id"), index=True)
    created_at_version: Mapped[int]
    deleted_at_version: Mapped[int | None]
    split_from: Mapped[str | None]
    joined_into: Mapped[str | None]
    # The last status that the chair recorded, and the exact wording that it was recorded upon.
    status: Mapped[ClauseStatus] = mapped_column(default=ClauseStatus.OPEN)
    status_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    status_at: Mapped[datetime | None]
    status_reason: Mapped[str] = mapped_column(default="")

    text: Mapped[Text] = relationship()

    @property
    def is_locked(self) -> bool:
        return self.status in (ClauseStatus.AD_REF, ClauseStatus.AGREED)

    def status_on(self, wording_hash: bytes) -> ClauseStatus:
        """The status of these words. Agreement is to exact words: others, such as those of an earlier edition or
        those typed after agreement in informals, which locks nothing, are open."""
        is_agreement = self.status in (ClauseStatus.INFORMALS, ClauseStatus.AD_REF, ClauseStatus.AGREED)
        return ClauseStatus.OPEN if is_agreement and self.status_hash != wording_hash else self.status


class Edition(Base):
    """A frozen, issued state of the working text."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("agreement_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"))
    name: Mapped[str]  # "Zero draft", "Rev.1"
    version: Mapped[int]
    document_hash: Mapped[bytes] = mapped_column(LargeBinary)
    schema: Mapped[int]
    doc: Mapped[dict[str, Json]]
    issued_at: Mapped[datetime] = mapped_column(default=now)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))

    agreement: Mapped[Agreement] = relationship(back_populates="editions")
    seat: Mapped[Seat] = relationship()
