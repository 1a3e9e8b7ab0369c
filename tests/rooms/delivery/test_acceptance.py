"""Rectification, acceptance, its notice, and the close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.delivery import commands
from app.delivery.models import Acceptance
from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.funds.queries import project_money
from app.notices.queries import notice_of
from tests.factories import World, make_street
from tests.support.contracts import make_joint_contract, second_handler
from tests.support.delivery import (
    ACCEPTED,
    BEGUN,
    CLOSED,
    NOTICE_OVER,
    RATED,
    accept,
    close,
    count_forms,
    end_acceptance_notice,
    finish_milestones,
    make_accepted,
    make_delivering,
    make_evaluation,
    new_acceptance,
    object_and_uphold,
    organisation_actor,
    pay_instalment,
    rate,
    reopen,
    request,
)
from tests.support.notices import at
from tests.support.people import Sign, page, submit
from tests.support.races import DONE, at_once


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


@pytest.fixture
def finished(world: World) -> Contract:
    contract = make_delivering(world)
    finish_milestones(world, contract)
    return contract


def test_a_rectification_is_due_in_working_days_reported_returned_and_closed(world: World) -> None:
    contract = make_delivering(world)
    proposal = contract.parts[0].proposal
    handler, member = world.actor(Role.STREET_HANDLER), organisation_actor(world, contract)
    with refused("rectification.content"), unit_of_work() as session:
        commands.order_rectification(session, handler, proposal, " ", at(date(2026, 8, 20)))
    with unit_of_work() as session:
        row = commands.order_rectification(session, handler, proposal, "补足次数", at(date(2026, 8, 20)))
    assert (row.due_on, proposal.state) == (date(2026, 9, 17), "rectifying")
    with refused("state.wrong"), unit_of_work() as session:
        commands.order_rectification(session, handler, proposal, "再下一张", at(date(2026, 8, 21)))
    with refused("state.wrong"), unit_of_work() as session:
        commands.close_rectification(session, handler, row, "好", at(date(2026, 8, 21)))
    with unit_of_work() as session:
        commands.report_rectification(session, member, row, "补了一半", at(date(2026, 9, 1)))
    with refused("recusal.interest"), unit_of_work() as session:
        commands.close_rectification(session, member, row, "好", at(date(2026, 9, 1)))
    with unit_of_work() as session:
        commands.return_rectification(session, handler, row, "还差一半", at(date(2026, 9, 2)))
    assert (row.state, row.closing_note, proposal.state) == ("ordered", "还差一半", "rectifying")
    with unit_of_work() as session:
        commands.report_rectification(session, member, row, "补齐了", at(date(2026, 9, 3)))
    with refused("separation.same_person"), unit_of_work() as session:
        commands.close_rectification(session, handler, row, "看过签字", at(date(2026, 9, 4)))
    with unit_of_work() as session:
        commands.close_rectification(session, second_handler(world), row, "看过签字", at(date(2026, 9, 4)))
    assert (row.closed_on, proposal.state) == (date(2026, 9, 4), "delivering")


def test_acceptance_waits_for_every_milestone_of_every_part(world: World) -> None:
    contract = make_delivering(world, make_joint_contract(world))
    with refused("acceptance.milestones_open"):
        accept(world, contract)
    finish_milestones(world, contract)
    accept(world, contract)
    assert {part.proposal.state for part in contract.parts} == {"accepted"}
    assert (contract.state, contract.accepted_on) == ("accepted", ACCEPTED)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("acceptance.day", {"accepted_on": ACCEPTED + timedelta(days=1)}),
        ("acceptance.day", {"accepted_on": date(2026, 4, 21)}),
        ("acceptance.opinion", {"opinion": " "}),
        ("acceptance.no_recipients", {"recipients_present": 0}),
        ("acceptance.no_supervisors", {"supervisors_present": 0}),
        ("acceptance.no_opinions", {"opinions": [("楼门长", " ")]}),
    ],
)
def test_recipients_take_part_and_write_their_opinion(
    world: World, finished: Contract, code: str, more: dict[str, object]
) -> None:
    with refused(code):
        accept(world, finished, **more)
    assert finished.state == "signed"


def test_what_is_being_judged_or_put_right_is_not_accepted(world: World, finished: Contract) -> None:
    part = finished.parts[0]
    evaluation = make_evaluation(world, part)
    with refused("acceptance.evaluation_open"):
        accept(world, finished)
    secretary = world.actor(Role.SECRETARY, world.north)
    count_forms(world, evaluation, {1: 3}, at(RATED, 9))
    with unit_of_work() as session:
        commands.close_evaluation(session, secretary, evaluation, at(CLOSED, 10))
    with refused("acceptance.rectify_first"):
        accept(world, finished)
    with unit_of_work() as session:
        commands.order_rectification(session, secretary, part.proposal, "补", at(CLOSED, 11))
    with refused("acceptance.rectifying"):
        accept(world, finished)


def test_a_failed_acceptance_stays_on_record_and_can_be_held_again(
    world: World, finished: Contract, session: Session
) -> None:
    assert accept(world, finished, passed=False).result == "failed"
    assert (finished.state, finished.parts[0].proposal.state) == ("signed", "delivering")
    assert notice_of(session, "acceptance", finished.slug) is None
    accept(world, finished)
    with refused("state.wrong"):
        accept(world, finished)


def test_who_handled_the_contract_does_not_accept_it(world: World, finished: Contract) -> None:
    handler = world.actor(Role.STREET_HANDLER)
    with refused("separation.same_person"), unit_of_work() as session:
        commands.record_acceptance(session, handler, finished, new_acceptance(), at(ACCEPTED, 16))
    member = organisation_actor(world, finished)
    with refused("recusal.interest"), unit_of_work() as session:
        commands.record_acceptance(session, member, finished, new_acceptance(), at(ACCEPTED, 16))


def test_the_notice_names_nobody_and_its_end_makes_the_last_instalment_due(
    world: World, finished: Contract, session: Session
) -> None:
    rate(world, finished.parts[0], {5: 3, 4: 3}, "final")
    accept(world, finished, opinions=[("钱大爷", "楼道亮了")])
    notice = notice_of(session, "acceptance", finished.slug)
    assert notice is not None
    assert notice.body["recipients_present"] == 12
    assert (notice.body["satisfaction"], notice.body["residents_answered"]) == ("4.5", 6)
    assert notice.body["answers_entered_by_others"] == 6
    assert "钱大爷" not in str(notice.body)
    last = finished.parts[0].instalments[2]
    assert last.condition_met_on is None
    with refused("close.notice_posted"):
        close(world, finished)
    end_acceptance_notice(world, finished)
    assert last.condition_met_on == NOTICE_OVER


def test_an_upheld_objection_leaves_the_last_instalment_and_alerts(
    world: World, finished: Contract, session: Session
) -> None:
    accept(world, finished)
    notice = object_and_uphold(world, finished)
    assert finished.parts[0].instalments[2].condition_met_on is None
    with unit_of_work() as unit:
        alerts = commands.raise_due_alerts(unit, at(NOTICE_OVER))
    assert [(a.kind, a.subject_ref) for a in alerts] == [("acceptance_objected", notice.slug)]


def test_an_annulled_acceptance_stays_on_record_and_the_work_is_accepted_anew(
    world: World, finished: Contract, session: Session
) -> None:
    first = accept(world, finished)
    object_and_uphold(world, finished)
    assert reopen(world, finished).slug == first.slug
    assert (first.verdict, first.annulment, finished.accepted_on) == ("annulled", "补做两场", None)
    assert (finished.state, finished.parts[0].proposal.state) == ("signed", "delivering")
    with unit_of_work() as unit:
        assert commands.raise_due_alerts(unit, at(NOTICE_OVER)) == []
    with refused("state.wrong"):
        close(world, finished)
    again = accept(world, finished)
    assert (again.verdict, finished.state) == ("passed", "accepted")
    with refused("acceptance.no_objection"):
        reopen(world, finished)
    end_acceptance_notice(world, finished)
    assert finished.parts[0].instalments[2].condition_met_on == NOTICE_OVER


def test_an_acceptance_of_two_communities_is_annulled_once(
    app: Flask, world: World, session: Session
) -> None:
    contract = make_delivering(world, make_joint_contract(world))
    finish_milestones(world, contract)
    accept(world, contract)
    object_and_uphold(world, contract)
    handler, id = world.actor(Role.STREET_HANDLER), contract.id

    def again(unit: Session) -> Acceptance:
        own = unit.get_one(Contract, id)
        return commands.reopen_acceptance(unit, handler, own, "补做两场", at(NOTICE_OVER, 9))

    assert at_once(app, [again, again]) == [DONE, "state.wrong"]
    session.expire_all()
    assert [part.proposal.state for part in contract.parts] == ["delivering", "delivering"]
    assert (contract.state, contract.accepted_on) == ("signed", None)


def test_an_acceptance_is_annulled_for_a_reason_and_only_after_an_objection(
    world: World, finished: Contract, session: Session
) -> None:
    with refused("state.wrong"):
        reopen(world, finished)
    accept(world, finished)
    with refused("acceptance.no_objection"):
        reopen(world, finished)
    object_and_uphold(world, finished)
    with refused("acceptance.annulment"):
        reopen(world, finished, " ")
    member = organisation_actor(world, finished)
    with refused("recusal.interest"), unit_of_work() as unit:
        commands.reopen_acceptance(unit, member, finished, "补做两场", at(NOTICE_OVER, 9))
    assert (finished.state, finished.parts[0].proposal.state) == ("accepted", "accepted")


def test_the_handler_is_led_from_the_project_to_a_new_acceptance(
    world: World, finished: Contract, session: Session, sign: Sign
) -> None:
    accept(world, finished)
    object_and_uphold(world, finished)
    client = sign.client_of(world.user(Role.STREET_HANDLER))
    url = f"/delivery/contract/{finished.slug}/acceptance/reopen"
    project = f"/delivery/project/{finished.parts[0].proposal.slug}"
    assert page(client.get(project)).select_one(f"[href='{url}']") is not None
    assert (
        page(client.get(f"/delivery/contract/{finished.slug}/close")).select_one(f"[href='{url}']")
        is not None
    )
    empty = submit(client, url, {"remark": ""})
    assert empty.status_code == 422
    done = page(submit(client, url, {"remark": "补做两场活动"})).get_text()
    assert "不算数" in done
    assert "补做两场活动" in done
    assert "组织验收" in done


def test_the_close_waits_for_what_is_due_and_gives_back_what_never_was(
    world: World, finished: Contract, session: Session
) -> None:
    part = finished.parts[0]
    fund = part.proposal.fund
    pay_instalment(world, finished, 1, BEGUN)
    accept(world, finished)
    end_acceptance_notice(world, finished)
    with refused("close.unpaid"):
        close(world, finished)
    pay_instalment(world, finished, 3, NOTICE_OVER)
    free_before, midterm = fund.free_fen, part.instalments[1].amount_fen
    close(world, finished)
    money = project_money(session, part.proposal.slug)
    assert (money.unpaid_fen, money.released_fen) == (0, midterm)
    assert fund.free_fen == free_before + midterm
    with refused("state.wrong"):
        close(world, finished)


def test_a_payment_asked_for_and_not_decided_holds_up_the_close(world: World) -> None:
    contract = make_accepted(world)
    for seq in (1, 2):
        pay_instalment(world, contract, seq, NOTICE_OVER)
    request(world, contract, 3, NOTICE_OVER)
    with refused("close.unpaid"):
        close(world, contract)
