"""Milestones: planned in the term, reported, confirmed by somebody else, or sent back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.delivery import commands
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Grant, Role
from app.foundation.database import unit_of_work
from tests.factories import World, make_street
from tests.support.contracts import make_contract
from tests.support.delivery import (
    BEGUN,
    DONE,
    PLAN,
    PLANNED,
    make_delivering,
    milestones_of,
    organisation_actor,
    plan,
)
from tests.support.notices import at


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("milestone.none", []),
        ("milestone.name", [(" ", date(2026, 6, 12))]),
        ("milestone.outside_term", [("太早", date(2026, 5, 10))]),
        ("milestone.outside_term", [("太晚", date(2027, 1, 11))]),
        ("milestone.order", [("后", date(2026, 9, 1)), ("先", date(2026, 8, 31))]),
    ],
)
def test_a_plan_lies_in_the_term_and_in_order(world: World, code: str, rows: list[tuple[str, date]]) -> None:
    part = make_contract(world).parts[0]
    handler = world.actor(Role.STREET_HANDLER)
    with refused(code), unit_of_work() as session:
        commands.plan_milestones(session, handler, part, rows, at(PLANNED))


def test_the_first_and_last_day_of_the_term_are_in_it(world: World) -> None:
    part = make_contract(world).parts[0]
    handler = world.actor(Role.STREET_HANDLER)
    rows = [("开始", date(2026, 5, 11)), ("结束", date(2027, 1, 10))]
    with unit_of_work() as session:
        commands.plan_milestones(session, handler, part, rows, at(PLANNED))
    assert [(m.seq, m.name, m.due_on) for m in milestones_of(part)] == [(1, *rows[0]), (2, *rows[1])]


def test_a_new_plan_replaces_the_old_until_delivery_begins(world: World) -> None:
    contract = make_contract(world)
    part, handler = contract.parts[0], world.actor(Role.STREET_HANDLER)
    plan(world, contract)
    with unit_of_work() as session:
        commands.plan_milestones(session, handler, part, PLAN[1:], at(PLANNED))
    assert [m.name for m in milestones_of(part)] == [PLAN[1][0]]
    with unit_of_work() as session:
        commands.start_delivery(session, handler, contract, at(BEGUN))
    with refused("state.wrong"), unit_of_work() as session:
        commands.plan_milestones(session, handler, part, PLAN, at(BEGUN))


def test_nothing_begins_without_milestones_or_twice(world: World) -> None:
    contract = make_contract(world)
    handler = world.actor(Role.STREET_HANDLER)
    with refused("delivery.no_milestones"), unit_of_work() as session:
        commands.start_delivery(session, handler, contract, at(BEGUN))
    assert contract.parts[0].proposal.state == "contracted"
    make_delivering(world, contract)
    with refused("state.wrong"), unit_of_work() as session:
        commands.start_delivery(session, handler, contract, at(BEGUN))


def test_a_report_is_sent_back_with_its_reason_and_then_confirmed(world: World, session: Session) -> None:
    contract = make_delivering(world)
    member, worker = organisation_actor(world, contract), world.actor(Role.COMMUNITY_WORKER, world.north)
    milestone = milestones_of(contract.parts[0])[0]
    with unit_of_work() as unit:
        commands.start_milestone(unit, member, milestone, at(BEGUN))
    assert milestone.state == "in_progress"
    with refused("milestone.report"), unit_of_work() as unit:
        commands.report_milestone(unit, member, milestone, " ", [], at(DONE))
    with unit_of_work() as unit:
        commands.report_milestone(unit, member, milestone, "做了三场", [], at(DONE))
    with refused("milestone.reason"), unit_of_work() as unit:
        commands.send_back_milestone(unit, worker, milestone, "", at(DONE))
    with unit_of_work() as unit:
        commands.send_back_milestone(unit, worker, milestone, "没有签到表", at(DONE))
    assert (milestone.state, milestone.remark) == ("in_progress", "没有签到表")
    with unit_of_work() as unit:
        commands.report_milestone(unit, member, milestone, "补了签到表", [], at(DONE))
        commands.confirm_milestone(unit, worker, milestone, DONE, "已看", at(DONE, 15))
    assert (milestone.state, milestone.done_on, milestone.remark) == ("done", DONE, "已看")
    with refused("state.wrong"), unit_of_work() as unit:
        commands.report_milestone(unit, member, milestone, "再报一次", [], at(DONE))


@pytest.mark.parametrize("day", [BEGUN - timedelta(days=1), DONE + timedelta(days=1)])
def test_a_milestone_is_done_between_the_start_and_today(world: World, day: date) -> None:
    contract = make_delivering(world)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    member = organisation_actor(world, contract)
    milestone = milestones_of(contract.parts[0])[0]
    with unit_of_work() as session:
        commands.report_milestone(session, member, milestone, "做完了", [], at(DONE))
    with refused("milestone.done_on"), unit_of_work() as session:
        commands.confirm_milestone(session, worker, milestone, day, "", at(DONE, 15))


def test_nobody_confirms_what_they_or_their_organisation_reported(world: World) -> None:
    contract = make_delivering(world)
    member = organisation_actor(world, contract)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    milestone = milestones_of(contract.parts[0])[0]
    with unit_of_work() as session:
        commands.report_milestone(session, member, milestone, "做完了", [], at(DONE))
    with refused("recusal.interest"), unit_of_work() as session:
        commands.confirm_milestone(session, member, milestone, DONE, "", at(DONE, 15))
    both = Actor(
        worker.user_id,
        worker.name,
        worker.grants | {Grant(Role.ORGANISATION_MEMBER, None, contract.organisation_id)},
    )
    with refused("recusal.interest"), unit_of_work() as session:
        commands.confirm_milestone(session, both, milestone, DONE, "", at(DONE, 15))
    same = Actor(member.user_id, member.name, worker.grants)
    with refused("separation.same_person"), unit_of_work() as session:
        commands.confirm_milestone(session, same, milestone, DONE, "", at(DONE, 15))
