"""Tables of project proposals (项目申请, 活动方案, 预算明细)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lifecycle import PROPOSAL, states
from app.domain.policy import Role, Scope
from app.fair.models import Offering
from app.foundation.clock import local_date
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
from app.funds.models import Fund
from app.needs.models import Need
from app.organisations.models import Organisation
from app.people.models import User
from app.street.models import Community, DirectoryItem

UNSENT_STATES = frozenset({"draft", "withdrawn"})
PRIVATE_STATES = frozenset({"draft", "under_review", "returned", "withdrawn"})
"""Those found ineligible are public, with the reason: a need's page sends people there."""
EDITABLE_STATES = frozenset({"draft", "returned", "objection_upheld"})


class Proposal(Sluggish, Model):
    """A plan. ``made_as`` is the role its maker acted in: a member for the organisation, or a representative."""

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("state", states(PROPOSAL)),
        one_of("kind", ("service",)),
        CheckConstraint("amount_fen >= 0 AND people_served >= 0 AND months >= 0", name="counts"),
        CheckConstraint(
            "months BETWEEN 1 AND 36 OR state IN ('draft', 'returned', 'objection_upheld', 'withdrawn')",
            name="term",
        ),
        UniqueConstraint("community_id", "code"),
        Index("ix_proposal_list", "community_id", "state"),
        Index("ix_proposal_state", "state", "changed_at"),
    )

    code: Mapped[str | None] = mapped_column(String(16))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    offering_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id"), index=True)
    directory_item_id: Mapped[int | None] = mapped_column(ForeignKey("directory_item.id"))
    outside_reason: Mapped[str] = mapped_column(PublicText, default="")
    title: Mapped[str] = mapped_column(PublicLine(120))
    kind: Mapped[str] = mapped_column(String(10), default="service")
    goal: Mapped[str] = mapped_column(PublicText, default="")
    activities: Mapped[str] = mapped_column(PublicText, default="")
    schedule: Mapped[str] = mapped_column(PublicText, default="")
    staffing: Mapped[str] = mapped_column(PublicText, default="")
    target_group: Mapped[str] = mapped_column(PublicLine(120), default="")
    negative_answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    no_subcontracting: Mapped[bool] = mapped_column(default=False)
    amount_fen: Mapped[Fen] = mapped_column(default=0)
    people_served: Mapped[int] = mapped_column(default=0)
    months: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    made_as: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    public_since: Mapped[datetime | None] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
    heard_on: Mapped[date | None]
    hearing_note: Mapped[str] = mapped_column(PublicText, default="")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    community: Mapped[Community] = relationship()
    prepared_by: Mapped[User] = relationship()
    fund: Mapped[Fund] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    need: Mapped[Need | None] = relationship()
    offering: Mapped[Offering | None] = relationship()
    directory_item: Mapped[DirectoryItem | None] = relationship()
    budget_lines: Mapped[list[BudgetLine]] = relationship(
        order_by="BudgetLine.position", cascade="all, delete-orphan"
    )

    @property
    def is_public(self) -> bool:
        """What the public once could read, it can go on reading."""
        return self.public_since is not None or self.state not in PRIVATE_STATES

    @property
    def scope(self) -> Scope:
        return Scope.of(
            self.community_id,
            organisation_id=self.organisation_id,
            maker_id=self.prepared_by_id,
            made_as=Role(self.made_as),
            public=self.is_public,
            private=self.state in UNSENT_STATES,
        )


class BudgetLine(Model):
    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("proposal_id", "position"),
        CheckConstraint("amount_fen >= 0", name="amount_not_negative"),
    )

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(PublicLine(200), default="")
    amount_fen: Mapped[Fen]


class ProposalVersion(Model):
    """What was submitted each time, word for word, with the warnings it was submitted under."""

    __tablename__ = "proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "number"),)

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]

    submitted_by: Mapped[User] = relationship()


class Review(Model):
    """The street's eligibility and compliance review, with its reasons."""

    __tablename__ = "review"
    __table_args__ = (one_of("result", ("passed", "returned", "refused")),)

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    version_number: Mapped[int]
    result: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(PublicText)
    findings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    reviewed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reviewed_at: Mapped[datetime]

    proposal: Mapped[Proposal] = relationship()
    reviewed_by: Mapped[User] = relationship()

    @property
    def post(self) -> str:
        """The post in which the reviewer could review that day; "" where the record of posts knows of none."""
        on = local_date(self.reviewed_at)
        held = (
            row.role
            for row in self.reviewed_by.memberships
            if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
        )
        return next((role for role in held if role in (Role.REVIEWER, Role.STREET_HANDLER)), "")
