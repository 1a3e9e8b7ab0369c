"""Tables of the fair."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
from app.organisations.models import Organisation
from app.street.models import Community, DirectoryItem, Zone

OFFERING_STATES = ("listed", "withdrawn")

offering_zone = Table(
    "offering_zone",
    Model.metadata,
    Column("offering_id", ForeignKey("offering.id"), primary_key=True),
    Column("zone_id", ForeignKey("zone.id"), primary_key=True, index=True),
)
"""The zones an offering is for; none means the whole street."""


class Fair(Sluggish, Model):
    __tablename__ = "fair"
    __table_args__ = (CheckConstraint("closes_on >= opens_on", name="days_in_order"),)

    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"), index=True)
    name: Mapped[str] = mapped_column(PublicLine(80))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    held_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(PublicLine(120), default="")

    @property
    def scope(self) -> Scope:
        return Scope(public=True)


class Booth(Model):
    __tablename__ = "booth"
    __table_args__ = (UniqueConstraint("fair_id", "organisation_id"), UniqueConstraint("fair_id", "number"))

    id: Mapped[Id]
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    number: Mapped[str] = mapped_column(String(12))

    organisation: Mapped[Organisation] = relationship()


class Offering(Sluggish, Model):
    """A service an organisation offers: price in fen a unit, range of a contract's total in fen."""

    __tablename__ = "offering"
    __table_args__ = (
        one_of("state", OFFERING_STATES),
        CheckConstraint(
            "directory_item_id IS NOT NULL OR outside_reason <> ''", name="in_directory_or_reason"
        ),
        CheckConstraint("unit_price_fen > 0 AND min_total_fen > 0", name="prices_positive"),
        CheckConstraint("max_total_fen >= min_total_fen", name="range_in_order"),
        CheckConstraint("capacity_taken BETWEEN 0 AND capacity", name="capacity_not_exceeded"),
        CheckConstraint("capacity > 0 AND months > 0", name="counts"),
        Index("ix_offering_list", "state", "id"),
        Index("ix_offering_counts", "state", "directory_item_id", "organisation_id"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(16), unique=True)
    title: Mapped[str] = mapped_column(PublicLine(120))
    summary: Mapped[str] = mapped_column(PublicText, default="")
    directory_item_id: Mapped[int | None] = mapped_column(ForeignKey("directory_item.id"), index=True)
    outside_reason: Mapped[str] = mapped_column(PublicText, default="")
    target_group: Mapped[str] = mapped_column(PublicLine(120), default="")
    price_unit: Mapped[str] = mapped_column(String(30))
    unit_price_fen: Mapped[Fen]
    min_total_fen: Mapped[Fen]
    max_total_fen: Mapped[Fen]
    months: Mapped[int]
    capacity: Mapped[int]
    capacity_unit: Mapped[str] = mapped_column(String(30))
    capacity_taken: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default="listed")
    listed_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    directory_item: Mapped[DirectoryItem | None] = relationship()
    zones: Mapped[list[Zone]] = relationship(secondary=offering_zone, order_by=Zone.id)

    @property
    def capacity_left(self) -> int:
        return self.capacity - self.capacity_taken

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.organisation_id, public=self.state == "listed")


class Talk(Model):
    __tablename__ = "talk"
    __table_args__ = (
        UniqueConstraint("fair_id", "day", "hall", "starts"),
        CheckConstraint("ends > starts", name="times_in_order"),
    )

    id: Mapped[Id]
    fair_id: Mapped[int] = mapped_column(ForeignKey("fair.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    offering_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id"))
    day: Mapped[date]
    hall: Mapped[str] = mapped_column(String(30))
    starts: Mapped[time]
    ends: Mapped[time]
    topic: Mapped[str] = mapped_column(PublicLine(120))

    organisation: Mapped[Organisation] = relationship()
    offering: Mapped[Offering | None] = relationship()


class Question(Sluggish, Model):
    __tablename__ = "question"

    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    asked_by_role: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(PublicText)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(PublicText, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]

    offering: Mapped[Offering] = relationship()
    community: Mapped[Community | None] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.offering.organisation_id, public=True)


class Interest(Model):
    """A community's interest in an offering; priority 1 (high) to 3."""

    __tablename__ = "interest"
    __table_args__ = (
        UniqueConstraint("community_id", "offering_id"),
        CheckConstraint("priority BETWEEN 1 AND 3", name="priority_range"),
    )

    id: Mapped[Id]
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    priority: Mapped[int]
    note: Mapped[str] = mapped_column(PublicText, default="")
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    marked_by_role: Mapped[str] = mapped_column(String(40))
    marked_at: Mapped[datetime]

    community: Mapped[Community] = relationship()
    offering: Mapped[Offering] = relationship()
