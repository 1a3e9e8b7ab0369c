"""The payee's account: one member alone never moves it once a contract names it, and the print stays as signed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.organisations import commands as organisations
from app.organisations.commands import Account
from tests.factories import World, make_street
from tests.support.contracts import SIGNED, make_contract, prepare
from tests.support.delivery import organisation_actor
from tests.support.notices import at
from tests.support.people import Sign

FIRST = "6222000011112222"
SECOND = "110060000000000099"


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(at(SIGNED, 18), tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


@pytest.mark.parametrize("stage", ["recognition", "signed"])
def test_one_member_alone_does_not_move_an_account_that_a_contract_names(world: World, stage: str) -> None:
    contract = make_contract(world, stage)
    member = organisation_actor(world, contract)
    with pytest.raises(RuleViolation, match=r"bank\.bound"), unit_of_work() as session:
        account = Account("甲银行", SECOND)
        organisations.change_bank_account(session, member, contract.organisation, account, at(SIGNED))


def test_the_print_shows_the_account_as_it_was_signed(world: World, sign: Sign) -> None:
    contract = make_contract(world)
    member = organisation_actor(world, contract)
    try:
        with unit_of_work() as session:
            account = Account("甲银行", SECOND)
            organisations.change_bank_account(session, member, contract.organisation, account, at(SIGNED))
    except RuleViolation:
        pass
    url = f"/contracts/{contract.slug}/paper"
    shown = sign.client_of(world.user(Role.STREET_HANDLER)).get(url).get_data(as_text=True)
    assert FIRST in shown and SECOND not in shown


def test_no_contract_is_prepared_before_the_organisation_has_an_account(world: World) -> None:
    from tests.support.notices import make_noticed

    proposal = make_noticed(world)
    with unit_of_work():
        proposal.organisation.bank_account = ""
    with pytest.raises(RuleViolation, match=r"account\.missing"):
        prepare(world, [proposal])
