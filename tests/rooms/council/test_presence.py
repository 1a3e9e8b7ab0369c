"""Who was there is the representative's own word, or the mark of somebody a second person stands behind."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.council import commands
from app.council.models import Attendance, Meeting
from app.council.shares import PresenceShares, denied_by, presence_shares
from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from app.people.models import Mandate
from app.voting import commands as voting
from app.voting.models import RollEntry
from tests.factories import World, actor_for, make_street
from tests.support.council import MEETING_AT, hold, make_meeting, make_representatives, tick

LATER = MEETING_AT + timedelta(hours=1)


class Hall:
    """A meeting on its day with five seats: three are a quorum."""

    def __init__(self) -> None:
        self.world: World = make_street()
        self.seats: list[Mandate] = make_representatives(self.world.north, 5)
        self.meeting: Meeting = make_meeting(self.world)

    def mark(self, role: Role, seats: list[Mandate], mode: str | None = "hall") -> None:
        actor = self.world.actor(role, self.world.north)
        with unit_of_work() as session:
            sheet = {seat.id: mode for seat in seats}
            commands.record_attendance_sheet(session, actor, self.meeting, sheet, MEETING_AT)

    def sign(self, seat: Mandate, mode: str = "online", now: datetime = MEETING_AT) -> None:
        with unit_of_work() as session:
            commands.sign_in(session, actor_for(seat.user), self.meeting, mode, now)

    def say(self, seat: Mandate, present: bool, now: datetime = MEETING_AT) -> None:
        with unit_of_work() as session:
            commands.answer_attendance(session, actor_for(seat.user), self.meeting, present, now)

    def check(self, role: Role) -> int:
        actor = self.world.actor(role, self.world.north)
        with unit_of_work() as session:
            return commands.check_attendance(session, actor, self.meeting, MEETING_AT)


@pytest.fixture
def hall(app: Flask) -> Hall:
    return Hall()


def refusal(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def test_one_person_does_not_make_the_quorum(hall: Hall) -> None:
    hall.mark(Role.SECRETARY, hall.seats[:3])
    with refusal("meeting.own_marks"):
        hold(hall.world, hall.meeting)
    hall.sign(hall.seats[0])
    with refusal("meeting.own_marks"):
        hold(hall.world, hall.meeting)
    with refusal("attendance.nothing_to_check"):
        hall.check(Role.SECRETARY)
    assert hall.check(Role.COMMUNITY_WORKER) == 2
    assert hold(hall.world, hall.meeting).state == "held"


def test_a_mark_made_anew_is_unchecked_and_nobody_checks_their_own(hall: Hall) -> None:
    hall.mark(Role.SECRETARY, hall.seats[:3])
    hall.check(Role.COMMUNITY_WORKER)
    hall.mark(Role.SECRETARY, hall.seats[:1], "phone")
    with refusal("meeting.own_marks"):
        hold(hall.world, hall.meeting)
    with pytest.raises(IntegrityError), unit_of_work() as session:
        row = session.scalars(select(Attendance).where(Attendance.mode == "phone")).one()
        row.checked_by_id, row.checked_at = row.recorded_by_id, MEETING_AT


def test_whom_another_marked_present_one_does_not_take_away(hall: Hall, session: Session) -> None:
    tick(hall.world, hall.meeting, hall.seats[:3])
    with refusal("attendance.other_hand"):
        hall.mark(Role.SECRETARY, hall.seats[:1], None)
    hall.mark(Role.COMMUNITY_WORKER, hall.seats[:1], None)
    assert presence_shares(session, hall.meeting).present == 2
    log = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "council.record_attendance").order_by(AuditEntry.seq)
    )
    assert [entry.detail for entry in log][-1] == {
        "entries": 1,
        "present": [],
        "absent": [hall.seats[0].code],
    }


def test_ones_own_sign_in_stands_against_the_sheet(hall: Hall, session: Session) -> None:
    hall.sign(hall.seats[0])
    for mode in (None, "hall"):
        with refusal("attendance.own_hand"):
            hall.mark(Role.COMMUNITY_WORKER, hall.seats[:1], mode)
    assert presence_shares(session, hall.meeting) == PresenceShares(own=1)


def test_who_was_not_there_says_so_and_is_not_counted(hall: Hall, session: Session) -> None:
    tick(hall.world, hall.meeting, hall.seats[:3])
    hall.say(hall.seats[0], False)
    with refusal("attendance.disputed"):
        tick(hall.world, hall.meeting, hall.seats[:1], "phone")
    shares = presence_shares(session, hall.meeting)
    assert (shares.marked, shares.most_by_one, shares.left_out, shares.denied) == (2, 2, 1, 0)
    assert [entry.code for entry in denied_by(session, hall.meeting)] == [hall.seats[0].code]
    assert hold(hall.world, hall.meeting).state == "inquorate"


def test_who_denied_it_before_is_not_on_the_roll_of_the_vote(hall: Hall, session: Session) -> None:
    tick(hall.world, hall.meeting, hall.seats)
    hall.say(hall.seats[0], False)
    meeting = hold(hall.world, hall.meeting)
    with refusal("attendance.settled"):
        hall.say(hall.seats[0], True, LATER)
    secretary = hall.world.actor(Role.SECRETARY, hall.world.north)
    with unit_of_work() as unit:
        round_ = voting.prepare_resolution_round(unit, secretary, meeting, LATER, MEETING_AT)
        voting.open_round(unit, secretary, round_, MEETING_AT)
    voters = session.scalars(select(RollEntry.mandate_id).where(RollEntry.round_id == round_.id)).all()
    assert (meeting.present, sorted(voters)) == (4, [seat.id for seat in hall.seats[1:]])


def test_who_denies_it_after_the_count_is_told_beside_it(hall: Hall, session: Session) -> None:
    tick(hall.world, hall.meeting, hall.seats[:3])
    meeting = hold(hall.world, hall.meeting)
    hall.say(hall.seats[0], False, LATER)
    shares = presence_shares(session, meeting)
    assert (meeting.present, shares.present, shares.denied, shares.left_out) == (3, 3, 1, 0)
    proposal = meeting.topics[0].proposal
    secretary = hall.world.actor(Role.SECRETARY, hall.world.north)
    assert proposal is not None
    with unit_of_work() as unit:
        commands.record_resolution(unit, secretary, meeting, proposal, 3, 0, 0, LATER)
    with refusal("attendance.settled"):
        hall.say(hall.seats[1], False, LATER)


def test_signing_in_is_for_the_day_and_for_the_roll(hall: Hall) -> None:
    with refusal("attendance.too_early"):
        hall.sign(hall.seats[0], now=MEETING_AT - timedelta(days=1))
    with refusal("attendance.mode"):
        hall.sign(hall.seats[0], "home_visit")
    with refusal("attendance.not_marked"):
        hall.say(hall.seats[0], False)
    stranger = make_representatives(hall.world.south, 1)[0]
    with refusal("attendance.not_on_roll"):
        hall.sign(stranger)
    hall.sign(hall.seats[0], "hall")
    tick(hall.world, hall.meeting, hall.seats[1:3])
    hold(hall.world, hall.meeting)
    with refusal("state.wrong"):
        hall.sign(hall.seats[3])


def test_signing_in_takes_back_what_one_denied(hall: Hall, session: Session) -> None:
    tick(hall.world, hall.meeting, hall.seats[:1])
    hall.say(hall.seats[0], False)
    hall.sign(hall.seats[0])
    assert presence_shares(session, hall.meeting) == PresenceShares(own=1)
