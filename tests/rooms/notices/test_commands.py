"""A notice runs its whole period, takes objections, and ends with what they brought."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts.commands import publish_contract
from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, SYSTEM, Role
from app.foundation import jobs, search
from app.foundation.database import unit_of_work
from app.funds.queries import project_money
from app.needs.commands import record_outcome
from app.notices import commands, outcomes
from app.notices.commands import NewNotice
from app.notices.models import Notice, Objection
from app.people.respondents import Respondent
from app.street import commands as streets
from tests.factories import NOW, SOURCE, TODAY, World, make_street
from tests.support.contracts import SIGNED, make_contract, second_handler
from tests.support.notices import at, make_notice, make_resolved, post_result

LAST = date(2026, 4, 15)
AFTER = LAST + timedelta(days=1)


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _object(notice: Notice, day: date = TODAY, text: str = "集合点就在窗下") -> Objection:
    with unit_of_work() as session:
        return commands.raise_objection(session, ANYONE, notice, text, "resident", "", at(day))


def _answer(world: World, objection: Objection, outcome: str, day: date = TODAY) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        commands.answer_objection(session, secretary, objection, "看过现场", outcome, at(day))


def _end(world: World, notice: Notice, day: date) -> Notice:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        return commands.end_notice(session, secretary, notice, at(day))


def _refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def test_seven_natural_days_count_the_first_and_the_last(world: World) -> None:
    notice = post_result(world, make_resolved(world), at(date(2026, 4, 10)))
    assert (notice.starts_on, notice.ends_on) == (date(2026, 4, 10), date(2026, 4, 16))
    assert (notice.period_days, notice.period_kind, notice.rule_source) == (7, "natural", SOURCE)


def test_working_days_leave_out_the_holiday_and_count_the_adjusted_day(world: World) -> None:
    with unit_of_work() as session:
        period = {"number": 5, "kind": "working"}
        streets.set_rule(session, SYSTEM, world.street, "notice_period", period, SOURCE, NOW, world.north)
    proposal = make_resolved(world)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        notice = commands.publish_result(session, secretary, proposal, NOW, starts_on=date(2026, 4, 30))
    assert notice.ends_on == date(2026, 5, 9)


def test_the_body_says_what_the_public_needs_and_names_nobody(world: World) -> None:
    body = post_result(world).body
    assert body["amount_fen"] == 3_800_000
    assert (body["yes"], body["present"], body["needed_present"], body["needed_yes"]) == (3, 3, 2, 2)
    assert body["organisation"] == "暖邻居家养老服务中心"
    assert not {"contact", "phone", "name"} & body.keys()


def test_a_result_goes_on_notice_once_and_can_be_found(world: World, session: Session) -> None:
    proposal = make_resolved(world)
    notice = post_result(world, proposal)
    assert proposal.state == "on_notice"
    assert notice.slug in session.scalars(search.refs(session, "notice", "楼门")).all()
    with _refused("state.wrong"):
        post_result(world, proposal)


def test_only_one_notice_of_a_subject_is_posted_at_a_time(world: World) -> None:
    notice = make_notice(world)
    with _refused("notice.posted_already"):
        make_notice(world)
    with pytest.raises(IntegrityError), unit_of_work() as session:
        copy = {
            c.name: getattr(notice, c.name) for c in Notice.__table__.columns if c.name not in ("id", "slug")
        }
        session.add(Notice(**copy))


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("notice.kind", {"kind": "rumour"}),
        ("notice.title", {"title": " "}),
    ],
)
def test_a_notice_needs_its_kind_and_title(world: World, code: str, change: dict[str, str]) -> None:
    values = {"kind": "contract", "subject_ref": "x", "title": "合同公告", "community_id": None, "body": {}}
    handler = world.actor(Role.STREET_HANDLER)
    with _refused(code), unit_of_work() as session:
        commands.publish_notice(session, handler, NewNotice(**{**values, **change}), NOW)


def test_a_notice_never_begins_in_the_past(world: World) -> None:
    handler = world.actor(Role.STREET_HANDLER)
    new = NewNotice("contract", "x", "合同公告", None, {})
    with _refused("notice.starts_on"), unit_of_work() as session:
        commands.publish_notice(session, handler, new, NOW, TODAY - timedelta(days=1))


def test_a_notice_cannot_end_on_its_last_day_but_can_the_day_after(world: World) -> None:
    notice = post_result(world)
    assert notice.ends_on == LAST
    with _refused("notice.not_over"):
        _end(world, notice, LAST)
    assert _end(world, notice, AFTER).outcome == "no_objection"
    assert notice.state == "ended"
    with _refused("state.wrong"):
        _end(world, notice, AFTER)


def test_the_last_day_ends_at_the_streets_midnight(world: World) -> None:
    notice = post_result(world)
    with _refused("notice.not_over"), unit_of_work() as session:
        commands.end_notice(session, SYSTEM, notice, at(LAST, 23))
    with unit_of_work() as session:
        commands.end_notice(session, SYSTEM, notice, at(AFTER, 0))


def test_an_ended_result_awaits_its_contract_and_keeps_its_money(world: World, session: Session) -> None:
    proposal = make_resolved(world)
    _end(world, post_result(world, proposal), AFTER)
    assert proposal.state == "awaiting_contract"
    assert project_money(session, proposal.slug).reserved_fen == 3_800_000


def test_an_open_objection_keeps_a_notice_up(world: World) -> None:
    notice = post_result(world)
    objection = _object(notice, LAST)
    with _refused("notice.objection_open"):
        _end(world, notice, AFTER)
    _answer(world, objection, "not_upheld", AFTER)
    assert _end(world, notice, AFTER).outcome == "answered"


def test_an_upheld_objection_sends_the_proposal_back_and_frees_its_money(
    world: World, session: Session
) -> None:
    proposal = make_resolved(world)
    notice = post_result(world, proposal)
    with unit_of_work() as unit:
        record_outcome(unit, SYSTEM, proposal.need, "resolved", NOW)
    _answer(world, _object(notice), "upheld")
    _answer(world, _object(notice), "not_upheld")
    with _refused("notice.upheld_alone"):
        _end(world, notice, AFTER)
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        commands.end_notice(unit, handler, notice, at(AFTER))
    assert notice.state == "upheld"
    assert (notice.outcome, proposal.state) == ("upheld", "objection_upheld")
    assert project_money(session, proposal.slug).reserved_fen == 0
    assert proposal.fund.free_fen == proposal.fund.total_fen
    assert proposal.need.state == "adopted"


def test_a_corrected_objection_lets_the_notice_stand(world: World) -> None:
    notice = post_result(world)
    _answer(world, _object(notice), "corrected")
    assert _end(world, notice, AFTER).outcome == "corrected"


def test_the_answer_is_due_in_the_set_days_and_who_recorded_is_kept(world: World) -> None:
    notice = post_result(world)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        objection = commands.raise_objection(
            session,
            worker,
            notice,
            "电话里说的",
            "resident",
            "李先生",
            NOW,
            whose=Respondent(phone="13812345678"),
            channel="phone",
        )
    assert objection.due_on == TODAY + timedelta(days=3)
    assert (objection.raised_by_id, objection.recorded_by_id) == (None, worker.user_id)


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), AFTER])
def test_objections_are_taken_during_the_period(world: World, day: date) -> None:
    notice = post_result(world)
    with _refused("objection.period"):
        _object(notice, day)


def test_an_objection_says_something_and_is_answered_once(world: World) -> None:
    notice = post_result(world)
    with _refused("objection.text"):
        _object(notice, text="  ")
    objection = _object(notice)
    with _refused("objection.answer"), unit_of_work() as session:
        commands.answer_objection(session, SYSTEM, objection, " ", "upheld", NOW)
    with _refused("objection.outcome"), unit_of_work() as session:
        commands.answer_objection(session, SYSTEM, objection, "看过了", "maybe", NOW)
    _answer(world, objection, "not_upheld")
    with _refused("objection.answered"):
        _answer(world, objection, "upheld")
    assert (objection.outcome, objection.answered_by_role) == ("not_upheld", "secretary")


def test_the_job_ends_what_nobody_objected_to_and_leaves_the_rest_to_people(world: World) -> None:
    quiet, open_one, upheld = (make_notice(world, ref=ref) for ref in ("a", "b", "c"))
    _object(open_one)
    _answer(world, _object(upheld), "upheld")
    assert jobs.run_due(at(LAST, 23)) == 0
    assert jobs.run_due(at(AFTER, 0)) == 3
    assert [n.state for n in (quiet, open_one, upheld)] == ["ended", "posted", "posted"]
    assert quiet.ended_by_id is None


def test_the_job_comes_back_once_a_late_answer_is_given(world: World) -> None:
    notice = make_notice(world)
    objection = _object(notice)
    jobs.run_due(at(AFTER, 0))
    _answer(world, objection, "not_upheld", AFTER)
    assert jobs.run_due(at(AFTER, 11)) == 1
    assert (notice.state, notice.outcome) == ("ended", "answered")


def test_a_notice_somebody_ended_is_left_alone_by_its_job(world: World) -> None:
    notice = make_notice(world)
    _end(world, notice, AFTER)
    ended_at = notice.ended_at
    assert jobs.run_due(at(AFTER, 12)) == 1
    assert notice.ended_at == ended_at


def test_later_rooms_say_what_ending_means(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, str]] = []
    monkeypatch.setattr(outcomes, "_handlers", dict(outcomes._handlers))
    outcomes.on_end("contract", lambda session, actor, notice, now: seen.append((notice.slug, notice.state)))
    notice = make_notice(world)
    _end(world, notice, AFTER)
    assert seen == [(notice.slug, "ended")]


def test_nobody_answers_an_objection_of_their_own_or_to_their_own_act(world: World) -> None:
    notice = post_result(world)
    handler, secretary = world.actor(Role.STREET_HANDLER), world.actor(Role.SECRETARY, world.north)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        own = commands.raise_objection(session, secretary, notice, "人数算错了", "resident", "", NOW)
        whose = Respondent(household="3-2-501")
        kept = commands.raise_objection(
            session, handler, notice, "太吵", "resident", "", NOW, whose=whose, channel="phone"
        )
    for actor, objection in ((secretary, own), (handler, kept), (world.actor(Role.REVIEWER), own)):
        with _refused("objection.own_act"), unit_of_work() as session:
            commands.answer_objection(session, actor, objection, "看过了", "not_upheld", NOW)
    for actor, objection in ((handler, own), (secretary, kept)):
        with unit_of_work() as session:
            commands.answer_objection(session, actor, objection, "看过了", "not_upheld", NOW)
    assert worker.user_id not in (own.answered_by_id, kept.answered_by_id)


def test_who_made_the_contract_does_not_answer_what_is_said_against_it(world: World) -> None:
    contract = make_contract(world)
    handler, second = world.actor(Role.STREET_HANDLER), second_handler(world)
    with unit_of_work() as session:
        notice = publish_contract(session, handler, contract, at(SIGNED, 17))
        objection = commands.raise_objection(session, ANYONE, notice, "太贵", "resident", "", at(SIGNED, 18))
    with _refused("objection.own_act"), unit_of_work() as session:
        commands.answer_objection(session, handler, objection, "不贵", "not_upheld", at(SIGNED, 19))
    with unit_of_work() as session:
        commands.answer_objection(session, second, objection, "核过价", "not_upheld", at(SIGNED, 19))
