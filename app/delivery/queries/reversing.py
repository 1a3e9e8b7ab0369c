"""What is read of the reversal of a payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.delivery.models import Payment
from app.funds.models import FundRequest


def reversal_of(session: Session, payment: Payment) -> FundRequest | None:
    """The newest request to reverse a payment."""
    return reversals_of(session, [payment]).get(payment.slug)


def reversals_of(session: Session, payments: Sequence[Payment]) -> Mapping[str, FundRequest]:
    """The newest request to reverse each payment, by the payment's slug: one query."""
    rows = session.scalars(
        select(FundRequest)
        .where(FundRequest.subject_ref.in_([payment.slug for payment in payments]))
        .options(joinedload(FundRequest.asked_by))
        .order_by(FundRequest.id)
    )
    return {str(row.subject_ref): row for row in rows}
