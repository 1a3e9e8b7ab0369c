"""Tables of recognition, approval and contract."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.lifecycle import CONTRACT, states
from app.domain.policy import Scope
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.organisations.models import Organisation
from app.proposals.models import Proposal
from app.street.models import Street

STEPS = ("handler", "reviewer", "approver")
PARTIES = ("street", "community", "representatives")
CONDITIONS = ("signed", "midterm_passed", "accepted")


class Contract(Sluggish, Model):
    """A government-purchase contract: the street buys, the organisation provides (财政部令102号)."""

    __tablename__ = "contract"
    __table_args__ = (
        one_of("state", states(CONTRACT)),
        one_of("kind", ("fixed", "on_request")),
        CheckConstraint("amount_fen > 0 AND original_amount_fen > 0", name="amount_positive"),
        CheckConstraint("ends_on > starts_on", name="days_in_order"),
        UniqueConstraint("street_id", "code"),
    )

    street_id: Mapped[int] = mapped_column(ForeignKey("street.id"))
    code: Mapped[str] = mapped_column(String(24))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(160))
    content: Mapped[str] = mapped_column(Text)
    quality: Mapped[str] = mapped_column(Text, default="")
    settlement: Mapped[str] = mapped_column(Text, default="")
    breach: Mapped[str] = mapped_column(Text, default="")
    original_amount_fen: Mapped[Fen]
    amount_fen: Mapped[Fen]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="recognition", index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime]
    signed_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    street: Mapped[Street] = relationship()
    organisation: Mapped[Organisation] = relationship()
    parts: Mapped[list[ContractPart]] = relationship(back_populates="contract", order_by="ContractPart.id")
    deliverables: Mapped[list[Deliverable]] = relationship(order_by="Deliverable.position")

    @property
    def scope(self) -> Scope:
        return Scope(
            frozenset(part.proposal.community_id for part in self.parts),
            self.organisation_id,
            self.prepared_by_id,
            public=self.signed_on is not None,
        )


class ContractPart(Model):
    """A proposal carried by a contract: each community pays its own part from its own fund."""

    __tablename__ = "contract_part"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    amount_fen: Mapped[Fen]

    contract: Mapped[Contract] = relationship(back_populates="parts")
    proposal: Mapped[Proposal] = relationship()
    instalments: Mapped[list[Instalment]] = relationship(order_by="Instalment.seq", back_populates="part")


class Instalment(Model):
    __tablename__ = "instalment"
    __table_args__ = (
        UniqueConstraint("part_id", "seq"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        one_of("condition", CONDITIONS),
    )

    id: Mapped[Id]
    part_id: Mapped[int] = mapped_column(ForeignKey("contract_part.id"))
    seq: Mapped[int]
    amount_fen: Mapped[Fen]
    condition: Mapped[str] = mapped_column(String(20))
    condition_met_on: Mapped[date | None]

    part: Mapped[ContractPart] = relationship(back_populates="instalments")


class Deliverable(Model):
    __tablename__ = "deliverable"
    __table_args__ = (UniqueConstraint("contract_id", "position"),)

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    position: Mapped[int]
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))


class Recognition(Model):
    """One of the three parties recognises the plan; a community's for each community that buys."""

    __tablename__ = "recognition"
    __table_args__ = (
        UniqueConstraint("contract_id", "party", "community_id"),
        one_of("party", PARTIES),
        CheckConstraint("(party = 'representatives') = (resolution_id IS NOT NULL)", name="resolution_named"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    party: Mapped[str] = mapped_column(String(16))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"))
    resolution_id: Mapped[int | None] = mapped_column(ForeignKey("resolution.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    opinion: Mapped[str] = mapped_column(Text, default="")
    recognised_on: Mapped[date]


class Approval(Model):
    """A step of the street's chain. Three steps, three people: one step a person in each attempt."""

    __tablename__ = "approval"
    __table_args__ = (
        UniqueConstraint("contract_id", "attempt", "step"),
        UniqueConstraint("contract_id", "attempt", "user_id"),
        one_of("step", STEPS),
        one_of("decision", ("agreed", "returned")),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    attempt: Mapped[int]
    step: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[str] = mapped_column(String(10))
    opinion: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]


class Amendment(Model):
    """A supplement (补充合同): at most the set share of the original amount in all (采购法 art. 49)."""

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("amount_fen > 0", name="positive"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("contract_part.id"))
    number: Mapped[int]
    amount_fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
