"""Tables of public notice."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lifecycle import NOTICE, states
from app.domain.policy import Scope
from app.foundation.database import Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
from app.street.models import Community

KINDS = ("result", "contract", "supplement", "acceptance")
OUTCOMES = ("upheld", "not_upheld", "corrected")
CHANNELS = ("online", "phone", "visit", "home_visit", "paper")
ENDINGS = ("no_objection", "answered", "corrected", "upheld")


class Notice(Sluggish, Model):
    """A public notice (公示). ``subject_ref`` is an opaque slug; what ending means to it is registered elsewhere.

    Both days are included; the period's number, kind (natural or working days) and source are kept as they were
    set. ``body`` is what the public saw, word for word; ``outcome`` is a code of ENDINGS.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", states(NOTICE)),
        one_of("period_kind", ("natural", "working")),
        CheckConstraint("ends_on >= starts_on AND period_days > 0", name="days_in_order"),
        CheckConstraint("(state = 'posted') = (ended_at IS NULL)", name="ended_has_time"),
        CheckConstraint("(state = 'posted') = (outcome IS NULL)", name="ended_has_outcome"),
        one_of("outcome", ENDINGS),
        Index("ix_notice_subject", "kind", "subject_ref"),
        Index("ix_notice_running", "state", "ends_on", "id"),
        Index("ix_notice_of_community", "community_id", "state", "ends_on"),
        Index(
            "uq_notice_posted",
            "kind",
            "subject_ref",
            unique=True,
            sqlite_where=text("state = 'posted'"),
            postgresql_where=text("state = 'posted'"),
        ),
    )

    code: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(12))
    subject_ref: Mapped[str] = mapped_column(String(16))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    title: Mapped[str] = mapped_column(PublicLine(200))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    period_days: Mapped[int]
    period_kind: Mapped[str] = mapped_column(String(8))
    rule_source: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(8), default="posted")
    outcome: Mapped[str | None] = mapped_column(String(12))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    community: Mapped[Community | None] = relationship()
    objections: Mapped[list[Objection]] = relationship(
        back_populates="notice", order_by="Objection.raised_at"
    )

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, public=True)


class Objection(Sluggish, Model):
    """An objection with its answer. ``contact`` and ``contact_phone`` are for those who answer, read on record.

    One that a worker entered for somebody names whose it is, by ``respondent_id`` (a seat's account) or by keys
    (people/respondents; ``shown`` is the mask): one of each person for a notice.
    """

    __tablename__ = "objection"
    __table_args__ = (
        UniqueConstraint("notice_id", "phone_key"),
        UniqueConstraint("notice_id", "household_key"),
        UniqueConstraint("notice_id", "respondent_id"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answer_has_outcome"),
        CheckConstraint("answered_at IS NULL OR answer <> ''", name="answer_has_words"),
        one_of("outcome", OUTCOMES),
        one_of("channel", CHANNELS),
        Index(
            "ix_objection_unanswered",
            "notice_id",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    text: Mapped[str] = mapped_column(PublicText)
    raised_by_role: Mapped[str] = mapped_column(String(40))
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[str] = mapped_column(String(12), default="online")
    contact: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="")
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    phone_key: Mapped[str | None] = mapped_column(String(64))
    household_key: Mapped[str | None] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(40), default="")
    raised_at: Mapped[datetime]
    due_on: Mapped[date]
    answer: Mapped[str] = mapped_column(PublicText, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_by_role: Mapped[str] = mapped_column(String(40), default="")
    answered_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))

    notice: Mapped[Notice] = relationship(back_populates="objections")

    @property
    def scope(self) -> Scope:
        return self.notice.scope
