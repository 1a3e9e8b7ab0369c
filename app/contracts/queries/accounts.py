"""The account a contract is paid to now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractAccount


@dataclass(frozen=True)
class AccountInForce:
    """``number`` is 0 for the account in the contract's text, then counts the confirmed changes after it."""

    number: int
    account_holder: str
    bank_name: str
    bank_account: str


def account_in_force(session: Session, contract: Contract) -> AccountInForce:
    """The newest account of a contract, read from the database; its number is empty where there never was one.

    Whoever decides by it holds the contract's lock.
    """
    newest = session.scalars(
        select(ContractAccount)
        .where(ContractAccount.contract_id == contract.id)
        .order_by(ContractAccount.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()
    source = contract if newest is None else newest
    number = 0 if newest is None else newest.number
    return AccountInForce(number, source.account_holder, source.bank_name, source.bank_account)
