"""People, their sessions, and the links that let them set a password."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workspace.database import Base, new_id, now


class Person(Base):
    """Somebody who signs in. Rights belong to seats, not to people."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    password_hash: Mapped[str]
    convenes: Mapped[bool] = mapped_column(default=False)  # may open a negotiation
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]

    @property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None


class SignInSession(Base):
    """One signing in, in one browser. The browser holds the token; here stands its hash."""

    __tablename__ = "sign_in_session"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]  # unless it is seen again before
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()

    @property
    def lasts(self) -> bool:
        return self.ended_at is None and now() < self.expires_at and not self.person.is_disabled


class AccountLink(Base):
    """A link by e-mail, good once: an invitation (to a seat, or to an account alone) or a new password."""

    __tablename__ = "account_link"
    __table_args__ = (CheckConstraint("kind IN ('invitation', 'password')", name="kind"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    email: Mapped[str]
    convenes: Mapped[bool] = mapped_column(default=False)
    seat_id: Mapped[str | None] = mapped_column(ForeignKey("seat.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    @property
    def is_good(self) -> bool:
        return self.used_at is None and now() < self.expires_at
