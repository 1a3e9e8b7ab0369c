"""Visits ordered for somebody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contracts.models import ContractPart
from app.delivery.models.shared import CHANNELS, PAYERS, WITNESSES
from app.domain.policy import Scope
from app.foundation.database import Fen, Model, Sluggish, one_of
from app.street.models import Community

LIVE_ORDER = "resident_key <> '' AND state <> 'cancelled'"


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
