"""Tables of social organisations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText

COMMUNITY_GROUP = "community_group"
ORG_TYPES = ("association", "service_agency", "foundation", "institution", "company", COMMUNITY_GROUP)
"""社会团体, 社会服务机构(民办非企业单位), 基金会, 事业单位, 企业, 社区社会组织(备案)."""
RATINGS = ("5A", "4A", "3A", "2A", "1A")
STATES = ("applied", "admitted", "refused")
STATUS_KINDS = ("abnormal_list", "blacklist", "penalty", "no_annual_report")


def _belongs_to_the_admitted(column: str) -> Index:
    """One admitted organisation of a street has a name or code; several may apply with it, since anybody can."""
    admitted = text("state = 'admitted'")
    return Index(
        f"uq_organisation_admitted_{column}",
        "street_id",
        column,
        unique=True,
        sqlite_where=admitted,
        postgresql_where=admitted,
    )


class Organisation(Sluggish, Model):
    """``applied_from`` is the passing key (foundation/visitors) of the network an application came from, kept until it
    is decided."""

    __tablename__ = "organisation"
    __table_args__ = (
        _belongs_to_the_admitted("uscc"),
        _belongs_to_the_admitted("name"),
        one_of("state", STATES),
        one_of("org_type", ORG_TYPES),
        CheckConstraint(f"legal_person = (org_type <> '{COMMUNITY_GROUP}')", name="groups_are_no_persons"),
        CheckConstraint("uscc IS NOT NULL OR NOT legal_person", name="legal_person_has_code"),
        Index("ix_organisation_list", "state", "name"),
    )

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    code: Mapped[str | None] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(PublicLine(120))
    org_type: Mapped[str] = mapped_column(String(40))
    legal_person: Mapped[bool]
    uscc: Mapped[str | None] = mapped_column(String(18))
    domain: Mapped[str] = mapped_column(PublicLine(60), default="")
    intro: Mapped[str] = mapped_column(PublicText, default="")
    founded_year: Mapped[int | None]
    full_time_staff: Mapped[int] = mapped_column(default=0)
    certified_social_workers: Mapped[int] = mapped_column(default=0)
    rating: Mapped[str | None] = mapped_column(String(4))
    rating_valid_to: Mapped[date | None]
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    bank_name: Mapped[str] = mapped_column(String(120), default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(12), default="applied", index=True)
    state_reason: Mapped[str] = mapped_column(PublicText, default="")
    applied_at: Mapped[datetime]
    applied_from: Mapped[str | None] = mapped_column(String(64))
    decided_at: Mapped[datetime | None]

    statuses: Mapped[list[StatusEntry]] = relationship(
        order_by="StatusEntry.since", back_populates="organisation"
    )

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.id, public=self.state == "admitted")


class StatusEntry(Sluggish, Model):
    """An organisation's stay on a public list; ``until`` is the first day it no longer stands."""

    __tablename__ = "organisation_status"
    __table_args__ = (
        one_of("kind", STATUS_KINDS),
        CheckConstraint("until IS NULL OR until > since", name="days_in_order"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None]
    entered_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(back_populates="statuses")

    @property
    def scope(self) -> Scope:
        return Scope(organisation_id=self.organisation_id, public=True)

    def stands(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class TrackRecord(Model):
    """What an organisation did in one project. ``project_ref`` is the proposal's slug (a later room's)."""

    __tablename__ = "track_record"
    __table_args__ = (UniqueConstraint("organisation_id", "project_ref", "kind"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    project_ref: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(20))
    summary: Mapped[str] = mapped_column(PublicText)
    recorded_at: Mapped[datetime]
