"""The columns and constraints of a chain: who recognised, who took which step; alike for contract and supplement."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.sql.base import SchemaEventTarget

from app.council.models import Resolution
from app.foundation.database import Id, one_of
from app.foundation.public_words import PublicText
from app.people.models import User
from app.street.models import Community

STEPS = ("handler", "reviewer", "approver")
PARTIES = ("street", "community", "representatives")


class Recognising:
    """One of the three parties recognises (三方认定)."""

    id: Mapped[Id]
    party: Mapped[str] = mapped_column(String(16))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    opinion: Mapped[str] = mapped_column(PublicText, default="")
    recognised_on: Mapped[date]

    @declared_attr
    def community(cls) -> Mapped[Community | None]:
        return relationship()

    @declared_attr
    def resolution(cls) -> Mapped[Resolution | None]:
        return relationship()

    @declared_attr
    def user(cls) -> Mapped[User | None]:
        return relationship()


def one_recognition(table: str, subject: str) -> tuple[SchemaEventTarget, ...]:
    """The street recognises once, each community's delegate once, each resolution once."""
    return (
        _once(f"uq_{table}_street", subject, party="street"),
        _once(f"uq_{table}_community", subject, "community_id", party="community"),
        _once(f"uq_{table}_representatives", subject, "resolution_id", party="representatives"),
        one_of("party", PARTIES),
        CheckConstraint("(party = 'street') = (community_id IS NULL)", name="community_named"),
        CheckConstraint("(party = 'representatives') = (user_id IS NULL)", name="person_named"),
        CheckConstraint("(party = 'representatives') = (resolution_id IS NOT NULL)", name="resolution_named"),
    )


def _once(name: str, *columns: str, party: str) -> Index:
    """One recognition of a party by what it stands for."""
    where = text(f"party = '{party}'")
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Deciding:
    """A step of the street's chain. Three steps, three people: one step a person in each attempt.

    ``prepared_by_id`` repeats the subject's, so that the database itself refuses a preparer who approves.
    """

    id: Mapped[Id]
    prepared_by_id: Mapped[int]
    attempt: Mapped[int]
    step: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[str] = mapped_column(String(10))
    opinion: Mapped[str] = mapped_column(PublicText)
    decided_at: Mapped[datetime]

    @declared_attr
    def user(cls) -> Mapped[User]:
        return relationship()


def three_people(table: str, subject: str) -> tuple[SchemaEventTarget, ...]:
    """The constraints of the steps of ``subject`` (its table): three people, and its preparer never approves."""
    return (
        ForeignKeyConstraint(
            [f"{subject}_id", "prepared_by_id"],
            [f"{subject}.id", f"{subject}.prepared_by_id"],
            name=f"fk_{table}_preparer_{subject}",
        ),
        CheckConstraint("step <> 'approver' OR user_id <> prepared_by_id", name="preparer_never_approves"),
        UniqueConstraint(f"{subject}_id", "attempt", "step"),
        UniqueConstraint(f"{subject}_id", "attempt", "user_id"),
        one_of("step", STEPS),
        one_of("decision", ("agreed", "returned")),
    )
