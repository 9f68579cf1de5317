"""A negotiation, its delegations, and the seats at its table."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workspace.accounts.models import Person
from workspace.announcements import Audience
from workspace.database import Base, new_id, now
from workspace.errors import NotAllowed
from workspace.permissions import PUBLIC_ROLES, Permission, Role, SeatState, allows


class Negotiation(Base):
    """The process: its delegations, seats and agreements."""

    __tablename__ = "negotiation"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    occasion: Mapped[str] = mapped_column(default="")  # "Third session, Nairobi"
    created_at: Mapped[datetime] = mapped_column(default=now)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    delegations: Mapped[list["Delegation"]] = relationship(back_populates="negotiation", order_by="Delegation.code")
    seats: Mapped[list["Seat"]] = relationship(back_populates="negotiation", order_by="Seat.created_at")

    @property
    def everybody(self) -> Audience:
        return Audience(self.id)


class Delegation(Base):
    """One nation's, or organisation's, team."""

    __tablename__ = "delegation"
    __table_args__ = (
        UniqueConstraint("negotiation_id", "code"),
        CheckConstraint("kind IN ('nation', 'organisation')", name="kind"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    negotiation_id: Mapped[str] = mapped_column(ForeignKey("negotiation.id"))
    kind: Mapped[str] = mapped_column(default="nation")
    code: Mapped[str]  # ISO 3166-1 alpha-3, or the organisation's short name
    name: Mapped[str]  # the display name, which the secretariat may set
    requires_clearance: Mapped[bool] = mapped_column(default=False)

    negotiation: Mapped[Negotiation] = relationship(back_populates="delegations")
    seats: Mapped[list["Seat"]] = relationship(back_populates="delegation", order_by="Seat.created_at")

    @property
    def is_nation(self) -> bool:
        return self.kind == "nation"

    @property
    def members(self) -> Audience:
        return Audience(self.negotiation_id, self.id)


class Seat(Base):
    """A person's one place in one negotiation: a role and, for most roles, a delegation. Rights belong to it."""

    __tablename__ = "seat"
    __table_args__ = (
        # Whoever has left a seat may be given another.
        Index(
            "uq_seat_email_while_it_lasts",
            "negotiation_id",
            "email",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint(
            "(role IN ('delegate', 'head', 'adviser') AND delegation_id IS NOT NULL)"
            " OR (role IN ('chair', 'secretariat') AND delegation_id IS NULL) OR role = 'observer'",
            name="delegation",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    negotiation_id: Mapped[str] = mapped_column(ForeignKey("negotiation.id"))
    delegation_id: Mapped[str | None] = mapped_column(ForeignKey("delegation.id"))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    email: Mapped[str]  # lower case
    name: Mapped[str]
    capacity: Mapped[str] = mapped_column(default="")  # "Ambassador-at-large for cyber issues"
    created_at: Mapped[datetime] = mapped_column(default=now)
    taken_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    negotiation: Mapped[Negotiation] = relationship(back_populates="seats")
    delegation: Mapped[Delegation | None] = relationship(back_populates="seats")
    person: Mapped[Person | None] = relationship()

    @property
    def state(self) -> SeatState:
        if self.ended_at:
            return SeatState.ENDED
        if not self.taken_at:
            return SeatState.INVITED
        return SeatState.CONFIRMED if self.confirmed_at else SeatState.WAITING

    @property
    def code(self) -> str:
        """What stands for this seat where there is little room: KEN, or CHAIR."""
        return self.delegation.code if self.delegation else self.role.upper()

    @property
    def is_public(self) -> bool:
        """Whether everybody at the table knows who sits here."""
        return self.role in PUBLIC_ROLES

    def may(self, permission: Permission, state: str | None = None) -> bool:
        """Whether this seat has the right, on a subject in `state` where the right depends on it."""
        return allows(self.role, self.state, permission, state)

    def must(self, permission: Permission, state: str | None = None) -> None:
        """`NotAllowed`, unless this seat may."""
        if not self.may(permission, state):
            raise NotAllowed

    def sees(self, other: "Seat") -> bool:
        """Whether this seat knows of the other. Advisers, and seats not yet confirmed, are known to their own
        delegation alone."""
        if self.negotiation_id != other.negotiation_id:
            return False
        if self.id == other.id or self.may(Permission.KEEP_NEGOTIATION):
            return True
        if self.delegation_id is not None and self.delegation_id == other.delegation_id:
            return self.may(Permission.READ_DELEGATION)
        return other.is_public and other.state is SeatState.CONFIRMED

    def may_confirm(self, other: "Seat") -> bool:
        """Whether this seat can confirm the other now: one of its own delegation that waits."""
        is_own = self.delegation_id is not None and self.delegation_id == other.delegation_id
        return is_own and self.may(Permission.CONFIRM_SEAT, other.state)

    def may_end(self, other: "Seat") -> bool:
        """The secretariat ends any seat, a head those of their own delegation."""
        is_own = self.delegation_id is not None and self.delegation_id == other.delegation_id
        return self.may(Permission.END_SEAT, other.state) and (is_own or self.may(Permission.KEEP_NEGOTIATION))
