"""Changes of a payee's account to test with, made through the commands."""

from __future__ import annotations

from datetime import datetime

from app.contracts.models import Contract
from app.domain.policy import Actor, Role
from app.foundation.database import unit_of_work
from app.foundation.files import StoredFile
from app.organisations import commands
from app.organisations.commands import Account, NewAccountChange
from app.organisations.models import AccountChange
from tests.factories import World
from tests.support.delivery import BEGUN, organisation_actor
from tests.support.notices import at

FIRST = "6222000011112222"
SECOND = "110060000000000099"
BANK = "示范银行北支行"
MOMENT = at(BEGUN, 15)


def new_change(number: str = SECOND, **more: object) -> NewAccountChange:
    """A request that every rule lets pass; ``more`` replaces fields of it. Made inside a unit of work."""
    file = StoredFile(
        sha256="a" * 64, size=9, media_type="application/pdf", name="账户证明.pdf", uploaded_at=MOMENT
    )
    values = {"account": Account(BANK, number), "again": number, "reason": "开户行撤并", "file": file}
    return NewAccountChange(**{**values, **more})  # type: ignore[arg-type]


def ask(
    world: World, contract: Contract, number: str = SECOND, now: datetime = MOMENT, actor: Actor | None = None
) -> AccountChange:
    """A member of the contract's organisation asks for another account."""
    member = actor or organisation_actor(world, contract)
    with unit_of_work() as session:
        new = new_change(number)
        session.add(new.file)
        session.flush()
        return commands.ask_account_change(session, member, contract.organisation, new, now)


def check(world: World, change: AccountChange, actor: Actor | None = None) -> AccountChange:
    handler = actor or world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        return commands.check_account_change(session, handler, change, "打了登记的座机，负责人确认", MOMENT)


def confirm(
    world: World, change: AccountChange, actor: Actor | None = None, now: datetime = MOMENT
) -> AccountChange:
    reviewer = actor or world.actor(Role.REVIEWER)
    with unit_of_work() as session:
        return commands.confirm_account_change(session, reviewer, change, now)


def move_account(world: World, contract: Contract, number: str = SECOND) -> AccountChange:
    """Asked for, checked and confirmed by three people."""
    return confirm(world, check(world, ask(world, contract, number)))
