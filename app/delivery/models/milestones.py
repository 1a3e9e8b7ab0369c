"""Milestones and the evidence for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import ContractPart
from app.delivery.models.shared import part_scope
from app.domain.lifecycle import MILESTONE, states
from app.domain.policy import Scope
from app.foundation.database import Id, Model, Sluggish, one_of
from app.foundation.files import StoredFile
from app.foundation.public_words import PublicLine, PublicText


class Milestone(Sluggish, Model):
    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("part_id", "seq"),
        one_of("state", states(MILESTONE)),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_has_day"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> reported_by_id", name="two_people"),
        Index("ix_milestone_due", "state", "due_on"),
    )

    part_id: Mapped[int] = mapped_column(ForeignKey("contract_part.id"))
    seq: Mapped[int]
    name: Mapped[str] = mapped_column(PublicLine(120))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="not_started")
    report: Mapped[str] = mapped_column(PublicText, default="")
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reported_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    remark: Mapped[str] = mapped_column(PublicText, default="")

    part: Mapped[ContractPart] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(order_by="Evidence.id", back_populates="milestone")

    @property
    def scope(self) -> Scope:
        return part_scope(self.part)


class Evidence(Model):
    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("milestone_id", "file_id"),)

    id: Mapped[Id]
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile] = relationship()
    milestone: Mapped[Milestone] = relationship(back_populates="evidence")

    @property
    def scope(self) -> Scope:
        return self.milestone.scope
