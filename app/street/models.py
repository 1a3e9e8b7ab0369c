"""Tables of the street."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish


class Street(Sluggish, Model):
    __tablename__ = "street"

    name: Mapped[str] = mapped_column(String(60), unique=True)
    district: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")

    @property
    def scope(self) -> Scope:
        return Scope(public=True)


class Zone(Model):
    __tablename__ = "zone"
    __table_args__ = (UniqueConstraint("street_id", "name"),)

    id: Mapped[Id]
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    name: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")


class Community(Sluggish, Model):
    __tablename__ = "community"
    __table_args__ = (UniqueConstraint("street_id", "code"), UniqueConstraint("street_id", "name"))

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    zone_id: Mapped[int] = mapped_column(ForeignKey("zone.id"), index=True)
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    households: Mapped[int] = mapped_column(default=0)
    population: Mapped[int] = mapped_column(default=0)
    profile: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]

    zone: Mapped[Zone] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(self.id, public=True)


class Cycle(Sluggish, Model):
    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("street_id", "year"),)

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    year: Mapped[int]

    phases: Mapped[list[CyclePhase]] = relationship(
        order_by="CyclePhase.position", back_populates="cycle", cascade="all, delete-orphan"
    )

    @property
    def scope(self) -> Scope:
        return Scope(public=True)


class CyclePhase(Model):
    __tablename__ = "cycle_phase"
    __table_args__ = (
        UniqueConstraint("cycle_id", "position"),
        CheckConstraint("ends_on >= starts_on", name="days_in_order"),
    )

    id: Mapped[Id]
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    position: Mapped[int]
    stage: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")

    cycle: Mapped[Cycle] = relationship(back_populates="phases")


class RuleSetting(Model):
    """A rule's value from a moment on; the newest row holds, earlier rows are its history.

    A ``withdrawn`` row of a community ends its own value: the street's holds again.
    """

    __tablename__ = "rule_setting"

    id: Mapped[Id]
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"), index=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    key: Mapped[str] = mapped_column(String(60), index=True)
    value: Mapped[Any] = mapped_column(JSON)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(Text)
    set_by_id: Mapped[int | None]
    set_by: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime]

    community: Mapped[Community | None] = relationship()


class DirectoryItem(Sluggish, Model):
    """An item of the street's guidance directory (北京市街道办事处条例 art. 22)."""

    __tablename__ = "directory_item"
    __table_args__ = (UniqueConstraint("street_id", "number"),)

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    number: Mapped[str] = mapped_column(String(16))
    category_number: Mapped[int] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)


class WorkdayOverride(Model):
    """A day the street's own calendar settles: for years the public calendar does not know yet."""

    __tablename__ = "workday_override"
    __table_args__ = (UniqueConstraint("street_id", "day"),)

    id: Mapped[Id]
    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    day: Mapped[date]
    is_workday: Mapped[bool]
    source: Mapped[str] = mapped_column(Text)
