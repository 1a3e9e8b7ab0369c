"""Money leaves by three pairs of hands, once, and never while something has to be put right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.delivery import commands
from app.delivery.models import Payment
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.database import unit_of_work
from app.funds.queries import project_money
from tests.factories import World, make_street
from tests.support.contracts import SIGNED, another, make_contract, make_joint_contract
from tests.support.delivery import (
    BEGUN,
    approve,
    instalment,
    make_delivering,
    organisation_actor,
    pay,
    request,
)
from tests.support.notices import at, make_noticed
from tests.support.proposals import make_applicant


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


@pytest.fixture
def contract(world: World) -> Contract:
    return make_contract(world)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def test_an_instalment_is_asked_for_when_its_condition_is_met_and_once(
    world: World, contract: Contract
) -> None:
    with refused("payment.condition_unmet"):
        request(world, contract, 2)
    payment = request(world, contract, 1, SIGNED)
    assert (payment.state, payment.amount_fen) == ("requested", 1_900_000)
    with refused("payment.requested_already"):
        request(world, contract, 1)


def test_a_refused_request_can_be_made_again(world: World, contract: Contract) -> None:
    payment, approver = request(world, contract), world.actor(Role.APPROVER)
    with refused("payment.reason"), unit_of_work() as session:
        commands.refuse_payment(session, approver, payment, " ", at(BEGUN, 12))
    with unit_of_work() as session:
        commands.refuse_payment(session, approver, payment, "缺发票", at(BEGUN, 12))
    assert (payment.state, payment.reason) == ("refused", "缺发票")
    with refused("state.wrong"):
        approve(world, payment)
    assert request(world, contract).id != payment.id


def test_what_finance_records_is_in_the_ledger(world: World, contract: Contract, session: Session) -> None:
    payment = pay(world, approve(world, request(world, contract)), "FK2026-0001")
    proposal = contract.parts[0].proposal
    assert (payment.state, payment.voucher_no, payment.paid_on) == ("paid", "FK2026-0001", BEGUN)
    assert project_money(session, proposal.slug).paid_fen == 1_900_000
    assert proposal.fund.paid_fen == 1_900_000
    with refused("state.wrong"):
        pay(world, payment, "FK2026-0002")


def test_three_people(world: World, contract: Contract) -> None:
    payment, approver = request(world, contract), world.actor(Role.APPROVER)
    asker = Actor(payment.requested_by_id, "", approver.grants)
    with refused("separation.same_person"), unit_of_work() as session:
        commands.approve_payment(session, asker, payment, at(BEGUN, 12))
    with refused("separation.same_person"), unit_of_work() as session:
        commands.approve_payment(session, world.actor(Role.STREET_HANDLER), payment, at(BEGUN, 12))
    with refused("recusal.interest"), unit_of_work() as session:
        commands.approve_payment(session, organisation_actor(world, contract), payment, at(BEGUN, 12))
    second = another(Role.APPROVER, "second-approver")
    with unit_of_work() as session:
        commands.approve_payment(session, second, payment, at(BEGUN, 12))
    for person in (second, approver):
        with refused("separation.same_person"), unit_of_work() as session:
            commands.record_payment(session, person, payment, "FK-1", BEGUN, at(BEGUN, 16))
    pay(world, payment)


def test_the_database_keeps_the_three_apart_and_one_live_payment(world: World, contract: Contract) -> None:
    payment = approve(world, request(world, contract))
    for change in (
        {"requested_by_id": payment.decided_by_id},
        {"paid_by_id": payment.decided_by_id},
        {"state": "paid"},
        {"state": "requested"},
    ):
        with pytest.raises(DBAPIError), unit_of_work() as session:
            row = session.get_one(Payment, payment.id)
            for name, value in change.items():
                setattr(row, name, value)
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.add(
            Payment(
                instalment_id=payment.instalment_id,
                amount_fen=1,
                requested_by_id=payment.requested_by_id,
                requested_at=at(BEGUN),
            )
        )


@pytest.mark.parametrize("day", [BEGUN - timedelta(days=1), BEGUN + timedelta(days=1)])
def test_the_day_of_payment_lies_between_approval_and_today(
    world: World, contract: Contract, day: date
) -> None:
    payment, finance = approve(world, request(world, contract)), world.actor(Role.FINANCE)
    with refused("payment.paid_on"), unit_of_work() as session:
        commands.record_payment(session, finance, payment, "FK-1", day, at(BEGUN, 16))
    with refused("payment.voucher"), unit_of_work() as session:
        commands.record_payment(session, finance, payment, " ", BEGUN, at(BEGUN, 16))


def test_a_voucher_pays_parts_of_one_contract_never_two_contracts(world: World) -> None:
    joint = make_joint_contract(world)
    first, second = (approve(world, request(world, joint, part=part)) for part in (0, 1))
    pay(world, first, "FK-9")
    pay(world, second, "FK-9")
    other = make_contract(world, proposals=[make_noticed(world, make_applicant(world))])
    payment = approve(world, request(world, other))
    with refused("payment.voucher_used"):
        pay(world, payment, "FK-9")
    pay(world, payment, "FK-10")


def test_while_rectifying_nothing_is_asked_for_approved_or_paid(world: World) -> None:
    contract = make_delivering(world)
    proposal = contract.parts[0].proposal
    payment = approve(world, request(world, contract))
    secretary, member = world.actor(Role.SECRETARY, world.north), organisation_actor(world, contract)
    with unit_of_work() as session:
        row = commands.order_rectification(session, secretary, proposal, "补足次数", at(BEGUN, 15))
    with refused("payment.rectifying"):
        pay(world, payment)
    with unit_of_work() as session:
        commands.report_rectification(session, member, row, "补了", at(BEGUN, 15))
        commands.close_rectification(session, secretary, row, "看过", at(BEGUN, 15))
    pay(world, payment)


def test_rectifying_holds_up_request_and_approval_and_not_a_refusal(world: World) -> None:
    contract = make_delivering(world)
    payment, approver = request(world, contract), world.actor(Role.APPROVER)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        commands.order_rectification(
            session, secretary, contract.parts[0].proposal, "补足次数", at(BEGUN, 12)
        )
    with refused("payment.rectifying"):
        approve(world, payment)
    with unit_of_work() as session:
        commands.refuse_payment(session, approver, payment, "整改后再申请", at(BEGUN, 15))
    with refused("payment.rectifying"):
        request(world, contract)


def test_more_than_is_committed_is_never_paid(world: World, contract: Contract, session: Session) -> None:
    payment = approve(world, request(world, contract))
    with unit_of_work() as unit:
        unit.get_one(Payment, payment.id).amount_fen = contract.amount_fen + 1
    with refused("fund.not_committed"):
        pay(world, payment)
    assert instalment(contract, 1).amount_fen == 1_900_000
    assert payment.state == "approved"
