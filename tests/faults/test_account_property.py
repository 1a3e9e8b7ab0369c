"""Whatever is done by whom and in whatever order: no one alone moves a frozen account, and money goes where it was
agreed to go.

One person, who holds every role of the street and belongs to the organisation, acts beside the proper people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractAccount
from app.contracts.queries import account_in_force
from app.delivery import commands as delivery
from app.delivery.models import Payment
from app.domain.errors import RuleViolation
from app.domain.policy import STREET_ROLES, Actor, Grant, Role
from app.foundation.database import db, unit_of_work
from app.organisations import commands
from app.organisations.commands import Account
from app.organisations.models import AccountChange, Organisation
from tests.factories import World, make_street
from tests.support.accounts import BANK, MOMENT, new_change
from tests.support.contracts import another, make_contract
from tests.support.delivery import BEGUN, organisation_actor
from tests.support.funds import make_fund
from tests.support.notices import at, make_noticed
from tests.support.organisations import make_organisation
from tests.support.proposals import make_applicant

PEOPLE = ("alone", "member", "handler", "reviewer", "approver", "finance")
ACTS = ("edit", "ask", "check", "confirm", "refuse", "withdraw", "request", "approve", "pay")
NUMBERS = ("110060000000000099", "110060000000000077")
steps = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.integers(0, 1)), min_size=4, max_size=16
)
_numbers = count(1)
PATH: tuple[tuple[str, str, int], ...] = (
    ("request", "member", 0),
    ("approve", "approver", 0),
    ("ask", "member", 0),
    ("check", "handler", 0),
    ("confirm", "reviewer", 0),
    ("approve", "approver", 0),
    ("pay", "finance", 0),
)


@dataclass
class Stage:
    """A signed contract of an organisation of its own, and the people around it."""

    contract_id: int
    actors: dict[str, Actor]


@pytest.fixture
def world(app: Flask) -> World:
    """A street with money for a contract in every history."""
    street = make_street()
    make_fund(street.north, yuan=10_000_000)
    return street


def _fresh(world: World) -> Stage:
    number = next(_numbers)
    organisation = make_organisation(f"第{number}家服务中心")
    applicant = make_applicant(world, organisation=organisation)
    contract = make_contract(world, proposals=[make_noticed(world, applicant)])
    member = organisation_actor(world, contract)
    every = frozenset(Grant(role) for role in STREET_ROLES) | member.grants
    alone = Actor(another(Role.AUDITOR, f"alone-{number}").user_id, "一人", every)
    posts = {
        name: world.actor(role)
        for name, role in (
            ("handler", Role.STREET_HANDLER),
            ("reviewer", Role.REVIEWER),
            ("approver", Role.APPROVER),
            ("finance", Role.FINANCE),
        )
    }
    return Stage(contract.id, {"alone": alone, "member": member, **posts})


Act = Callable[[Session, Actor, Contract, int], object]


class NothingThere(Exception):
    """There is no request or payment yet to act on."""


def _change(session: Session, contract: Contract) -> AccountChange:
    mine = select(AccountChange).where(AccountChange.organisation_id == contract.organisation_id)
    row = session.scalars(mine.order_by(AccountChange.id.desc()).limit(1)).first()
    if row is None:
        raise NothingThere
    return row


def _payment(session: Session, contract: Contract) -> Payment:
    mine = select(Payment).where(Payment.instalment_id == contract.parts[0].instalments[0].id)
    row = session.scalars(mine.order_by(Payment.id.desc()).limit(1)).first()
    if row is None:
        raise NothingThere
    return row


def _ask(session: Session, actor: Actor, contract: Contract, n: int) -> object:
    new = new_change(NUMBERS[n])
    session.add(new.file)
    session.flush()
    return commands.ask_account_change(session, actor, contract.organisation, new, MOMENT)


def _request(session: Session, actor: Actor, contract: Contract, n: int) -> object:
    return delivery.request_payment(session, actor, contract.parts[0].instalments[0], at(BEGUN))


DO: dict[str, Act] = {
    "edit": lambda s, a, c, n: commands.change_bank_account(
        s, a, c.organisation, Account(BANK, NUMBERS[n]), MOMENT
    ),
    "ask": _ask,
    "check": lambda s, a, c, n: commands.check_account_change(s, a, _change(s, c), "核过", MOMENT),
    "confirm": lambda s, a, c, n: commands.confirm_account_change(s, a, _change(s, c), MOMENT),
    "refuse": lambda s, a, c, n: commands.refuse_account_change(s, a, _change(s, c), "不行", MOMENT),
    "withdraw": lambda s, a, c, n: commands.withdraw_account_change(s, a, _change(s, c), "不换", MOMENT),
    "request": _request,
    "approve": lambda s, a, c, n: delivery.approve_payment(s, a, _payment(s, c), at(BEGUN, 14)),
    "pay": lambda s, a, c, n: delivery.record_payment(s, a, _payment(s, c), "FK-1", BEGUN, at(BEGUN, 16)),
}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(before=st.integers(0, len(PATH)), sequence=steps)
def test_no_one_alone_moves_an_account_and_money_goes_where_it_was_agreed(
    world: World, before: int, sequence: list[tuple[str, str, int]]
) -> None:
    """Histories begin some way along the proper path, so that every state is met."""
    stage = _fresh(world)
    agreed: dict[int, str] = {}
    for act, person, n in (*PATH[:before], *sequence):
        before_it = _in_force(stage)
        if _try(stage, act, person, n) and act == "approve":
            with unit_of_work() as session:
                contract = session.get_one(Contract, stage.contract_id)
                account = account_in_force(session, contract)
                agreed[_payment(session, contract).id] = account.bank_account
        if _in_force(stage) != before_it:
            _moved_by_three(stage, act)
        _holds(stage, agreed)


def _try(stage: Stage, act: str, person: str, n: int) -> bool:
    try:
        with unit_of_work() as session:
            DO[act](session, stage.actors[person], session.get_one(Contract, stage.contract_id), n)
    except (RuleViolation, NothingThere):
        return False
    return True


def _in_force(stage: Stage) -> tuple[str, str]:
    session = db.session()
    session.rollback()
    contract = session.get_one(Contract, stage.contract_id)
    return account_in_force(session, contract).bank_account, contract.organisation.bank_account


def _moved_by_three(stage: Stage, act: str) -> None:
    session = db.session()
    change = _change(session, session.get_one(Contract, stage.contract_id))
    assert (act, change.state) == ("confirm", "confirmed")
    assert len({change.asked_by_id, change.checked_by_id, change.answered_by_id}) == 3


def _holds(stage: Stage, agreed: dict[int, str]) -> None:
    session = db.session()
    session.rollback()
    contract = session.get_one(Contract, stage.contract_id)
    organisation = session.get_one(Organisation, contract.organisation_id)
    assert contract.bank_account == "6222000011112222"
    mine = select(ContractAccount).where(ContractAccount.contract_id == contract.id)
    versions = session.scalars(mine.order_by(ContractAccount.number)).all()
    assert [row.number for row in versions] == list(range(1, len(versions) + 1))
    assert organisation.bank_account == account_in_force(session, contract).bank_account
    instalment = contract.parts[0].instalments[0]
    for payment in session.scalars(select(Payment).where(Payment.instalment_id == instalment.id)):
        if payment.state == "paid":
            assert payment.bank_account == agreed[payment.id]
        if payment.state == "approved":
            assert payment.account_version == len(versions)
