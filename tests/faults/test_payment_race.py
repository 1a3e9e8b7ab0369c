"""Buttons pressed at the same moment: money leaves once, and nothing closes over a payment on its way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, Instalment
from app.delivery import commands
from app.delivery.models import Evaluation, EvaluationAnswer, Payment
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.funds.models import Fund, LedgerEntry
from app.funds.queries import project_money
from tests.factories import World, actor_for, make_street, make_user
from tests.support.contracts import another, make_contract
from tests.support.delivery import (
    BEGUN,
    CLOSED,
    NOTICE_OVER,
    RATED,
    approve,
    make_accepted,
    make_delivering,
    make_evaluation,
    organisation_actor,
    pay_instalment,
    request,
)
from tests.support.notices import at
from tests.support.races import DONE, at_once

Change = Callable[[Session], object]


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _paid(session: Session) -> list[int]:
    return list(session.scalars(select(LedgerEntry.amount_fen).where(LedgerEntry.kind == "paid")))


def test_four_people_of_finance_pay_the_same_instalment_once(app: Flask, world: World) -> None:
    payment = approve(world, request(world, make_contract(world)))
    payers = [another(Role.FINANCE, f"finance-{number}") for number in range(4)]
    ref, amount_fen = payment.id, payment.amount_fen

    def paying(number: int) -> Change:
        def change(session: Session) -> object:
            row = session.get_one(Payment, ref)
            voucher = f"FK-{number}"
            return commands.record_payment(session, payers[number], row, voucher, BEGUN, at(BEGUN, 16))

        return change

    outcomes = at_once(app, [paying(number) for number in range(4)])
    assert outcomes == [DONE, "state.wrong", "state.wrong", "state.wrong"]
    with unit_of_work() as session:
        assert _paid(session) == [amount_fen]
        assert session.scalars(select(Fund.paid_fen)).one() == amount_fen


def test_one_of_two_approvers_decides_even_when_they_disagree(app: Flask, world: World) -> None:
    payment = request(world, make_contract(world))
    approvers = [another(Role.APPROVER, f"approver-{number}") for number in range(2)]
    ref = payment.id

    def agree(session: Session) -> object:
        return commands.approve_payment(session, approvers[0], session.get_one(Payment, ref), at(BEGUN, 14))

    def refuse(session: Session) -> object:
        row = session.get_one(Payment, ref)
        return commands.refuse_payment(session, approvers[1], row, "缺发票", at(BEGUN, 14))

    assert at_once(app, [agree, refuse]) == [DONE, "state.wrong"]
    with unit_of_work() as session:
        row = session.get_one(Payment, ref)
        decided = {"approved": approvers[0].user_id, "refused": approvers[1].user_id}
        assert row.decided_by_id == decided[row.state]


def test_an_instalment_is_asked_for_once(app: Flask, world: World) -> None:
    contract = make_contract(world)
    member = organisation_actor(world, contract)
    ref = contract.parts[0].instalments[0].id

    def ask(session: Session) -> object:
        return commands.request_payment(session, member, session.get_one(Instalment, ref), at(BEGUN))

    assert at_once(app, [ask] * 4) == [DONE] + ["payment.requested_already"] * 3
    with unit_of_work() as session:
        assert session.scalar(select(func.count(Payment.id))) == 1


def test_a_contract_never_closes_over_a_payment_on_its_way(app: Flask, world: World) -> None:
    contract = make_accepted(world)
    for seq in (1, 2):
        pay_instalment(world, contract, seq, NOTICE_OVER)
    payment = approve(world, request(world, contract, 3, NOTICE_OVER), NOTICE_OVER)
    handler, finance = world.actor(Role.STREET_HANDLER), world.actor(Role.FINANCE)
    ref, paid_ref, slug = contract.id, payment.id, contract.parts[0].proposal.slug
    whole_fen = contract.amount_fen

    def close(session: Session) -> object:
        return commands.close_project(session, handler, session.get_one(Contract, ref), at(NOTICE_OVER, 17))

    def pay(session: Session) -> object:
        row = session.get_one(Payment, paid_ref)
        return commands.record_payment(session, finance, row, "FK-3", NOTICE_OVER, at(NOTICE_OVER, 16))

    outcomes = at_once(app, [close, pay])
    assert outcomes in ([DONE, DONE], ["close.unpaid", DONE])
    with unit_of_work() as session:
        money = project_money(session, slug)
        assert (money.paid_fen, money.unpaid_fen, money.released_fen) == (whole_fen, 0, 0)


def test_two_phones_of_one_person_leave_one_score_and_a_close_counts_what_it_saw(
    app: Flask, world: World
) -> None:
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    secretary = world.actor(Role.SECRETARY, world.north)
    residents = [
        actor_for(make_user(Role.RESIDENT, world.north, username=f"resident-{number}")) for number in range(3)
    ]
    ref = evaluation.id
    with unit_of_work() as session:
        commands.give_score_for(
            session,
            worker,
            session.get_one(Evaluation, ref),
            commands.Respondent(household="3-2-501"),
            4,
            "",
            "phone",
            at(RATED, 9),
        )

    def score(number: int) -> Change:
        def change(session: Session) -> object:
            row = session.get_one(Evaluation, ref)
            return commands.give_score(session, residents[number], row, 5, "", at(RATED, 10))

        return change

    def close(session: Session) -> object:
        return commands.close_evaluation(session, secretary, session.get_one(Evaluation, ref), at(CLOSED, 10))

    outcomes = at_once(app, [score(0), score(0), score(1), score(2), close])
    scored = outcomes.count(DONE) - 1
    assert outcomes.count("evaluation.over") == 4 - scored
    with unit_of_work() as session:
        people = session.scalars(
            select(EvaluationAnswer.user_id).where(EvaluationAnswer.user_id.is_not(None))
        ).all()
        assert len(people) == len(set(people))
