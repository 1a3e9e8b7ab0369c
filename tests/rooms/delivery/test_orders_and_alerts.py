"""Visits ordered for somebody, and alerts that come and go."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts.models import ContractPart
from app.delivery import commands
from app.delivery.commands import CompletedOrder, NewOrder
from app.delivery.models import Alert, AssistedOrder
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Actor, Grant, Role
from app.foundation import jobs
from app.foundation.database import unit_of_work
from app.needs import commands as needs
from app.needs.models import Need
from app.street.commands import set_rule
from tests.factories import World, make_street
from tests.support.delivery import (
    BEGUN,
    approve,
    make_delivering,
    milestones_of,
    organisation_actor,
    pay,
    request,
)
from tests.support.needs import make_need
from tests.support.notices import at

VISIT = at(date(2026, 6, 15), 14)
ASKED = at(BEGUN)


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


@pytest.fixture
def part(world: World) -> ContractPart:
    return make_delivering(world, kind="on_request").parts[0]


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def place(world: World, part: ContractPart, now: datetime = ASKED, **more: object) -> AssistedOrder:
    values = {
        "asked_by": "王奶奶",
        "channel": "phone",
        "item": "上下水",
        "visit_at": VISIT,
        "place": "3 号楼",
        "phone": "13812345678",
        **more,
    }
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        return commands.place_order(session, worker, part, NewOrder(**values), now)  # type: ignore[arg-type]


def test_a_visit_is_ordered_done_and_rated_and_its_address_forgotten(
    world: World, part: ContractPart
) -> None:
    order, worker = place(world, part), world.actor(Role.COMMUNITY_WORKER, world.north)
    assert (order.state, order.community_id, order.place) == ("placed", world.north.id, "3 号楼")
    done = CompletedOrder(6000, "resident", "family", 5, "来得快")
    with refused("order.early"), unit_of_work() as session:
        commands.complete_order(session, worker, order, done, VISIT - timedelta(days=1))
    with unit_of_work() as session:
        commands.complete_order(session, worker, order, done, VISIT)
    assert (order.state, order.fee_fen, order.paid_by, order.rating) == ("done", 6000, "resident", 5)
    assert order.place == ""
    with refused("state.wrong"), unit_of_work() as session:
        commands.cancel_order(session, worker, order, "晚了", VISIT)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("order.asked_by", {"asked_by": " "}),
        ("order.item", {"item": ""}),
        ("order.channel", {"channel": "pigeon"}),
        ("order.resident", {"phone": ""}),
        ("phone.format", {"phone": "110"}),
        ("household.format", {"phone": "", "household": "东头"}),
        ("order.outside_term", {"visit_at": at(date(2027, 1, 11))}),
        ("order.visit_past", {"now": at(date(2026, 6, 16))}),
    ],
)
def test_an_order_is_whole(world: World, part: ContractPart, code: str, more: dict[str, object]) -> None:
    with refused(code):
        place(world, part, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "done"),
    [
        ("order.fee", CompletedOrder(-1, "resident", "resident")),
        ("order.paid_by", CompletedOrder(0, "somebody", "resident")),
        ("order.free_fee", CompletedOrder(100, "free", "resident")),
        ("order.rating", CompletedOrder(0, "free", "resident", 6)),
        ("order.confirmed_by", CompletedOrder(0, "free", "provider")),
        ("order.same_person", CompletedOrder(100, "fund", "resident")),
    ],
)
def test_a_result_is_whole(world: World, part: ContractPart, code: str, done: CompletedOrder) -> None:
    order, worker = place(world, part), world.actor(Role.COMMUNITY_WORKER, world.north)
    with refused(code), unit_of_work() as session:
        commands.complete_order(session, worker, order, done, VISIT)


def test_a_visit_is_called_off_with_its_reason(world: World, part: ContractPart) -> None:
    order, worker = place(world, part), world.actor(Role.COMMUNITY_WORKER, world.north)
    with refused("order.reason"), unit_of_work() as session:
        commands.cancel_order(session, worker, order, " ", at(BEGUN))
    with unit_of_work() as session:
        commands.cancel_order(session, worker, order, "居民自己修好了", at(BEGUN))
    assert (order.state, order.cancelled_because) == ("cancelled", "居民自己修好了")


def test_one_resident_has_one_visit_at_a_time_and_is_kept_masked(world: World, part: ContractPart) -> None:
    order, worker = place(world, part), world.actor(Role.COMMUNITY_WORKER, world.north)
    assert order.resident == "138****5678"
    assert "13812345678" not in order.resident_key
    with refused("order.twice"):
        place(world, part, phone="+86 138 1234 5678")
    place(world, part, phone="", household="3-2-501")
    with unit_of_work() as session:
        commands.cancel_order(session, worker, order, "改天", at(BEGUN))
    place(world, part)


def test_what_the_fund_pays_for_takes_two_and_nobody_of_the_provider(
    world: World, part: ContractPart
) -> None:
    order, secretary = place(world, part), world.actor(Role.SECRETARY, world.north)
    done = CompletedOrder(6000, "fund", "family")
    member = Grant(Role.ORGANISATION_MEMBER, None, part.contract.organisation_id)
    bound = Actor(secretary.user_id, secretary.name, secretary.grants | {member})
    with refused("recusal.interest"), unit_of_work() as session:
        commands.complete_order(session, bound, order, done, VISIT)
    with refused("recusal.interest"), unit_of_work() as session:
        other = NewOrder("李大爷", "visit", "空调", VISIT, phone="13900001111")
        commands.place_order(session, bound, part, other, ASKED)
    with unit_of_work() as session:
        commands.complete_order(session, secretary, order, done, VISIT)
    assert (order.confirmed_by, order.completed_by_id) == ("family", secretary.user_id)
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.get_one(AssistedOrder, order.id).completed_by_id = order.placed_by_id


def test_a_fixed_contract_takes_no_orders(world: World) -> None:
    with refused("order.not_on_request"):
        place(world, make_delivering(world).parts[0])


def sweep(day: date) -> list[tuple[str, str]]:
    """(kind, subject) of the alerts open after a morning's look."""
    with unit_of_work() as session:
        return [(alert.kind, alert.subject_ref) for alert in commands.raise_due_alerts(session, at(day, 6))]


def test_a_late_milestone_alerts_once_and_stops_when_it_is_reported(world: World, session: Session) -> None:
    contract = make_delivering(world)
    milestone = milestones_of(contract.parts[0])[0]
    assert sweep(milestone.due_on) == []
    late = milestone.due_on + timedelta(days=1)
    assert sweep(late) == [("milestone_late", milestone.slug)]
    assert sweep(late + timedelta(days=1)) == [("milestone_late", milestone.slug)]
    alert = session.scalars(select(Alert)).one()
    assert (alert.since, alert.community_id) == (late, world.north.id)
    member = organisation_actor(world, contract)
    with unit_of_work() as unit:
        commands.report_milestone(unit, member, milestone, "做完了", [], at(late, 8))
    assert sweep(late + timedelta(days=2)) == []
    assert alert.resolved_at == at(late + timedelta(days=2), 6)


def test_a_payment_is_overdue_after_the_contracts_days(world: World) -> None:
    """Counted from the day the contract was signed: asking late gives the street no more time."""
    contract = make_delivering(world)
    payment = request(world, contract, on=BEGUN)
    assert contract.signed_on is not None and contract.signed_on < BEGUN
    last = contract.signed_on + timedelta(days=30)
    assert payment.due_on == last
    assert sweep(last) == []
    late = last + timedelta(days=1)
    assert sweep(late) == [("payment_overdue", payment.slug)]
    pay(world, approve(world, payment, late), on=late)
    assert sweep(late + timedelta(days=1)) == []


def test_what_was_signed_keeps_its_days_to_pay(world: World) -> None:
    contract = make_delivering(world)
    with unit_of_work() as unit:
        set_rule(unit, SYSTEM, world.street, "payment_overdue_days", 5, "街道文件", at(BEGUN))
    payment = request(world, contract, on=BEGUN)
    assert contract.signed_on is not None
    assert payment.due_on - contract.signed_on == timedelta(days=30)


def test_a_need_unanswered_for_longer_than_the_setting(world: World) -> None:
    need = make_need(world.north)
    raised = date(2026, 4, 9)
    assert sweep(raised + timedelta(days=90)) == []
    late = raised + timedelta(days=91)
    assert sweep(late) == [("need_unanswered", need.slug)]
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        needs.answer_need(session, secretary, session.get_one(Need, need.id), "已列入计划", at(late))
    assert sweep(late) == []


def test_a_rectification_past_its_day(world: World) -> None:
    contract = make_delivering(world)
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        row = commands.order_rectification(session, handler, contract.parts[0].proposal, "补", at(BEGUN, 12))
    kinds = [kind for kind, _ in sweep(row.due_on)]
    assert "rectification_late" not in kinds
    assert ("rectification_late", row.slug) in sweep(row.due_on + timedelta(days=1))


def test_the_daily_job_looks_and_comes_back_tomorrow(world: World, session: Session) -> None:
    contract = make_delivering(world)
    waiting = session.scalars(select(jobs.Job).where(jobs.Job.kind == "delivery.alerts")).all()
    assert [job.run_at for job in waiting] == [at(BEGUN + timedelta(days=1), 6)]
    late = milestones_of(contract.parts[0])[0].due_on + timedelta(days=1)
    jobs.run_due(at(late, 7))
    assert session.scalars(select(Alert.kind)).all() == ["milestone_late"]
    states = session.scalars(select(jobs.Job.state).where(jobs.Job.kind == "delivery.alerts")).all()
    assert sorted(states) == ["done", "waiting"]
