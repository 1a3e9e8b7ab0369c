"""A payment that was recorded wrongly is reversed by two people; its instalment can then be paid anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested
from app.delivery.commands.checks import lock_part
from app.delivery.models import Payment
from app.domain.errors import RuleViolation
from app.domain.lifecycle import PAYMENT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.funds import commands as funds
from app.funds.models import FundRequest, LedgerEntry


def ask_payment_reversal(
    session: Session, actor: Actor, payment: Payment, reason: str, now: datetime
) -> FundRequest:
    """Finance asks for a payment to be reversed; nothing moves until an approver agrees.

    Raises RuleViolation "state.wrong", "recusal.interest", "payment.no_entry", "fund.reversal_reason",
    "fund.reversal_waiting".
    """
    entry = _hold(session, actor, payment)
    request = funds.hold_for_reversal(session, actor, entry, reason, now, payment.slug)
    _record(session, actor, payment, "ask_payment_reversal", request, now)
    return request


def confirm_payment_reversal(
    session: Session, actor: Actor, payment: Payment, request: FundRequest, now: datetime
) -> Payment:
    """Somebody else agrees: the ledger takes the payment back, and the organisation can ask anew.

    Raises RuleViolation "state.wrong", "recusal.interest", "payment.no_entry" and as ``two_hands.settle``.
    """
    entry = _hold(session, actor, payment)
    if (request.fund_id, request.reverses_seq) != (entry.fund_id, entry.seq):
        raise RuleViolation("payment.no_entry")
    funds.confirm_payment_reversal(session, actor, request, now)
    payment.state = fire(PAYMENT, payment.state, "reverse")
    session.flush()
    _record(session, actor, payment, "reverse_payment", request, now)
    return payment


def _hold(session: Session, actor: Actor, payment: Payment) -> LedgerEntry:
    """Hold contract, proposal and payment, in the order of every payment; its entry in the ledger."""
    part = lock_part(session, payment.instalment.part)
    lock(session, payment)
    fire(PAYMENT, payment.state, "reverse")
    require_uninterested(actor, part.contract.organisation)
    if payment.entry is None:
        raise RuleViolation("payment.no_entry")
    return payment.entry


def _record(
    session: Session, actor: Actor, payment: Payment, verb: str, request: FundRequest, now: datetime
) -> None:
    audit.record(
        session,
        actor,
        f"delivery.{verb}",
        f"payment:{payment.slug}",
        now,
        amount_fen=payment.amount_fen,
        request=request.slug,
    )
