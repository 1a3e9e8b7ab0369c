"""Tables of social organisations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of

STATES = ("applied", "admitted", "refused", "suspended")
STATUS_KINDS = ("abnormal_list", "blacklist", "penalty", "no_annual_report")


class Organisation(Sluggish, Model):
    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("street_id", "uscc"),
        UniqueConstraint("street_id", "name"),
        one_of("state", STATES),
        CheckConstraint("uscc IS NOT NULL OR NOT legal_person", name="legal_person_has_code"),
    )

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    code: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    org_type: Mapped[str] = mapped_column(String(40))
    legal_person: Mapped[bool]
    uscc: Mapped[str | None] = mapped_column(String(18))
    domain: Mapped[str] = mapped_column(String(60), default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    founded_year: Mapped[int | None]
    full_time_staff: Mapped[int] = mapped_column(default=0)
    certified_social_workers: Mapped[int] = mapped_column(default=0)
    rating: Mapped[str | None] = mapped_column(String(4))
    rating_valid_to: Mapped[date | None]
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(12), default="applied")
    state_reason: Mapped[str] = mapped_column(Text, default="")
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    statuses: Mapped[list[StatusEntry]] = relationship(order_by="StatusEntry.since")

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.id, public=self.state in ("admitted", "suspended"))


class StatusEntry(Model):
    """An organisation's stay on a public list (活动异常名录, 严重违法失信名单)."""

    __tablename__ = "organisation_status"
    __table_args__ = (one_of("kind", STATUS_KINDS),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None]
    entered_at: Mapped[datetime]


class TrackRecord(Model):
    """What an organisation did in one project. ``project_ref`` is the proposal's slug (a later room's)."""

    __tablename__ = "track_record"
    __table_args__ = (UniqueConstraint("organisation_id", "project_ref", "kind"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    project_ref: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
