"""Amendments: a delegation's proposal to modify or delete a clause, or to add clauses after one.

What state an amendment is in follows from what was done (tabled, withdrawn, decided) and from comparing words; it is
never stored. Until it has a number, an amendment exists for its own delegation alone.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from prosemirror.model import Node
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workspace.database import Base, Json, new_id, now
from workspace.drafting.models import Agreement, Clause, Text
from workspace.negotiations.models import Delegation, Seat
from workspace.text.schema import clauses_of, document_from_json


class AmendmentKind(StrEnum):
    MODIFY = "modify"
    DELETE = "delete"
    ADD = "add"


class AmendmentState(StrEnum):
    DRAFT = "draft"
    CLEARED = "cleared"
    TABLED = "tabled"
    STALE = "stale"
    WITHDRAWN = "withdrawn"
    TAKEN_UP = "taken_up"
    TAKEN_UP_IN_PART = "taken_up_in_part"
    NOT_TAKEN_UP = "not_taken_up"


class DecisionKind(StrEnum):
    TAKEN_UP = "taken_up"
    TAKEN_UP_IN_PART = "taken_up_in_part"
    NOT_TAKEN_UP = "not_taken_up"


class Amendment(Base):
    """A proposal by a delegation. `base_*` is the wording upon which its delegation writes now."""

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("(kind = 'delete') = (text_id IS NULL)", name="wording_text"),
        CheckConstraint("kind = 'add' OR clause_id IS NOT NULL", name="clause"),
        CheckConstraint("(number IS NULL) = (tabled_at IS NULL)", name="tabled"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"))
    delegation_id: Mapped[str] = mapped_column(ForeignKey("delegation.id"), index=True)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    kind: Mapped[AmendmentKind]
    # The clause to modify or delete; of an addition, the clause after which it comes (none: at the start).
    clause_id: Mapped[str | None] = mapped_column(ForeignKey("clause.id"), index=True)
    text_id: Mapped[str | None] = mapped_column(ForeignKey("text.id"), unique=True)
    number: Mapped[int | None]  # counted per agreement at tabling, so that it betrays no private work
    reason: Mapped[str] = mapped_column(default="")
    base: Mapped[dict[str, Json] | None]  # the clause (ProseMirror JSON); an addition has none
    base_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    base_version: Mapped[int]  # of the working text
    begun_at: Mapped[datetime] = mapped_column(default=now)
    tabled_at: Mapped[datetime | None]  # for the first time
    rewording_since: Mapped[datetime | None]  # its delegation is writing the next version
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    agreement: Mapped[Agreement] = relationship()
    delegation: Mapped[Delegation] = relationship()
    seat: Mapped[Seat] = relationship()
    clause: Mapped[Clause | None] = relationship()
    text: Mapped[Text | None] = relationship()
    versions: Mapped[list["AmendmentVersion"]] = relationship(
        back_populates="amendment", order_by="AmendmentVersion.number"
    )
    clearances: Mapped[list["Clearance"]] = relationship(back_populates="amendment", order_by="Clearance.at")
    decision: Mapped["Decision | None"] = relationship(back_populates="amendment")

    @property
    def name(self) -> str:
        """What it is called at the table: A-112. A draft has no name yet."""
        return f"A-{self.number}" if self.number else ""

    @property
    def is_public(self) -> bool:
        return self.number is not None

    @property
    def is_pending(self) -> bool:
        """Whether it still waits for its proposer or the chair."""
        return self.withdrawn_at is None and self.decision is None

    @property
    def is_in_writing(self) -> bool:
        """Whether its delegation may change its words: before tabling, and while it rewords."""
        return self.is_pending and (not self.is_public or self.rewording_since is not None)

    @property
    def tabled(self) -> "AmendmentVersion":
        """The words that are on the table."""
        return self.versions[-1]

    def is_cleared_on(self, words_hash: bytes) -> bool:
        """Whether exactly these words were cleared: any other words are a draft again."""
        return any(clearance.words_hash == words_hash for clearance in self.clearances)

    def writing_state(self, words_hash: bytes) -> AmendmentState:
        """The state of what its delegation is writing."""
        return AmendmentState.CLEARED if self.is_cleared_on(words_hash) else AmendmentState.DRAFT

    def settled_state(self) -> AmendmentState | None:
        """The state in which it has ended, if it has."""
        if self.decision:
            return AmendmentState(self.decision.kind.value)
        return AmendmentState.WITHDRAWN if self.withdrawn_at else None


class AmendmentVersion(Base):
    """Words as they were tabled, and the wording upon which they were proposed. Never changed."""

    __tablename__ = "amendment_version"
    __table_args__ = (UniqueConstraint("amendment_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendment.id"))
    number: Mapped[int]
    words: Mapped[dict[str, Json] | None]  # a document of the proposed clauses; a deletion has none
    words_hash: Mapped[bytes] = mapped_column(LargeBinary)
    base: Mapped[dict[str, Json] | None]
    base_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    base_version: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))

    amendment: Mapped[Amendment] = relationship(back_populates="versions")
    seat: Mapped[Seat] = relationship()

    @property
    def proposed(self) -> list[Node]:
        return list(_read(self).proposed)

    @property
    def base_clause(self) -> Node | None:
        return _read(self).base


class Clearance(Base):
    """The head of delegation or the capital has cleared exactly these words. Its delegation's own."""

    __tablename__ = "clearance"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendment.id"), index=True)
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    words_hash: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)

    amendment: Mapped[Amendment] = relationship(back_populates="clearances")
    seat: Mapped[Seat] = relationship()


class Decision(Base):
    """What the chair decided on an amendment, and on which of its versions."""

    __tablename__ = "amendment_decision"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    amendment_id: Mapped[str] = mapped_column(ForeignKey("amendment.id"), unique=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("amendment_version.id"))
    kind: Mapped[DecisionKind]
    seat_id: Mapped[str] = mapped_column(ForeignKey("seat.id"))
    note: Mapped[str] = mapped_column(default="")
    # The words that entered the text (a document), where any did, and its version after that.
    words: Mapped[dict[str, Json] | None]
    text_version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)

    amendment: Mapped[Amendment] = relationship(back_populates="decision")
    version: Mapped[AmendmentVersion] = relationship()
    seat: Mapped[Seat] = relationship()


def proposed_clauses(words: dict[str, Json] | None) -> list[Node]:
    return clauses_of(document_from_json(words)) if words else []


def stored_clause(stored: dict[str, Json] | None) -> Node | None:
    return clauses_of(document_from_json({"type": "doc", "content": [stored]}))[0] if stored else None


class _Words(NamedTuple):
    proposed: Sequence[Node]
    base: Node | None


_KEPT_VERSIONS = 10_000
_versions: dict[str, _Words] = {}


def _read(version: AmendmentVersion) -> _Words:
    """A version's clauses: it never changes, and the list of amendments compares all of them each time."""
    if known := _versions.get(version.id):
        return known
    words = _Words(proposed_clauses(version.words), stored_clause(version.base))
    if inspect(version).persistent:  # until then it has no id
        _versions[version.id] = words
        if len(_versions) > _KEPT_VERSIONS:
            del _versions[next(iter(_versions))]
    return words
