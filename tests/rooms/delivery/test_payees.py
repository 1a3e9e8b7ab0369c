"""A payment goes to the account that was in force when it was approved, or it waits for the approver again."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.delivery import commands
from app.delivery.models import Payment
from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.database import dialect_name, unit_of_work
from tests.factories import World, make_street
from tests.support.accounts import BANK, FIRST, SECOND, move_account
from tests.support.contracts import make_contract, make_joint_contract
from tests.support.delivery import BEGUN, approve, pay, request
from tests.support.notices import at, make_noticed
from tests.support.organisations import make_organisation
from tests.support.proposals import make_applicant


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


@pytest.fixture
def contract(world: World) -> Contract:
    return make_contract(world)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def forget_account(contract: Contract) -> None:
    """A contract of before accounts were part of the text; the guard steps aside for it."""
    with unit_of_work() as session:
        sqlite = dialect_name(session) == "sqlite"
        session.execute(text("DROP TRIGGER contract_account_signed" + ("" if sqlite else " ON contract")))
        session.execute(text("UPDATE contract SET bank_account = '', bank_name = ''"))
        if not sqlite:
            session.execute(
                text(
                    "CREATE TRIGGER contract_account_signed BEFORE UPDATE ON contract"
                    " FOR EACH ROW EXECUTE FUNCTION contract_account_signed()"
                )
            )


def test_a_paid_payment_keeps_where_it_went(world: World, contract: Contract) -> None:
    payment = pay(world, approve(world, request(world, contract)))
    assert payment.account_holder == contract.organisation.name
    assert (payment.bank_name, payment.bank_account, payment.account_version) == ("风尚银行", FIRST, 0)
    move_account(world, contract)
    assert (payment.state, payment.bank_account) == ("paid", FIRST)
    for change in (
        "UPDATE payment SET bank_account = '1' WHERE id = :id",
        "UPDATE payment SET account_holder = '别人' WHERE id = :id",
        "UPDATE payment SET bank_account = '' WHERE id = :id",
    ):
        with pytest.raises(DatabaseError), unit_of_work() as session:
            session.execute(text(change), {"id": payment.id})


def test_an_approved_payment_comes_back_and_is_approved_and_paid_anew(
    world: World, contract: Contract
) -> None:
    payment = approve(world, request(world, contract))
    change = move_account(world, contract)
    assert (payment.state, payment.decided_by_id, payment.account_change_id) == ("requested", None, change.id)
    with refused("state.wrong"):
        pay(world, payment)
    approve(world, payment)
    assert payment.account_version == 1
    pay(world, payment)
    assert (payment.bank_name, payment.bank_account) == (BANK, SECOND)


def test_every_part_of_every_contract_of_the_organisation_comes_back_and_no_other(world: World) -> None:
    joint = make_joint_contract(world)
    own = [approve(world, request(world, joint, part=part)) for part in (0, 1)]
    move_account(world, joint)
    assert [payment.state for payment in own] == ["requested", "requested"]


def test_payments_of_another_organisation_go_on(world: World, contract: Contract) -> None:
    other = make_contract(
        world,
        proposals=[make_noticed(world, make_applicant(world, organisation=make_organisation("另一家")))],
    )
    payment = approve(world, request(world, other))
    move_account(world, contract)
    assert payment.state == "approved"


def test_what_finance_saw_must_be_what_is_in_force(world: World, contract: Contract) -> None:
    payment = approve(world, request(world, contract))
    move_account(world, contract)
    approve(world, payment)
    finance = world.actor(Role.FINANCE)
    with refused("payment.account_changed"), unit_of_work() as session:
        commands.record_payment(session, finance, payment, "FK-1", BEGUN, at(BEGUN, 16), seen_version=0)
    with unit_of_work() as session:
        commands.record_payment(session, finance, payment, "FK-1", BEGUN, at(BEGUN, 16), seen_version=1)
    assert payment.bank_account == SECOND


def test_an_approval_for_another_account_pays_nothing(world: World, contract: Contract) -> None:
    """Even if nothing had sent it back."""
    payment = approve(world, request(world, contract))
    move_account(world, contract)
    with unit_of_work() as session:
        session.execute(
            text(
                "UPDATE payment SET state = 'approved', account_version = 0, decided_at = :at, decided_by_id = :by"
            ),
            {"at": at(BEGUN, 14), "by": world.user(Role.APPROVER).id},
        )
    with refused("payment.account_changed"):
        pay(world, payment)


def test_without_an_account_nothing_is_asked_for_approved_or_paid(
    world: World, contract: Contract, session: Session
) -> None:
    asked = request(world, contract)
    forget_account(contract)
    with refused("payment.no_account"):
        approve(world, asked)
    with unit_of_work() as unit:
        unit.get_one(Payment, asked.id).instalment.part.instalments[1].condition_met_on = BEGUN
    with refused("payment.no_account"):
        request(world, contract, 2)
    move_account(world, contract)
    approve(world, asked)
    pay(world, asked)
    assert asked.bank_account == SECOND


def test_the_database_pays_nothing_without_an_account(world: World, contract: Contract) -> None:
    payment, finance = approve(world, request(world, contract)), world.user(Role.FINANCE).id
    with pytest.raises(DatabaseError), unit_of_work() as session:
        row = session.get_one(Payment, payment.id)
        row.state, row.voucher_no, row.paid_on, row.paid_by_id = "paid", "FK-1", BEGUN, finance
