"""Tables of the money: a fund a community and year, and a ledger that only grows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.funds.effects import ENTRY_KINDS, TOTALS, Balance
from app.street.models import Community


class Fund(Sluggish, Model):
    """A community's yearly money. All amounts are fen; ``paid`` is part of ``committed``."""

    __tablename__ = "fund"
    __table_args__ = (
        UniqueConstraint("community_id", "year", "name"),
        CheckConstraint(
            "appropriated_fen >= 0 AND carried_over_fen >= 0 AND carried_out_fen >= 0 AND reserved_fen >= 0",
            name="not_negative",
        ),
        CheckConstraint("paid_fen >= 0 AND paid_fen <= committed_fen", name="paid_within_committed"),
        CheckConstraint(
            "reserved_fen + committed_fen <= appropriated_fen + carried_over_fen - carried_out_fen",
            name="never_overcommitted",
        ),
    )

    community_id: Mapped[int] = mapped_column(ForeignKey("community.id"))
    year: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(80))
    appropriated_fen: Mapped[Fen] = mapped_column(default=0)
    carried_over_fen: Mapped[Fen] = mapped_column(default=0)
    carried_out_fen: Mapped[Fen] = mapped_column(default=0)
    reserved_fen: Mapped[Fen] = mapped_column(default=0)
    committed_fen: Mapped[Fen] = mapped_column(default=0)
    paid_fen: Mapped[Fen] = mapped_column(default=0)

    community: Mapped[Community] = relationship()

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community_id, public=True)

    @property
    def balance(self) -> Balance:
        return Balance(**{total: getattr(self, total) for total in TOTALS})

    @property
    def total_fen(self) -> int:
        return self.balance.total_fen

    @property
    def free_fen(self) -> int:
        return self.balance.free_fen


class LedgerEntry(Model):
    """One movement. Amounts are positive fen, ``free_fen`` what the fund could still spend after it;
    ``project_ref`` is a proposal's slug (a later room's).
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("fund_id", "seq"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("free_fen >= 0", name="free_not_negative"),
        CheckConstraint("kind <> 'paid' OR voucher_no <> ''", name="payment_has_voucher"),
        one_of("kind", ENTRY_KINDS),
    )

    id: Mapped[Id]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    amount_fen: Mapped[Fen]
    free_fen: Mapped[Fen]
    project_ref: Mapped[str | None] = mapped_column(String(16), index=True)
    voucher_no: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    occurred_at: Mapped[datetime]
