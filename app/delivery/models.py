"""Tables of delivery: milestones, evaluation, acceptance, payment, rectification, alerts, assisted orders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Contract, ContractPart, Instalment
from app.domain.lifecycle import MILESTONE, PAYMENT, states
from app.domain.policy import Scope
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.files import StoredFile
from app.foundation.public_words import PublicLine, PublicText
from app.funds.models import LedgerEntry
from app.organisations.models import AccountChange, PayeeAccount
from app.proposals.models import Proposal
from app.street.models import Community

STAGES = ("midterm", "final")
CONCLUSIONS = ("passed", "rectify")
CHANNELS = ("online", "phone", "visit", "home_visit", "paper")
PAYERS = ("resident", "fund", "free")
ENDED_PAYMENTS = ("refused", "reversed")
"""States of a payment after which its instalment can be asked for anew."""
PAYABLE = ("contracted", "delivering", "accepted", "closed")
"""States of a project that is paid for. Once it is closed nothing is left to pay but what was reversed."""
WITNESSES = ("resident", "family")
UNNAMED = "unnamed"
"""Whose score it is, where nobody asked when it was recorded."""
ALERT_KINDS = (
    "milestone_late",
    "payment_overdue",
    "need_unanswered",
    "evaluation_low",
    "rectification_late",
    "acceptance_objected",
)


LIVE_ORDER = "resident_key <> '' AND state <> 'cancelled'"


def part_scope(part: ContractPart) -> Scope:
    """Where a project under contract belongs: its own community, its provider, public once it is signed."""
    contract = part.contract
    return Scope.of(
        part.proposal.community_id,
        organisation_id=contract.organisation_id,
        public=contract.signed_on is not None,
    )


def _once(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


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


class Evaluation(Sluggish, Model):
    """Residents rate a project in the middle or at the end, 1 to 5; answers count until the end of ``closes_on``.

    Below ``rectify_below_tenths`` (tenths of a point) it concludes "rectify"; of fewer answers than ``told_from`` only
    that is told. Both are the settings when it was opened.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("proposal_id", "stage", "attempt"),
        one_of("stage", STAGES),
        one_of("state", ("open", "closed")),
        one_of("conclusion", CONCLUSIONS),
        CheckConstraint("(state = 'closed') = (conclusion IS NOT NULL)", name="closed_has_conclusion"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
        _once("uq_evaluation_open", "proposal_id", where="state = 'open'"),
        CheckConstraint(
            "third_party_score IS NULL OR third_party_score BETWEEN 0 AND 100", name="third_party"
        ),
        CheckConstraint("told_from >= 1", name="told_from"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    stage: Mapped[str] = mapped_column(String(8))
    attempt: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(8), default="open")
    rectify_below_tenths: Mapped[int]
    told_from: Mapped[int]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    closes_on: Mapped[date]
    closed_at: Mapped[datetime | None]
    third_party_score: Mapped[int | None]
    conclusion: Mapped[str | None] = mapped_column(String(10))

    proposal: Mapped[Proposal] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(
            self.proposal.community_id, organisation_id=self.proposal.organisation_id, public=True
        )


class EvaluationAnswer(Sluggish, Model):
    """One person's score from their own account, one that a worker recorded, or ``people`` forms of a confirmed tally.

    Of one that a worker recorded, ``respondent`` is the person's mask ("138****1234"), UNNAMED in records older than
    that rule. It stands, but counts no more, once the person answers with their own hand (``overruled_at``).
    """

    __tablename__ = "evaluation_answer"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "user_id"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score_range"),
        CheckConstraint("people >= 1 AND (user_id IS NULL OR people = 1)", name="people"),
        CheckConstraint("(user_id IS NULL) = (recorded_by_id IS NOT NULL)", name="own_or_recorded"),
        CheckConstraint(
            "recorded_by_id IS NULL OR tally_id IS NOT NULL"
            f" OR respondent = '{UNNAMED}' OR (respondent <> '' AND people = 1)",
            name="names_one_respondent",
        ),
        CheckConstraint("overruled_at IS NULL OR recorded_by_id IS NOT NULL", name="own_hand_stands"),
        one_of("channel", CHANNELS),
    )

    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    people: Mapped[int] = mapped_column(default=1)
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(PublicText, default="")
    channel: Mapped[str] = mapped_column(String(12))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    respondent: Mapped[str] = mapped_column(String(40), default="", server_default="")
    tally_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_tally.id"), index=True)
    overruled_at: Mapped[datetime | None]
    at: Mapped[datetime]

    evaluation: Mapped[Evaluation] = relationship()


class Acceptance(Sluggish, Model):
    """Acceptance with recipients' written opinions (政府采购法实施条例 art. 45).

    ``annulment`` says why one that had passed no longer counts: an objection to its notice was upheld.
    """

    __tablename__ = "acceptance"
    __table_args__ = (
        one_of("result", ("passed", "failed")),
        CheckConstraint("recipients_present >= 0 AND supervisors_present >= 0", name="counts"),
        _once("uq_acceptance_passed", "contract_id", where="result = 'passed' AND annulment = ''"),
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


class Payment(PayeeAccount, Sluggish, Model):
    """An instalment asked for, approved and paid by different people.

    ``voucher_no`` is as typed, ``voucher_key`` folded to compare; ``entry_id`` what it is in the fund's ledger.
    ``account_version`` is the contract's account (by its number) that the approver agreed to; the account's columns
    are filled when it is paid and never change. Payments of before accounts were kept have neither.
    ``account_change`` is the request for which an approved payment came back to the approver.
    """

    __tablename__ = "payment"
    __table_args__ = (
        one_of("state", states(PAYMENT)),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(state = 'requested') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="asker_not_approver"
        ),
        CheckConstraint("paid_by_id IS NULL OR paid_by_id <> decided_by_id", name="payer_not_approver"),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_has_reason"),
        CheckConstraint(
            "state NOT IN ('paid', 'reversed')"
            " OR (voucher_key <> '' AND paid_on IS NOT NULL AND paid_by_id IS NOT NULL)",
            name="paid_has_voucher",
        ),
        UniqueConstraint("entry_id"),
        _once(
            "uq_payment_instalment_live", "instalment_id", where="state <> 'refused' AND state <> 'reversed'"
        ),
        CheckConstraint(
            "account_version IS NULL OR state NOT IN ('requested', 'refused')", name="account_of_a_decision"
        ),
        CheckConstraint(
            "bank_account = '' OR (account_version IS NOT NULL"
            " AND state NOT IN ('requested', 'approved', 'refused'))",
            name="account_kept",
        ),
    )

    instalment_id: Mapped[int] = mapped_column(ForeignKey("instalment.id"), index=True)
    amount_fen: Mapped[Fen]
    state: Mapped[str] = mapped_column(String(10), default="requested", index=True)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    requested_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    paid_on: Mapped[date | None]
    voucher_no: Mapped[str] = mapped_column(String(40), default="")
    voucher_key: Mapped[str] = mapped_column(Text, default="", index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))

    account_version: Mapped[int | None]
    account_change_id: Mapped[int | None] = mapped_column(ForeignKey("account_change.id"))

    entry: Mapped[LedgerEntry | None] = relationship()
    instalment: Mapped[Instalment] = relationship()
    account_change: Mapped[AccountChange | None] = relationship()

    @property
    def scope(self) -> Scope:
        return part_scope(self.instalment.part)


class Rectification(Sluggish, Model):
    """An order to put a project right (整改单); ``evaluation_id`` is the low evaluation that asked for it."""

    __tablename__ = "rectification"
    __table_args__ = (
        one_of("state", ("ordered", "reported", "closed")),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_has_day"),
        _once("uq_rectification_open", "proposal_id", where="state <> 'closed'"),
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


class Alert(Sluggish, Model):
    """Something late or low that somebody must look at; one open alert a subject and kind.

    ``since`` is the first day it was so; ``params`` is what its sentence needs, no personal data.
    """

    __tablename__ = "alert"
    __table_args__ = (
        one_of("kind", ALERT_KINDS),
        _once("uq_alert_open", "kind", "subject_ref", where="resolved_at IS NULL"),
    )

    kind: Mapped[str] = mapped_column(String(30))
    subject_ref: Mapped[str] = mapped_column(String(16))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)
    since: Mapped[date]
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    raised_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]

    community: Mapped[Community | None] = relationship()
    proposal: Mapped[Proposal | None] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id)


class AssistedOrder(Sluggish, Model):
    """A visit ordered for somebody by phone or at the counter, under an on-request contract (代下单).

    ``asked_by`` is the name as given and ``place`` where to go: no more than one visit needs (PIPL art. 6). The
    person is known again by ``resident_key`` and shown as ``resident``, masked; both are empty in older records, as
    is who completed it and to whom the result was read back (``confirmed_by``).
    """

    __tablename__ = "assisted_order"
    __table_args__ = (
        one_of("state", ("placed", "done", "cancelled")),
        one_of("channel", CHANNELS),
        one_of("paid_by", PAYERS),
        CheckConstraint(
            "state <> 'done' OR (fee_fen IS NOT NULL AND paid_by IS NOT NULL AND done_on IS NOT NULL)",
            name="done_is_whole",
        ),
        CheckConstraint("state <> 'cancelled' OR cancelled_because <> ''", name="cancelled_has_reason"),
        CheckConstraint(
            "paid_by <> 'fund' OR fee_fen = 0 OR completed_by_id <> placed_by_id", name="fund_pays_two_hands"
        ),
        CheckConstraint("confirmed_by IS NULL OR completed_by_id IS NOT NULL", name="confirmed_to_somebody"),
        one_of("confirmed_by", WITNESSES),
        Index("ix_assisted_order_list", "community_id", "state", "visit_at"),
        Index(
            "uq_assisted_order_resident",
            "part_id",
            "visit_at",
            "resident_key",
            unique=True,
            sqlite_where=text(LIVE_ORDER),
            postgresql_where=text(LIVE_ORDER),
        ),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_range"),
        CheckConstraint("fee_fen IS NULL OR fee_fen >= 0", name="fee_not_negative"),
    )

    part_id: Mapped[int] = mapped_column(ForeignKey("contract_part.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    code: Mapped[str | None] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[str] = mapped_column(String(60))
    place: Mapped[str] = mapped_column(String(120), default="")
    item: Mapped[str] = mapped_column(String(120))
    visit_at: Mapped[datetime]
    fee_fen: Mapped[Fen | None]
    paid_by: Mapped[str | None] = mapped_column(String(10))
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="placed")
    done_on: Mapped[date | None]
    rating: Mapped[int | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    cancelled_because: Mapped[str] = mapped_column(Text, default="")
    resident: Mapped[str] = mapped_column(String(40), default="", server_default="")
    resident_key: Mapped[str] = mapped_column(String(64), default="", server_default="")
    completed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by: Mapped[str | None] = mapped_column(String(10))

    part: Mapped[ContractPart] = relationship()
    community: Mapped[Community] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, organisation_id=self.part.contract.organisation_id)
