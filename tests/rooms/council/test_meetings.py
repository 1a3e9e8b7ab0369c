"""Calling, holding and rerunning a meeting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.council import commands
from app.council.commands import NewMeeting
from app.council.models import Attendance, Meeting, MeetingRollEntry
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.people.models import Mandate
from app.street import commands as street
from tests.factories import NOW, SOURCE, make_representative, make_street
from tests.support.council import (
    CALLED,
    MEETING_AT,
    hold,
    make_held_meeting,
    make_meeting,
    make_representatives,
    make_topics,
    tick,
)


def refusal(code: str) -> Any:
    return pytest.raises(RuleViolation, match=f"^{code}$")


def test_the_call_freezes_roll_and_rules_with_their_source(session: Session) -> None:
    world = make_street()
    seated = make_representatives(world.north, 5)
    gone = make_representative(world.north, 9)
    with unit_of_work() as unit:
        unit.get_one(Mandate, gone.id).ends_on = MEETING_AT.date() - timedelta(days=1)
    meeting = make_meeting(world)
    rule = {"numerator": 2, "denominator": 3, "strict": False, "of": "roll"}
    with unit_of_work() as unit:
        street.set_rule(unit, SYSTEM, world.street, "quorum", rule, "新规定", NOW)
    make_representative(world.north, 10)
    codes = session.scalars(
        select(MeetingRollEntry.code).where(MeetingRollEntry.meeting_id == meeting.id)
    ).all()
    assert sorted(codes) == [mandate.code for mandate in seated]
    assert (meeting.roll_size, meeting.needed) == (5, 3)
    assert meeting.quorum_rule["denominator"] == 2
    assert meeting.rule_sources["quorum"] == SOURCE


@pytest.mark.parametrize(
    ("present", "state"), [(2, "inquorate"), (3, "held"), (5, "held")], ids=["2 of 5", "3 of 5", "5 of 5"]
)
def test_the_quorum_decides_whether_a_meeting_is_valid(app: object, present: int, state: str) -> None:
    world = make_street()
    meeting, _ = make_held_meeting(world, seats=5, present=present)
    assert (meeting.state, meeting.present, meeting.needed) == (state, present, 3)


def test_only_modes_that_count_make_a_quorum(session: Session) -> None:
    world = make_street()
    with unit_of_work() as unit:
        street.set_rule(unit, SYSTEM, world.street, "counting_modes", ["hall"], "议事规则", NOW)
    seated = make_representatives(world.north, 5)
    meeting = make_meeting(world)
    tick(world, meeting, seated[:2])
    tick(world, meeting, seated[2:], "phone")
    held = hold(world, meeting)
    assert (held.state, held.present) == ("inquorate", 2)
    entered = session.scalar(select(func.count()).where(Attendance.meeting_id == meeting.id))
    assert entered == 5


def test_an_inquorate_meeting_stays_on_record_and_is_called_again_once(session: Session) -> None:
    world = make_street()
    first, _ = make_held_meeting(world, seats=5, present=2)
    secretary = world.actor(Role.SECRETARY, world.north)
    new = NewMeeting("补开会议", MEETING_AT + timedelta(days=3), rerun_of=first)
    with unit_of_work() as unit:
        again = commands.call_meeting(unit, secretary, world.north, new, MEETING_AT)
    assert [topic.title for topic in again.topics] == [topic.title for topic in first.topics]
    assert session.get_one(Meeting, first.id).state == "inquorate"
    with refusal("meeting.rerun"), unit_of_work() as unit:
        commands.call_meeting(unit, secretary, world.north, new, MEETING_AT)


def test_a_held_meeting_is_not_called_again(app: object) -> None:
    world = make_street()
    held, _ = make_held_meeting(world)
    secretary = world.actor(Role.SECRETARY, world.north)
    new = NewMeeting("补开会议", MEETING_AT, rerun_of=held)
    with refusal("meeting.rerun"), unit_of_work() as unit:
        commands.call_meeting(unit, secretary, world.north, new, CALLED)


def test_what_cannot_be_a_topic(app: object) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    waiting = make_topics(world, ["楼门共建"])
    [early] = make_topics(world, ["早了"], "deliberating")
    secretary = world.actor(Role.SECRETARY, world.north)

    def call(*proposals: object, **more: object) -> None:
        new = NewMeeting(**{"title": "会议", "scheduled_at": MEETING_AT, "proposals": proposals, **more})  # type: ignore[arg-type]
        with unit_of_work() as unit:
            commands.call_meeting(unit, secretary, world.north, new, CALLED)

    for code, ask in [
        ("meeting.no_topics", lambda: call()),
        ("meeting.topic_state", lambda: call(early)),
        ("meeting.title", lambda: call(*waiting, title=" ")),
        ("meeting.past", lambda: call(*waiting, scheduled_at=NOW - timedelta(days=1))),
        ("meeting.no_roll", lambda: call(*waiting, scheduled_at=MEETING_AT + timedelta(days=3000))),
    ]:
        with refusal(code):
            ask()
    call(*waiting)
    with refusal("meeting.topic_taken"):
        call(*waiting)


def test_another_communitys_proposal_is_no_topic(app: object) -> None:
    world = make_street()
    make_representatives(world.south, 3)
    with refusal("meeting.other_community"):
        make_meeting(world, make_topics(world, ["楼门共建"]), community=world.south)


def test_attendance_changes_only_what_is_sent_and_ends_with_the_meeting(session: Session) -> None:
    world = make_street()
    seated = make_representatives(world.north, 3)
    meeting = make_meeting(world)
    tick(world, meeting, seated[:2])
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        commands.record_attendance(unit, worker, meeting, seated[0].id, None, MEETING_AT)
    with unit_of_work() as unit:
        commands.record_attendance(unit, worker, meeting, seated[2].id, "phone", MEETING_AT)
    found = session.execute(
        select(Attendance.mandate_id, Attendance.mode).order_by(Attendance.mandate_id)
    ).all()
    assert [tuple(row) for row in found] == [(seated[1].id, "hall"), (seated[2].id, "phone")]
    stranger = make_representative(world.south, 1)
    with refusal("attendance.not_on_roll"):
        tick(world, meeting, [stranger])
    with refusal("attendance.mode"):
        tick(world, meeting, seated, "dream")
    hold(world, meeting)
    with refusal("state.wrong"):
        tick(world, meeting, seated)


def test_a_meeting_is_not_held_before_its_day(app: object) -> None:
    world = make_street()
    meeting = make_meeting(world, representatives=3)
    secretary = world.actor(Role.SECRETARY, world.north)
    with refusal("meeting.too_early"), unit_of_work() as unit:
        commands.hold_meeting(unit, secretary, meeting, CALLED)


def test_cancelling_needs_a_reason_and_keeps_it(app: object) -> None:
    world = make_street()
    meeting = make_meeting(world, representatives=3)
    secretary = world.actor(Role.SECRETARY, world.north)
    with refusal("meeting.reason"), unit_of_work() as unit:
        commands.cancel_meeting(unit, secretary, meeting, " ", CALLED)
    with unit_of_work() as unit:
        commands.cancel_meeting(unit, secretary, meeting, "停电改期", CALLED)
    assert (meeting.state, meeting.note) == ("cancelled", "停电改期")


def test_opinions_are_kept_with_or_without_a_name(app: object) -> None:
    world = make_street()
    meeting, there = make_held_meeting(world)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    topic = meeting.topics[0]
    with unit_of_work() as unit:
        commands.record_opinion(unit, worker, topic, "先做无物业的楼门", MEETING_AT, there[0].id)
        commands.record_opinion(unit, worker, topic, "灯要声控的", MEETING_AT)
    with refusal("opinion.text"), unit_of_work() as unit:
        commands.record_opinion(unit, worker, topic, "  ", MEETING_AT)
    stranger = make_representative(world.south, 1)
    with refusal("attendance.not_on_roll"), unit_of_work() as unit:
        commands.record_opinion(unit, worker, topic, "听说", MEETING_AT, stranger.id)


def test_a_resolution_is_entered_once_and_only_on_a_topic(app: object) -> None:
    world = make_street()
    meeting, _ = make_held_meeting(world)
    [other] = make_topics(world, ["别的"])
    secretary = world.actor(Role.SECRETARY, world.north)
    topic = meeting.topics[0].proposal
    assert topic is not None
    with refusal("resolution.topic"), unit_of_work() as unit:
        commands.record_resolution(unit, secretary, meeting, other, 4, 0, 0, MEETING_AT)
    with refusal("vote.counts"), unit_of_work() as unit:
        commands.record_resolution(unit, secretary, meeting, topic, 5, 0, 0, MEETING_AT)
    with unit_of_work() as unit:
        found = commands.record_resolution(unit, secretary, meeting, topic, 2, 1, 1, MEETING_AT)
    assert (found.outcome, found.needed_yes, found.present, found.roll) == ("rejected", 3, 4, 5)
    with refusal("resolution.exists"), unit_of_work() as unit:
        commands.record_resolution(unit, secretary, meeting, topic, 4, 0, 0, MEETING_AT)
