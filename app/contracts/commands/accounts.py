"""The payee's account in contracts: part of the text until the signature, one more row for each change after it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import SIGNED_STATES, Contract, ContractAccount
from app.contracts.queries.accounts import account_in_force
from app.domain.accounts import masked
from app.domain.errors import RuleViolation
from app.domain.lifecycle import CONTRACT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.commands import Payee, bind_account
from app.organisations.models import AccountChange

BEFORE_THE_CHAIN = ("recognition", "handling")


def take_account(session: Session, contract: Contract) -> None:
    """Write the organisation's present account into the text of a contract. Raises RuleViolation "account.missing"."""
    _write(contract, bind_account(session, contract.organisation))


def require_account(contract: Contract) -> None:
    """Raise RuleViolation "contract.no_account" for a text without one, written before accounts were part of it."""
    if not contract.bank_account:
        raise RuleViolation("contract.no_account", name=contract.organisation.name)


def follow_account(session: Session, actor: Actor, change: AccountChange, now: datetime) -> None:
    """A change was confirmed: contracts under way get the new account, each in the way its state asks for.

    A signed contract gets one more account. A text not yet signed is written anew with it, and
    the street's chain begins again, so that nobody's approval stands for an account they did not see; recognition
    stays, since plan and sum are the same. A closed contract is paid again where a payment of it was reversed.
    """
    contracts = session.scalars(
        select(Contract).where(Contract.organisation_id == change.organisation_id).order_by(Contract.id)
    ).all()
    for contract in contracts:
        lock(session, contract)
        if contract.state in SIGNED_STATES:
            _add(session, actor, contract, change, now)
        else:
            _take_again(session, actor, contract, change, now)


def _add(session: Session, actor: Actor, contract: Contract, change: AccountChange, now: datetime) -> None:
    before = account_in_force(session, contract)
    session.add(
        ContractAccount(
            contract_id=contract.id,
            number=before.number + 1,
            account_holder=change.organisation.name,
            bank_name=change.bank_name,
            bank_account=change.bank_account,
            since=now,
            change_id=change.id,
        )
    )
    _recorded(session, actor, contract, "add", before.bank_account, change, now)


def _take_again(
    session: Session, actor: Actor, contract: Contract, change: AccountChange, now: datetime
) -> None:
    old = contract.bank_account
    _write(contract, Payee(change.organisation.name, change.bank_name, change.bank_account))
    contract.account_change_id = change.id
    contract.revision += 1
    if contract.state not in BEFORE_THE_CHAIN:
        contract.state = fire(CONTRACT, contract.state, "take_account")
        contract.attempt += 1
    _recorded(session, actor, contract, "retake", old, change, now)


def _write(contract: Contract, payee: Payee) -> None:
    contract.account_holder = payee.account_holder
    contract.bank_name, contract.bank_account = payee.bank_name, payee.bank_account


def _recorded(
    session: Session,
    actor: Actor,
    contract: Contract,
    verb: str,
    old: str,
    change: AccountChange,
    now: datetime,
) -> None:
    session.flush()
    audit.record(
        session,
        actor,
        f"contracts.{verb}_account",
        f"contract:{contract.slug}",
        now,
        request=change.slug,
        old=masked(old),
        new=masked(change.bank_account),
    )
