"""Acceptance with its opinions, and orders to put a project right."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Contract
from app.delivery.models.shared import once
from app.domain.policy import Scope
from app.foundation.database import Model, Sluggish, one_of
from app.foundation.public_words import PublicText
from app.proposals.models import Proposal


class Acceptance(Sluggish, Model):
    """Acceptance with recipients' written opinions (政府采购法实施条例 art. 45).

    ``annulment`` says why one that had passed no longer counts: an objection to its notice was upheld.
    """

    __tablename__ = "acceptance"
    __table_args__ = (
        one_of("result", ("passed", "failed")),
        CheckConstraint("recipients_present >= 0 AND supervisors_present >= 0", name="counts"),
        once("uq_acceptance_passed", "contract_id", where="result = 'passed' AND annulment = ''"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    accepted_on: Mapped[date]
    recipients_present: Mapped[int]
    supervisors_present: Mapped[int]
    opinion: Mapped[str] = mapped_column(PublicText)
    result: Mapped[str] = mapped_column(String(8))
    annulment: Mapped[str] = mapped_column(PublicText, default="", server_default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    contract: Mapped[Contract] = relationship()
    opinions: Mapped[list[RecipientOpinion]] = relationship(
        back_populates="acceptance", order_by="RecipientOpinion.id"
    )

    @property
    def verdict(self) -> str:
        """A label of "acceptance.result": passed, failed or annulled."""
        return "annulled" if self.annulment else self.result

    @property
    def scope(self) -> Scope:
        return self.contract.scope


class RecipientOpinion(Sluggish, Model):
    __tablename__ = "recipient_opinion"

    acceptance_id: Mapped[int] = mapped_column(ForeignKey("acceptance.id"), index=True)
    given_by: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(PublicText)

    acceptance: Mapped[Acceptance] = relationship(back_populates="opinions")


class Rectification(Sluggish, Model):
    """An order to put a project right (整改单); ``evaluation_id`` is the low evaluation that asked for it."""

    __tablename__ = "rectification"
    __table_args__ = (
        one_of("state", ("ordered", "reported", "closed")),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_day"),
        once("uq_rectification_open", "proposal_id", where="state <> 'closed'"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(PublicText)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(String(10), default="ordered")
    report: Mapped[str] = mapped_column(PublicText, default="")
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reported_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    closing_note: Mapped[str] = mapped_column(PublicText, default="")

    proposal: Mapped[Proposal] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(
            self.proposal.community_id, organisation_id=self.proposal.organisation_id, public=True
        )
