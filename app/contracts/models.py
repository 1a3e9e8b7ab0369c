"""Tables of recognition, approval and contract."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.council.models import Resolution
from app.domain.lifecycle import CONTRACT, states
from app.domain.policy import Scope
from app.domain.separation import STEPS as STEPS_OF_PURCHASE
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.organisations.models import Organisation
from app.people.models import User
from app.proposals.models import Proposal
from app.street.models import Community, Street

STEPS = ("handler", "reviewer", "approver")
PARTIES = ("street", "community", "representatives")
CONDITIONS = ("signed", "midterm_passed", "accepted")
KINDS = ("fixed", "on_request")
SIGNED_STATES = ("signed", "accepted", "closed")


def _once(name: str, *columns: str, party: str) -> Index:
    """One recognition of a party by what it stands for."""
    where = text(f"party = '{party}'")
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Contract(Sluggish, Model):
    """A government-purchase contract: the street buys, the organisation provides (财政部令102号).

    ``attempt`` counts the rounds of the street's chain, ``revision`` the changes of the text. Amounts are fen;
    ``original_amount_fen`` is what was signed, ``amount_fen`` includes supplements.
    """

    __tablename__ = "contract"
    __table_args__ = (
        one_of("state", states(CONTRACT)),
        one_of("kind", KINDS),
        CheckConstraint("original_amount_fen > 0 AND amount_fen >= original_amount_fen", name="amounts"),
        CheckConstraint("ends_on > starts_on", name="days_in_order"),
        CheckConstraint(
            "(state IN ('signed', 'accepted', 'closed')) = (signed_on IS NOT NULL)", name="signed_has_day"
        ),
        UniqueConstraint("street_id", "code"),
        UniqueConstraint("id", "prepared_by_id"),
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
    revision: Mapped[int] = mapped_column(default=1)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime]
    signed_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    closed_on: Mapped[date | None]

    street: Mapped[Street] = relationship()
    organisation: Mapped[Organisation] = relationship()
    parts: Mapped[list[ContractPart]] = relationship(back_populates="contract", order_by="ContractPart.id")
    deliverables: Mapped[list[Deliverable]] = relationship(
        order_by="Deliverable.position", cascade="all, delete-orphan"
    )
    recognitions: Mapped[list[Recognition]] = relationship(
        order_by="Recognition.id", cascade="all, delete-orphan"
    )
    approvals: Mapped[list[Approval]] = relationship(
        order_by="Approval.id", foreign_keys="Approval.contract_id"
    )
    amendments: Mapped[list[Amendment]] = relationship(order_by="Amendment.number")
    prepared_by: Mapped[User] = relationship()
    steps: Mapped[list[PurchaseStep]] = relationship(order_by="PurchaseStep.taken_at, PurchaseStep.id")

    @property
    def scope(self) -> Scope:
        return Scope(
            frozenset(part.proposal.community_id for part in self.parts),
            self.organisation_id,
            public=self.signed_on is not None,
        )


class PurchaseStep(Model):
    """Who took which step of a purchase, in which post, when: all that keeps people apart is read from here.

    Rows are only added. ``payment_ref`` is the slug of the payment the step is about (a later room's), else empty;
    ``post`` is the role the person acted in, empty where it is not known.
    """

    __tablename__ = "purchase_step"
    __table_args__ = (
        one_of("step", STEPS_OF_PURCHASE),
        Index("ix_purchase_step_person", "contract_id", "user_id"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    payment_ref: Mapped[str] = mapped_column(String(16), default="")
    step: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    post: Mapped[str] = mapped_column(String(30), default="")
    taken_at: Mapped[datetime]

    user: Mapped[User] = relationship()


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
    instalments: Mapped[list[Instalment]] = relationship(
        order_by="Instalment.seq", back_populates="part", cascade="all, delete-orphan"
    )


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
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), unique=True)

    part: Mapped[ContractPart] = relationship(back_populates="instalments")


class Deliverable(Model):
    __tablename__ = "deliverable"
    __table_args__ = (
        UniqueConstraint("contract_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    position: Mapped[int]
    description: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))


class Recognition(Model):
    """One of the three parties recognises the plan (三方认定).

    The street once, the delegate of each community that buys once, the representatives by each passed resolution.
    """

    __tablename__ = "recognition"
    __table_args__ = (
        _once("uq_recognition_street", "contract_id", party="street"),
        _once("uq_recognition_community", "contract_id", "community_id", party="community"),
        _once("uq_recognition_representatives", "contract_id", "resolution_id", party="representatives"),
        one_of("party", PARTIES),
        CheckConstraint("(party = 'street') = (community_id IS NULL)", name="community_named"),
        CheckConstraint("(party = 'representatives') = (user_id IS NULL)", name="person_named"),
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

    community: Mapped[Community | None] = relationship()
    resolution: Mapped[Resolution | None] = relationship()
    user: Mapped[User | None] = relationship()


class Approval(Model):
    """A step of the street's chain. Three steps, three people: one step a person in each attempt.

    ``prepared_by_id`` repeats the contract's, so that the database itself refuses a preparer who approves.
    """

    __tablename__ = "approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["contract_id", "prepared_by_id"],
            ["contract.id", "contract.prepared_by_id"],
            name="fk_approval_preparer_contract",
        ),
        CheckConstraint("step <> 'approver' OR user_id <> prepared_by_id", name="preparer_never_approves"),
        UniqueConstraint("contract_id", "attempt", "step"),
        UniqueConstraint("contract_id", "attempt", "user_id"),
        one_of("step", STEPS),
        one_of("decision", ("agreed", "returned")),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    prepared_by_id: Mapped[int]
    attempt: Mapped[int]
    step: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decision: Mapped[str] = mapped_column(String(10))
    opinion: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime]

    user: Mapped[User] = relationship()


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

    part: Mapped[ContractPart] = relationship()
    made_by: Mapped[User] = relationship()
