"""Tables of recognition, approval and contract."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.chained import Deciding, Recognising, one_recognition, three_people
from app.domain.lifecycle import AMENDMENT, CONTRACT, states
from app.domain.payment_terms import GROUNDS, MOST_DAYS, PaymentTerms
from app.domain.policy import Scope
from app.domain.separation import STEPS as STEPS_OF_PURCHASE
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.public_words import PublicLine, PublicText
from app.organisations.models import AccountChange, Organisation, PayeeAccount
from app.people.models import User
from app.proposals.models import Proposal
from app.street.models import Street

CONDITIONS = ("signed", "midterm_passed", "accepted")
KINDS = ("fixed", "on_request")
SIGNED_STATES = ("signed", "accepted", "closed")
AMENDMENT_ENDS = ("in_force", "withdrawn")
LONGER_TERM_BY = ("resolution", "delegate")


class Contract(PayeeAccount, Sluggish, Model):
    """A government-purchase contract: the street buys, the organisation provides (财政部令102号).

    The payee's account is part of the text: taken when it is written, fixed when it is signed;
    ``account_change`` is the confirmed request for which it was taken again on the way to the signature.
    ``attempt`` counts the rounds of the street's chain, ``revision`` the changes of the text. Amounts are fen;
    ``original_amount_fen`` is what was signed, ``amount_fen`` includes supplements in force. A term longer than was
    voted says why (``term_reason``) and who recognises it again (``longer_term_by``, one of LONGER_TERM_BY, the
    setting as it stood when the text was written). ``payment_ground``, ``payment_days`` and ``acceptance_days`` are
    its terms of payment (domain/payment_terms), as the settings stood then.
    """

    __tablename__ = "contract"
    __table_args__ = (
        one_of("state", states(CONTRACT)),
        one_of("kind", KINDS),
        CheckConstraint("original_amount_fen > 0 AND amount_fen >= original_amount_fen", name="amounts"),
        CheckConstraint("ends_on > starts_on", name="days_in_order"),
        one_of("payment_ground", GROUNDS),
        CheckConstraint(
            f"payment_days >= 1 AND (payment_ground = 'street' OR payment_days <= {MOST_DAYS})",
            name="payment_days",
        ),
        CheckConstraint("acceptance_days >= 1", name="acceptance_days"),
        CheckConstraint("longer_term_by IS NULL OR term_reason <> ''", name="longer_term_has_reason"),
        one_of("longer_term_by", LONGER_TERM_BY),
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
    title: Mapped[str] = mapped_column(PublicLine(160))
    content: Mapped[str] = mapped_column(PublicText)
    quality: Mapped[str] = mapped_column(PublicText, default="")
    settlement: Mapped[str] = mapped_column(PublicText, default="")
    breach: Mapped[str] = mapped_column(PublicText, default="")
    original_amount_fen: Mapped[Fen]
    amount_fen: Mapped[Fen]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    term_reason: Mapped[str] = mapped_column(PublicText, default="")
    longer_term_by: Mapped[str | None] = mapped_column(String(12))
    payment_ground: Mapped[str] = mapped_column(String(12))
    payment_days: Mapped[int]
    acceptance_days: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="recognition", index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime]
    signed_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    account_change_id: Mapped[int | None] = mapped_column(ForeignKey("account_change.id"))

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
    accounts: Mapped[list[ContractAccount]] = relationship(order_by="ContractAccount.number")
    account_change: Mapped[AccountChange | None] = relationship()
    amendments: Mapped[list[Amendment]] = relationship(order_by="Amendment.number", back_populates="contract")
    prepared_by: Mapped[User] = relationship()
    steps: Mapped[list[PurchaseStep]] = relationship(order_by="PurchaseStep.taken_at, PurchaseStep.id")

    @property
    def payment_terms(self) -> PaymentTerms:
        return PaymentTerms(self.payment_ground, self.payment_days, self.acceptance_days)

    @property
    def scope(self) -> Scope:
        return Scope(
            frozenset(part.proposal.community_id for part in self.parts),
            self.organisation_id,
            public=self.signed_on is not None,
        )


class ContractAccount(PayeeAccount, Model):
    """The account of a signed contract after a confirmed request; rows are only added, each for one request.

    What was signed is in the contract itself and counts as number 0.
    """

    __tablename__ = "contract_account"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        UniqueConstraint("contract_id", "change_id"),
        CheckConstraint("number >= 1 AND bank_name <> '' AND bank_account <> ''", name="whole"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    since: Mapped[datetime]
    change_id: Mapped[int] = mapped_column(ForeignKey("account_change.id"), index=True)

    change: Mapped[AccountChange] = relationship()


class PurchaseStep(Model):
    """Who took which step of a purchase, in which post, when: all that keeps people apart is read from here.

    Rows are only added. ``subject_ref`` is the slug of the supplement or payment (a later room's) the step is about,
    empty for the contract itself; ``post`` is the role the person acted in, empty where it is not known.
    """

    __tablename__ = "purchase_step"
    __table_args__ = (
        one_of("step", STEPS_OF_PURCHASE),
        Index("ix_purchase_step_person", "contract_id", "user_id"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    subject_ref: Mapped[str] = mapped_column(String(16), default="")
    step: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    post: Mapped[str] = mapped_column(String(30), default="")
    taken_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class ContractPart(Model):
    """A proposal carried by a contract: each community pays its own part from its own fund.

    ``voted_months`` is the longest term that the representatives have passed for it.
    """

    __tablename__ = "contract_part"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("voted_months > 0", name="term_voted"),
    )

    id: Mapped[Id]
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    amount_fen: Mapped[Fen]
    voted_months: Mapped[int]

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
    description: Mapped[str] = mapped_column(PublicLine(200))
    quantity: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))


class Recognition(Recognising, Model):
    """A contract's recognition: the representatives' is taken from each passed resolution.

    ``term_months`` is the term longer than was voted that a delegate recognised in so many words.
    """

    __tablename__ = "recognition"
    __table_args__ = one_recognition("recognition", "contract_id")

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    term_months: Mapped[int | None]


class Approval(Deciding, Model):
    """A step of a contract's chain."""

    __tablename__ = "approval"
    __table_args__ = three_people("approval", "contract")

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))


class Amendment(Sluggish, Model):
    """A supplement (补充合同) to one part of a contract, so that each community decides on its own money.

    At most the set share of the original amount in all (采购法 art. 49). It goes a contract's own chain and moves
    money (fen) only when it is in force. ``needs_resolution``: by its size the representatives recognise it too.
    The contract's term stays as it was signed.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        one_of("state", states(AMENDMENT)),
        UniqueConstraint("contract_id", "number"),
        Index("uq_amendment_preparer", "id", "prepared_by_id", unique=True),
        CheckConstraint("amount_fen > 0", name="positive"),
        CheckConstraint("(state = 'in_force') = (signed_on IS NOT NULL)", name="in_force_has_day"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("contract_part.id"))
    number: Mapped[int]
    amount_fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(PublicText)
    buys: Mapped[str] = mapped_column(PublicText, default="")
    state: Mapped[str] = mapped_column(String(12), default="recognition", index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    needs_resolution: Mapped[bool] = mapped_column(default=False)
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime]
    signed_on: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="amendments")
    part: Mapped[ContractPart] = relationship()
    prepared_by: Mapped[User] = relationship()
    recognitions: Mapped[list[AmendmentRecognition]] = relationship(
        order_by="AmendmentRecognition.id", cascade="all, delete-orphan"
    )
    approvals: Mapped[list[AmendmentApproval]] = relationship(
        order_by="AmendmentApproval.id", foreign_keys="AmendmentApproval.amendment_id"
    )

    @property
    def waiting(self) -> bool:
        return self.state not in AMENDMENT_ENDS

    @property
    def scope(self) -> Scope:
        """The community that pays; public once it is in force."""
        return Scope.of(
            self.part.proposal.community_id,
            organisation_id=self.contract.organisation_id,
            public=self.signed_on is not None,
        )


class AmendmentRecognition(Recognising, Model):
    """A supplement's recognition: by street and delegate, and above the set size by the representatives."""

    __tablename__ = "amendment_recognition"
    __table_args__ = one_recognition("amendment_recognition", "amendment_id")

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)


class AmendmentApproval(Deciding, Model):
    """A step of a supplement's chain."""

    __tablename__ = "amendment_approval"
    __table_args__ = three_people("amendment_approval", "amendment")

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
