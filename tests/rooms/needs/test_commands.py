"""A need is raised, seconded, merged, answered, and taken along by projects."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, SYSTEM, Actor, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from app.foundation.search import refs
from app.needs import commands
from app.needs.models import Need, NeedSupport
from tests.factories import NOW, World, make_street
from tests.support.needs import make_need


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def need(world: World) -> Need:
    return make_need(world.north, mentions=5)


def _second(need: Need, actor: Actor = ANYONE, **how: object) -> NeedSupport:
    with unit_of_work() as unit:
        return commands.second_need(unit, actor, need, NOW, **how)  # type: ignore[arg-type]


def test_anybody_can_raise_a_need(world: World, session: Session) -> None:
    need = make_need(world.north, "楼道灯不亮", actor=ANYONE, contact_phone="138 1234 5678")
    assert (need.state, need.heat, need.contact_phone) == ("open", 0, "13812345678")
    assert (need.raised_by_id, need.recorded_by_id) == (None, None)
    assert session.scalars(refs(session, "need", "楼道")).all() == [need.slug]


def test_a_worker_records_for_somebody(world: World) -> None:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    need = make_need(world.north, actor=worker, channel="phone", raised_by_role="stairwell_head", mentions=45)
    assert (need.recorded_by_id, need.raised_by_id, need.mentions, need.heat) == (worker.user_id, None, 45, 0)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"title": "  "}, "need.title", "title"),
        ({"channel": "pigeon"}, "need.channel", "channel"),
        ({"severity": 6}, "need.severity", "severity"),
        ({"mentions": -1}, "need.counts", "people_affected"),
        ({"contact_phone": "123"}, "phone.format", "contact_phone"),
        ({"description": "请打 138-1234-5678 找我"}, "words.mobile", "description"),
        ({"title": "找 13812345678"}, "words.mobile", "title"),
    ],
)
def test_what_raising_refuses(world: World, more: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        make_need(world.north, **more)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == (code, field)


def test_nobody_seconds_their_own_or_what_is_over(world: World, need: Need) -> None:
    resident = world.actor(Role.RESIDENT, world.north)
    own = make_need(world.north, "自己的事", actor=resident)
    with pytest.raises(RuleViolation, match=r"need\.own"):
        _second(own, resident)
    with unit_of_work() as unit:
        commands.answer_need(unit, SYSTEM, need, "属物业责任", NOW, declined=True)
    with pytest.raises(RuleViolation, match=r"need\.closed"):
        _second(need, resident)


def test_what_merging_refuses(world: World, need: Need) -> None:
    other = make_need(world.south)
    declined = make_need(world.north, "不办的")
    done = make_need(world.north, "已在实施")
    with unit_of_work() as unit:
        commands.answer_need(unit, SYSTEM, declined, "不在范围", NOW, declined=True)
        commands.record_outcome(unit, SYSTEM, done, "delivering", NOW)
    for source, target, code in (
        (need, need, "need.same"),
        (need, other, "need.other_community"),
        (need, declined, "need.merge_target"),
        (done, need, "need.merge_source"),
    ):
        with unit_of_work() as unit, pytest.raises(RuleViolation, match=code):
            commands.merge_needs(unit, SYSTEM, source, target, NOW)


def test_answering_and_declining(world: World, need: Need) -> None:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"need\.answer"):
        commands.answer_need(unit, worker, need, " ", NOW)
    with unit_of_work() as unit:
        commands.answer_need(unit, worker, need, "纳入今年征集", NOW)
    assert (need.state, need.answered_by_id, need.answered_at) == ("answered", worker.user_id, NOW)
    with unit_of_work() as unit:
        commands.record_outcome(unit, SYSTEM, need, "adopted", NOW)
        commands.answer_need(unit, worker, need, "已有方案，正在审核", NOW)
    assert (need.state, need.answer) == ("adopted", "已有方案，正在审核")
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="decline_late"):
        commands.answer_need(unit, worker, need, "不办了", NOW, declined=True)


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        (["adopted", "resolved", "delivering", "done"], "done"),
        (["delivering", "adopted"], "delivering"),
        (["adopted", "answered"], "answered"),
        (["done", "answered"], "done"),
        (["resolved", "answered", "adopted"], "adopted"),
    ],
)
def test_outcomes_go_forward_and_only_a_fallen_plan_goes_back(
    need: Need, outcomes: list[str], state: str
) -> None:
    with unit_of_work() as unit:
        for outcome in outcomes:
            commands.record_outcome(unit, SYSTEM, need, outcome, NOW, answer=f"走到 {outcome}")
    assert (need.state, need.answer) == (state, f"走到 {outcomes[-1]}")


def test_an_outcome_finds_the_need_it_was_merged_into(world: World, need: Need) -> None:
    middle, last = make_need(world.north, "中"), make_need(world.north, "末")
    with unit_of_work() as unit:
        commands.merge_needs(unit, SYSTEM, need, middle, NOW)
        commands.merge_needs(unit, SYSTEM, middle, last, NOW)
        assert commands.record_outcome(unit, SYSTEM, need, "done", NOW).id == last.id
    assert (need.state, last.state, last.mentions) == ("merged", "done", 5)


def test_looking_at_a_contact_is_on_record(world: World, need: Need, session: Session) -> None:
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="no_contact"):
        commands.reveal_contact(unit, SYSTEM, need, NOW)
    called = make_need(world.north, contact_phone="13812345678")
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        commands.reveal_contact(unit, worker, called, NOW)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "needs.reveal_contact")).one()
    assert (entry.actor_id, entry.subject) == (worker.user_id, f"need:{called.slug}")
    assert "138" not in str(entry.detail)
