"""Where an instalment is paid to: agreed to with the payment, held against what is in force, kept when it is paid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart, Instalment
from app.contracts.queries import AccountInForce, account_in_force
from app.delivery.models import Payment
from app.domain.accounts import masked
from app.domain.errors import RuleViolation
from app.domain.lifecycle import PAYMENT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.models import AccountChange


def payable_account(session: Session, contract: Contract) -> AccountInForce:
    """The account in force of a locked contract. Raises RuleViolation "payment.no_account"."""
    account = account_in_force(session, contract)
    if not account.bank_account:
        raise RuleViolation("payment.no_account")
    return account


def approved_account(
    session: Session, payment: Payment, contract: Contract, seen_version: int | None
) -> AccountInForce:
    """The account to which an approved payment of a locked contract goes.

    ``seen_version`` is the account that a person saw. Raises RuleViolation "payment.no_account",
    "payment.account_changed" (it is not the one that was approved, or not the one that was seen).
    """
    account = payable_account(session, contract)
    if account.number != payment.account_version or seen_version not in (None, account.number):
        raise RuleViolation("payment.account_changed")
    return account


def keep_account(payment: Payment, account: AccountInForce) -> None:
    """Write down where a payment went, together with its being paid; the database never changes it again."""
    payment.account_holder = account.account_holder
    payment.bank_name, payment.bank_account = account.bank_name, account.bank_account


def send_back_payments(session: Session, actor: Actor, change: AccountChange, now: datetime) -> None:
    """A change of account was confirmed: what was approved and not yet paid waits for the approver again."""
    contract_of = select(Payment, Contract).join(Instalment, Payment.instalment_id == Instalment.id)
    rows = session.execute(
        contract_of.join(ContractPart, Instalment.part_id == ContractPart.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .where(Contract.organisation_id == change.organisation_id, Payment.state == "approved")
        .order_by(Contract.id, Payment.id)
    ).all()
    for payment, contract in rows:
        lock(session, contract)
        lock(session, payment)
        if payment.state == "approved":
            _send_back(session, actor, payment, change, now)


def _send_back(
    session: Session, actor: Actor, payment: Payment, change: AccountChange, now: datetime
) -> None:
    payment.state = fire(PAYMENT, payment.state, "change_account")
    payment.decided_by_id = payment.decided_at = payment.account_version = None
    payment.account_change_id = change.id
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.send_back_payment",
        f"payment:{payment.slug}",
        now,
        amount_fen=payment.amount_fen,
        request=change.slug,
        old=masked(change.old_bank_account),
        new=masked(change.bank_account),
    )
