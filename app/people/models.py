"""Tables of people: accounts, roles in an area, mandates."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.domain.account_names import account_key
from app.domain.policy import APPOINTED, Role, Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.foundation.two_hands import TwoHands, two_people
from app.street.models import Community


class User(Sluggish, Model):
    """An account. While ``one_time_until`` is set its password is a one-time one, good until then.

    A username is kept in its one form, so that being unique means looking different.
    """

    __tablename__ = "user_account"

    username: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    one_time_until: Mapped[datetime | None]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    memberships: Mapped[list[Membership]] = relationship(back_populates="user")

    @validates("username")
    def _one_form(self, key: str, username: str) -> str:
        return account_key(username)

    @property
    def scope(self) -> Scope:
        communities = frozenset(m.community_id for m in self.memberships if m.community_id is not None)
        return Scope(communities)


class Appointment(TwoHands, Sluggish, Model):
    """A post that an administrator asks for somebody: theirs once somebody else confirms it.

    Nobody asks for themselves, nor answers about themselves.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        *two_people(),
        one_of("role", APPOINTED),
        CheckConstraint("user_id <> asked_by_id", name="asked_for_another"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> user_id", name="answered_by_another"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))

    user: Mapped[User] = relationship(foreign_keys="Appointment.user_id")
    community: Mapped[Community | None] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys="Appointment.asked_by_id")
    answered_by: Mapped[User | None] = relationship(foreign_keys="Appointment.answered_by_id")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id)


class FoundingEnd(Model):
    """Once it has its row, a post is given by a confirmed appointment alone. A trigger keeps the row for good."""

    __tablename__ = "founding_end"
    __table_args__ = (CheckConstraint("id = 1", name="once"),)

    id: Mapped[Id]
    ended_at: Mapped[datetime]


class Membership(Model):
    """A role in an area from a day, until a day. ``organisation_ref`` is an organisation's id (a later room's).

    A role of APPOINTED that came after the founding names its confirmed appointment: a trigger sees to it. What
    somebody took away has ``ended_at``; on the day it began it ends on the day before, so that no day is left.
    """

    __tablename__ = "membership"
    __table_args__ = (
        one_of("role", Role),
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on OR ended_at IS NOT NULL", name="days_in_order"
        ),
        UniqueConstraint("appointment_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    organisation_ref: Mapped[int | None] = mapped_column(index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    granted_by: Mapped[str] = mapped_column(String(120))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="memberships")
    community: Mapped[Community | None] = relationship()
    appointment: Mapped[Appointment | None] = relationship()


class UserSession(Model):
    """A sign-in under way; ended ones stay refused even when the cookie is played back."""

    __tablename__ = "user_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInAttempt(Model):
    """An attempt, written before the password is looked at; kept for a day."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_account", "account_key", "at"),
        Index("ix_sign_in_attempt_address", "address_key", "at"),
    )

    id: Mapped[Id]
    account_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    source_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)


class Mandate(Sluggish, Model):
    """A residents' representative's term (居民代表)."""

    __tablename__ = "mandate"
    __table_args__ = (
        UniqueConstraint("community_id", "code"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    stairwell: Mapped[str] = mapped_column(String(60), default="")
    age_band: Mapped[str] = mapped_column(String(20), default="")
    access_preference: Mapped[str] = mapped_column(String(20), default="")
    party_member: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    ended_because: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))

    user: Mapped[User] = relationship()
    community: Mapped[Community] = relationship()
    replaces: Mapped[Mandate | None] = relationship(remote_side="Mandate.id")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id)


class Consent(Model):
    """A person's consent to one use of their data (PIPL arts 14-15, 29)."""

    __tablename__ = "consent"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(60))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
