"""An entry of the record, and beside it its payload, so that words can be withheld without breaking the chain."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workspace.database import Base, Json, new_id


class Entry(Base):
    """One act. `chain` is a negotiation's id, or a delegation's for its own log of private drafting."""

    __tablename__ = "record_entry"
    __table_args__ = (UniqueConstraint("chain", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    chain: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    at: Mapped[datetime]
    seat: Mapped[str | None]  # none: the workspace itself, or its operator
    delegation: Mapped[str | None]
    act: Mapped[str]
    subject_kind: Mapped[str]
    subject: Mapped[str]
    clause: Mapped[str | None] = mapped_column(index=True)
    text_version: Mapped[int | None]
    document_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    payload_hash: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    payload: Mapped["Payload | None"] = relationship(back_populates="entry")


class Payload(Base):
    """What an act was about, in words. The salt keeps its hash from being guessed."""

    __tablename__ = "record_payload"

    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    body: Mapped[dict[str, Json]]

    entry: Mapped[Entry] = relationship(back_populates="payload")
