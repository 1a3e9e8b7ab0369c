"""An instalment is asked for, approved and paid, by three different people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import take_step
from app.contracts.models import ContractPart, Instalment
from app.delivery.commands.checks import lock_part, require_state, require_text
from app.delivery.commands.payees import approved_account, keep_account, payable_account
from app.delivery.models import PAYABLE, Payment
from app.delivery.queries.pay_by import pay_by_of
from app.delivery.queries.payments import live_payment
from app.domain.accounts import masked
from app.domain.errors import RuleViolation
from app.domain.lifecycle import PAYMENT, fire
from app.domain.policy import Actor
from app.domain.text import document_key, require_document_letters
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds import commands as funds
from app.street.queries import require_street


def request_payment(session: Session, actor: Actor, instalment: Instalment, now: datetime) -> Payment:
    """The organisation asks for an instalment whose condition is met.

    Raises RuleViolation "payment.rectifying", "state.wrong", "payment.condition_unmet",
    "payment.requested_already", "payment.no_account", and as take_step.
    """
    part = lock_part(session, instalment.part)
    _require_payable(part, "request_payment")
    lock(session, instalment)
    if instalment.condition_met_on is None:
        raise RuleViolation("payment.condition_unmet")
    if live_payment(session, instalment) is not None:
        raise RuleViolation("payment.requested_already")
    payable_account(session, part.contract)
    payment = Payment(
        instalment_id=instalment.id,
        amount_fen=instalment.amount_fen,
        requested_by_id=actor.user_id,
        requested_at=now,
        due_on=pay_by_of(session, instalment, instalment.condition_met_on),
    )
    session.add(payment)
    session.flush()
    take_step(session, actor, part.contract, "requester", now, payment.slug)
    return _settle(session, actor, payment, "request", now, seq=instalment.seq)


def approve_payment(session: Session, actor: Actor, payment: Payment, now: datetime) -> Payment:
    """The approver agrees to an instalment, and to the account it goes to.

    Raises RuleViolation "state.wrong", "payment.rectifying", "payment.no_account", and as take_step (who
    asked, who handled the purchase, who accepted).
    """
    _decide(session, actor, payment, "approve", now)
    return _settle(session, actor, payment, "approve", now)


def refuse_payment(session: Session, actor: Actor, payment: Payment, reason: str, now: datetime) -> Payment:
    """The approver refuses; the organisation can ask again. Raises "payment.reason" and as approve_payment."""
    payment_reason = require_text(reason, "payment.reason", "reason")
    _decide(session, actor, payment, "refuse", now)
    payment.reason = payment_reason
    return _settle(session, actor, payment, "refuse", now)


def record_payment(
    session: Session,
    actor: Actor,
    payment: Payment,
    voucher_no: str,
    paid_on: date,
    now: datetime,
    seen_version: int | None = None,
) -> Payment:
    """Finance records that an approved instalment was paid, with its voucher and day; the fund's ledger follows.

    The payment keeps the account it went to: the one in force, which must be the one approved, and that of
    ``seen_version`` where somebody saw a page. One voucher may pay several parts of one contract, never two contracts,
    and not again once a payment under it was reversed. Raises RuleViolation "state.wrong", "payment.rectifying",
    "payment.voucher", "payment.voucher_used", "payment.voucher_reversed", "payment.paid_on", "payment.no_account",
    "payment.account_changed", "fund.not_committed", and as take_step (who approved, who handled the purchase).
    """
    part = _lock(session, payment)
    state = fire(PAYMENT, payment.state, "pay")
    _require_payable(part, "pay")
    take_step(session, actor, part.contract, "payer", now, payment.slug)
    voucher = require_text(voucher_no, "payment.voucher", "voucher_no")
    voucher_key = _check_voucher(session, part, voucher)
    if payment.decided_at is None or not local_date(payment.decided_at) <= paid_on <= local_date(now):
        raise RuleViolation("payment.paid_on", field="paid_on")
    account = approved_account(session, payment, part.contract, seen_version)
    proposal = part.proposal
    entry = funds.pay(session, actor, proposal.fund, payment.amount_fen, proposal.slug, voucher, now)
    payment.state, payment.paid_by_id = state, actor.user_id
    payment.voucher_no, payment.voucher_key, payment.paid_on = voucher, voucher_key, paid_on
    payment.entry_id = entry.id
    keep_account(payment, account)
    return _settle(
        session,
        actor,
        payment,
        "pay",
        now,
        voucher_no=voucher,
        paid_on=paid_on.isoformat(),
        account=masked(payment.bank_account),
    )


def _lock(session: Session, payment: Payment) -> ContractPart:
    part = lock_part(session, payment.instalment.part)
    lock(session, payment)
    return part


def _decide(session: Session, actor: Actor, payment: Payment, action: str, now: datetime) -> None:
    part = _lock(session, payment)
    state = fire(PAYMENT, payment.state, action)
    if action == "approve":
        _require_payable(part, action)
    take_step(session, actor, part.contract, "approver", now, payment.slug)
    if action == "approve":
        payment.account_version = payable_account(session, part.contract).number
    payment.state, payment.decided_by_id, payment.decided_at = state, actor.user_id, now


def _require_payable(part: ContractPart, action: str) -> None:
    if part.proposal.state == "rectifying":
        raise RuleViolation("payment.rectifying")
    require_state(part.proposal, action, *PAYABLE)


def _check_voucher(session: Session, part: ContractPart, voucher: str) -> str:
    """The voucher's key. The street is held, so that two contracts do not take one voucher at one moment."""
    require_document_letters(voucher, "voucher_no")
    key = document_key(voucher)
    if not key:
        raise RuleViolation("payment.voucher", field="voucher_no")
    lock(session, require_street(session))
    taken = (
        select(Payment.state)
        .join(Instalment, Payment.instalment_id == Instalment.id)
        .join(ContractPart, Instalment.part_id == ContractPart.id)
        .where(Payment.voucher_key == key)
    )
    elsewhere = taken.where(ContractPart.contract_id != part.contract_id)
    if session.scalars(elsewhere).first() is not None:
        raise RuleViolation("payment.voucher_used", field="voucher_no", voucher=voucher)
    if session.scalars(taken.where(Payment.state == "reversed")).first() is not None:
        raise RuleViolation("payment.voucher_reversed", field="voucher_no", voucher=voucher)
    return key


def _settle(
    session: Session, actor: Actor, payment: Payment, verb: str, now: datetime, **detail: object
) -> Payment:
    session.flush()
    audit.record(
        session,
        actor,
        f"delivery.{verb}_payment",
        f"payment:{payment.slug}",
        now,
        amount_fen=payment.amount_fen,
        **detail,
    )
    return payment
