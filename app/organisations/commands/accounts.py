"""The account an organisation is paid to: free to change until a contract names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.accounts import account_number, masked
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.models import Organisation


@dataclass(frozen=True)
class Account:
    """Where an organisation is paid; both are needed."""

    bank_name: str
    bank_account: str

    def checked(self) -> Account:
        """The account as it is kept. Raises RuleViolation "bank.name", "bank.account"."""
        if not self.bank_name.strip():
            raise RuleViolation("bank.name", field="bank_name")
        number = account_number(self.bank_account)
        if not number:
            raise RuleViolation("bank.account", field="bank_account")
        return Account(self.bank_name.strip(), number)


@dataclass(frozen=True)
class Payee:
    """An account as a contract names it."""

    account_holder: str
    bank_name: str
    bank_account: str


def change_bank_account(
    session: Session, actor: Actor, organisation: Organisation, account: Account, now: datetime
) -> Organisation:
    """Change where the organisation is paid, before any contract names it.

    Raises RuleViolation "bank.bound" (a contract does: only a request changes it), "bank.name", "bank.account".
    """
    lock(session, organisation)
    if organisation.account_bound:
        raise RuleViolation("bank.bound")
    new, old = account.checked(), organisation.bank_account
    organisation.bank_name, organisation.bank_account = new.bank_name, new.bank_account
    session.flush()
    audit.record(
        session,
        actor,
        "organisations.change_bank_account",
        f"organisation:{organisation.slug}",
        now,
        old=masked(old),
        new=masked(new.bank_account),
    )
    return organisation


def bind_account(session: Session, organisation: Organisation) -> Payee:
    """The account for a contract to name; from now on it changes only by a request.

    The holder is the organisation itself. Raises RuleViolation "account.missing".
    """
    lock(session, organisation)
    if not organisation.bank_account:
        raise RuleViolation("account.missing", name=organisation.name)
    organisation.account_bound = True
    session.flush()
    return Payee(organisation.name, organisation.bank_name, organisation.bank_account)
