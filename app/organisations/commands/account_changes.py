"""Being paid elsewhere once a contract names the account: a member asks, two street posts confirm.

First the handler, who knows the organisation and makes sure with it; then the reviewer, who has no part in any
payment. Finance is neither: whoever pays does not also decide where to (政府采购法 art. 61 and 会计法 art. 25 for
the principle). The approver then agrees again to every payment that was on its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.accounts import account_number, masked
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.domain.procurement import recused
from app.foundation import audit
from app.foundation.database import lock
from app.foundation.files import StoredFile
from app.foundation.two_hands import settle
from app.organisations.commands.accounts import Account
from app.organisations.models import AccountChange, Organisation
from app.organisations.outcomes import account_confirmed


@dataclass(frozen=True)
class NewAccountChange:
    """The wanted account, its number typed a second time, why, and the document that shows it."""

    account: Account
    again: str
    reason: str
    file: StoredFile | None


def ask_account_change(
    session: Session, actor: Actor, organisation: Organisation, new: NewAccountChange, now: datetime
) -> AccountChange:
    """A member asks for another account. Nobody asks for an organisation: only its members act here.

    Raises RuleViolation "account_change.not_member", "account_change.free" (no contract names it yet),
    "account_change.waiting", "bank.name", "bank.account", "account_change.differs", "account_change.same",
    "account_change.reason", "account_change.file".
    """
    _require_member(actor, organisation)
    lock(session, organisation)
    if not organisation.account_bound:
        raise RuleViolation("account_change.free")
    if waiting_change(session, organisation) is not None:
        raise RuleViolation("account_change.waiting")
    account, file = _checked(organisation, new)
    change = AccountChange(
        organisation_id=organisation.id,
        bank_name=account.bank_name,
        bank_account=account.bank_account,
        old_bank_name=organisation.bank_name,
        old_bank_account=organisation.bank_account,
        file_id=file.id,
        asked_by_id=actor.user_id,
        asked_at=now,
        reason=new.reason.strip(),
    )
    session.add(change)
    return _recorded(session, actor, change, "ask", now, file=file.sha256)


def check_account_change(
    session: Session, actor: Actor, change: AccountChange, note: str, now: datetime
) -> AccountChange:
    """The handler has made sure of the request, and says how; it then waits for the reviewer.

    Raises RuleViolation "state.wrong", "account_change.not_handler", "two_hands.same_person",
    "account_change.note", "recusal.interest".
    """
    _hold(session, change)
    if change.state != "waiting" or change.checked_by_id is not None:
        raise RuleViolation("state.wrong", state=change.state, action="check")
    _require_post(actor, change, "account_change.not_handler", Role.STREET_HANDLER)
    if actor.user_id in (None, change.asked_by_id):
        raise RuleViolation("two_hands.same_person")
    if not note.strip():
        raise RuleViolation("account_change.note", field="note")
    change.checked_by_id, change.checked_at, change.check_note = actor.user_id, now, note.strip()
    return _recorded(session, actor, change, "check", now)


def confirm_account_change(
    session: Session, actor: Actor, change: AccountChange, now: datetime
) -> AccountChange:
    """The reviewer confirms what the handler checked: the organisation's account changes, and what hangs on it.

    Raises RuleViolation "state.wrong", "account_change.unchecked", "account_change.not_reviewer",
    "account_change.same_post" (who checked it), "two_hands.same_person", "recusal.interest".
    """
    organisation = _hold(session, change)
    _require_post(actor, change, "account_change.not_reviewer", Role.REVIEWER)
    if change.state == "waiting" and change.checked_by_id is None:
        raise RuleViolation("account_change.unchecked")
    if actor.user_id == change.checked_by_id:
        raise RuleViolation("account_change.same_post")
    settle(session, actor, change, "confirm", now)
    session.flush()
    organisation.bank_name, organisation.bank_account = change.bank_name, change.bank_account
    _recorded(session, actor, change, "confirm", now)
    account_confirmed(session, actor, change, now)
    return change


def refuse_account_change(
    session: Session, actor: Actor, change: AccountChange, answer: str, now: datetime
) -> AccountChange:
    """Either post refuses and says why; the account stays.

    Raises RuleViolation "state.wrong", "account_change.not_post", "two_hands.answer", "two_hands.same_person",
    "recusal.interest".
    """
    _hold(session, change)
    _require_post(actor, change, "account_change.not_post", Role.STREET_HANDLER, Role.REVIEWER)
    settle(session, actor, change, "refuse", now, answer)
    return _recorded(session, actor, change, "refuse", now)


def withdraw_account_change(
    session: Session, actor: Actor, change: AccountChange, answer: str, now: datetime
) -> AccountChange:
    """The organisation takes its request back: who asked withdraws, another member stops it and says why.

    Raises RuleViolation "state.wrong", "account_change.not_member", "two_hands.answer" (another member's reason).
    """
    _require_member(actor, _hold(session, change))
    own = actor.user_id == change.asked_by_id
    settle(session, actor, change, "withdraw" if own else "refuse", now, answer)
    return _recorded(session, actor, change, "withdraw" if own else "stop", now)


def waiting_change(session: Session, organisation: Organisation) -> AccountChange | None:
    """The organisation's request that waits for a post; one at a time."""
    return session.scalars(
        select(AccountChange).where(
            AccountChange.organisation_id == organisation.id, AccountChange.state == "waiting"
        )
    ).one_or_none()


def _hold(session: Session, change: AccountChange) -> Organisation:
    """Lock the organisation, then its request: always in this order."""
    organisation = lock(session, change.organisation)
    lock(session, change)
    return organisation


def _checked(organisation: Organisation, new: NewAccountChange) -> tuple[Account, StoredFile]:
    account = new.account.checked()
    if not _typed_twice(new.again, account.bank_account):
        raise RuleViolation("account_change.differs", field="again")
    if account == Account(organisation.bank_name, organisation.bank_account):
        raise RuleViolation("account_change.same", field="bank_account")
    if not new.reason.strip():
        raise RuleViolation("account_change.reason", field="reason")
    if new.file is None:
        raise RuleViolation("account_change.file", field="file")
    return account, new.file


def _typed_twice(text: str, number: str) -> bool:
    try:
        return account_number(text) == number
    except RuleViolation:
        return False


def _require_member(actor: Actor, organisation: Organisation) -> None:
    if organisation.id not in actor.organisations():
        raise RuleViolation("account_change.not_member")


def _require_post(actor: Actor, change: AccountChange, code: str, *roles: Role) -> None:
    if not actor.holds(*roles):
        raise RuleViolation(code)
    if recused(actor.organisations(), [change.organisation_id]):
        raise RuleViolation("recusal.interest")


def _recorded(
    session: Session, actor: Actor, change: AccountChange, verb: str, now: datetime, **detail: object
) -> AccountChange:
    session.flush()
    audit.record(
        session,
        actor,
        f"organisations.{verb}_account_change",
        f"account_change:{change.slug}",
        now,
        organisation=change.organisation.slug,
        old=masked(change.old_bank_account),
        new=masked(change.bank_account),
        **detail,
    )
    return change
