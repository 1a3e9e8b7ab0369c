"""Ticking off who came, and how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council.models import MODES, Attendance, Meeting, MeetingRollEntry
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock


def record_attendance(
    session: Session, actor: Actor, meeting: Meeting, mandate_id: int, mode: str | None, now: datetime
) -> Meeting:
    """Enter how one representative takes part, or with ``None`` that they do not."""
    return record_attendance_sheet(session, actor, meeting, {mandate_id: mode}, now)


def record_attendance_sheet(
    session: Session, actor: Actor, meeting: Meeting, modes: Mapping[int, str | None], now: datetime
) -> Meeting:
    """Enter the mode of several representatives by mandate id, leaving all others as they are.

    Raises RuleViolation "state.wrong" (once the meeting is held, attendance stands), "attendance.not_on_roll",
    "attendance.mode".
    """
    lock(session, meeting)
    if meeting.state != "called":
        raise RuleViolation("state.wrong", state=meeting.state, action="record_attendance")
    _check(session, meeting, modes)
    known = {
        row.mandate_id: row
        for row in session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.mandate_id.in_(modes))
        )
    }
    for mandate_id, mode in modes.items():
        _enter(session, actor, meeting, known.get(mandate_id), mandate_id, mode, now)
    session.flush()
    audit.record(
        session, actor, "council.record_attendance", f"meeting:{meeting.slug}", now, entries=len(modes)
    )
    return meeting


def _check(session: Session, meeting: Meeting, modes: Mapping[int, str | None]) -> None:
    if not {mode for mode in modes.values() if mode is not None} <= set(MODES):
        raise RuleViolation("attendance.mode")
    entitled = session.scalars(
        select(MeetingRollEntry.mandate_id).where(MeetingRollEntry.meeting_id == meeting.id)
    )
    if modes.keys() - set(entitled):
        raise RuleViolation("attendance.not_on_roll")


def _enter(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    row: Attendance | None,
    mandate_id: int,
    mode: str | None,
    now: datetime,
) -> None:
    if mode is None:
        if row is not None:
            session.delete(row)
        return
    values = {"mode": mode, "recorded_by_id": actor.user_id, "recorded_at": now}
    if row is None:
        session.add(Attendance(meeting_id=meeting.id, mandate_id=mandate_id, **values))
    elif row.mode != mode:
        for name, value in values.items():
            setattr(row, name, value)
