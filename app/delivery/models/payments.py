"""Payments of instalments."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import Instalment
from app.delivery.models.shared import once, part_scope
from app.domain.lifecycle import PAYMENT, states
from app.domain.policy import Scope
from app.foundation.database import Fen, Model, Sluggish, one_of
from app.funds.models import LedgerEntry
from app.organisations.models import AccountChange, PayeeAccount


class Payment(PayeeAccount, Sluggish, Model):
    """An instalment asked for, approved and paid by different people.

    ``due_on`` is the last day to pay, by the contract's terms when it was asked for. ``voucher_no`` is as typed,
    ``voucher_key`` folded to compare; ``entry_id`` what it is in the fund's ledger.
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
        once(
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
    due_on: Mapped[date]
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
