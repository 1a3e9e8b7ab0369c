"""Tables of the money: a fund a community and year, a ledger that only grows, requests answered by a second hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.policy import Scope
from app.foundation.database import Fen, Id, Model, Sluggish, one_of
from app.foundation.two_hands import TwoHands, two_people
from app.funds.effects import ENTRY_KINDS, REVERSALS, TOTALS, Balance
from app.people.models import User
from app.street.models import Community

REQUEST_KINDS = ("appropriation", "carry_over", "reversal")


def _listed(kinds: Iterable[str]) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))


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


class FundRequest(TwoHands, Sluggish, Model):
    """Money asked for, or the reversal of an entry: in the ledger once somebody else confirms it.

    ``reverses_seq`` is the number of the fund's entry to reverse, ``subject_ref`` the slug of what a later room
    keeps about that entry, ``source_fund_id`` last year's fund. ``document_key`` is the number folded to compare.
    """

    __tablename__ = "fund_request"
    __table_args__ = (
        *two_people(),
        one_of("kind", REQUEST_KINDS),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint("(kind = 'reversal') = (reverses_seq IS NOT NULL)", name="reversal_names_entry"),
        CheckConstraint("kind <> 'reversal' OR reason <> ''", name="reversal_has_reason"),
        CheckConstraint("kind <> 'appropriation' OR document_key <> ''", name="appropriation_has_document"),
        CheckConstraint("source_fund_id IS NULL OR kind = 'carry_over'", name="source_of_carry_over"),
        Index(
            "uq_fund_request_reversal",
            "fund_id",
            "reverses_seq",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_fund_request_document", "fund_id", "document_key"),
    )

    kind: Mapped[str] = mapped_column(String(16))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    source_fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"))
    amount_fen: Mapped[Fen]
    document_no: Mapped[str] = mapped_column(String(60), default="")
    document_key: Mapped[str] = mapped_column(Text, default="")
    reverses_seq: Mapped[int | None]
    subject_ref: Mapped[str | None] = mapped_column(String(16), index=True)

    fund: Mapped[Fund] = relationship(foreign_keys=[fund_id])
    source: Mapped[Fund | None] = relationship(foreign_keys=[source_fund_id])
    asked_by: Mapped[User] = relationship(foreign_keys="FundRequest.asked_by_id")
    answered_by: Mapped[User | None] = relationship(foreign_keys="FundRequest.answered_by_id")

    @property
    def scope(self) -> Scope:
        return Scope.of(self.fund.community_id)


class LedgerEntry(Model):
    """One movement. Amounts are positive fen, ``free_fen`` what the fund could still spend after it;
    ``project_ref`` is a proposal's slug (a later room's).

    An entry is reversed once and whole. Kinds of effects.BY_TWO are let in under a confirmed request alone: a
    trigger of the database sees to it. Entries from before there were requests have none.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("fund_id", "seq"),
        UniqueConstraint("request_id", "kind"),
        UniqueConstraint("reverses_id"),
        CheckConstraint("amount_fen > 0", name="amount_positive"),
        CheckConstraint(
            f"(reverses_id IS NOT NULL) = (kind IN ({_listed(REVERSALS.values())}))",
            name="reversal_has_entry",
        ),
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
    request_id: Mapped[int | None] = mapped_column(ForeignKey("fund_request.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))

    fund: Mapped[Fund] = relationship()
    request: Mapped[FundRequest | None] = relationship()
    reverses: Mapped[LedgerEntry | None] = relationship(remote_side="LedgerEntry.id")

    @property
    def scope(self) -> Scope:
        return self.fund.scope
