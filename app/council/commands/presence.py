"""A representative's own word about being there: signing in, and answering what somebody else marked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council.commands.attendance import put_mark, require_called
from app.council.models import Attendance, Meeting, MeetingRollEntry, Resolution
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.people.models import Mandate

OWN_MODES = ("hall", "online")


def sign_in(session: Session, actor: Actor, meeting: Meeting, mode: str, now: datetime) -> Attendance:
    """Sign in to a meeting on its day by one's own hand, in the hall or online; it takes the place of a mark.

    Raises RuleViolation "state.wrong", "attendance.too_early", "attendance.not_on_roll", "attendance.mode".
    """
    require_called(session, meeting, "sign_in")
    if local_date(now) < local_date(meeting.scheduled_at):
        raise RuleViolation("attendance.too_early")
    if mode not in OWN_MODES:
        raise RuleViolation("attendance.mode", field="mode")
    entry = own_place(session, actor, meeting)
    if entry is None:
        raise RuleViolation("attendance.not_on_roll")
    row = own_attendance(session, actor, meeting)
    if row is None:
        row = Attendance(meeting_id=meeting.id, mandate_id=entry.mandate_id)
        session.add(row)
    put_mark(row, actor, mode, now)
    row.said, row.said_at = "present", now
    session.flush()
    audit.record(
        session, actor, "council.sign_in", f"meeting:{meeting.slug}", now, roll=entry.code, mode=mode
    )
    return row


def answer_attendance(
    session: Session, actor: Actor, meeting: Meeting, present: bool, now: datetime
) -> Attendance:
    """Say that one was there as marked, or that one was not: before the meeting is held the mark then counts no
    more; after that, until the vote has its result, it is told beside the quorum.

    Raises RuleViolation "attendance.not_marked", "attendance.settled".
    """
    lock(session, meeting)
    row = own_attendance(session, actor, meeting)
    entry = own_place(session, actor, meeting)
    if row is None or entry is None:
        raise RuleViolation("attendance.not_marked")
    if not can_answer(session, meeting) or _left_out(meeting, row):
        raise RuleViolation("attendance.settled")
    row.said, row.said_at = ("present" if present else "absent"), now
    session.flush()
    audit.record(
        session,
        actor,
        "council.answer_attendance",
        f"meeting:{meeting.slug}",
        now,
        roll=entry.code,
        said=row.said,
    )
    return row


def can_answer(session: Session, meeting: Meeting) -> bool:
    """Whether what is said about attendance still reaches those who decide: until the first resolution."""
    decided = select(Resolution.id).where(Resolution.meeting_id == meeting.id)
    return meeting.state == "called" or (meeting.state == "held" and session.scalars(decided).first() is None)


def _left_out(meeting: Meeting, row: Attendance) -> bool:
    """Denied before the meeting was held, so not counted and not on the roll of its vote: that stands."""
    if row.said != "absent" or row.said_at is None or meeting.decided_at is None:
        return False
    return row.said_at <= meeting.decided_at


def own_place(session: Session, actor: Actor, meeting: Meeting) -> MeetingRollEntry | None:
    """Somebody's place on a meeting's roll."""
    return session.scalars(
        select(MeetingRollEntry)
        .join(Mandate, MeetingRollEntry.mandate_id == Mandate.id)
        .where(MeetingRollEntry.meeting_id == meeting.id, Mandate.user_id == actor.user_id)
    ).first()


def own_attendance(session: Session, actor: Actor, meeting: Meeting) -> Attendance | None:
    """How somebody takes part in a meeting, as it stands."""
    return session.scalars(
        select(Attendance)
        .join(Mandate, Attendance.mandate_id == Mandate.id)
        .where(Attendance.meeting_id == meeting.id, Mandate.user_id == actor.user_id)
    ).first()
