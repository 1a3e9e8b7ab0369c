"""Who came, and how: signed in by their own hand, or marked by somebody else and gone through by a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    What the representative said themselves stands, and whose presence somebody else marked is not taken away.
    Raises RuleViolation "state.wrong" (once the meeting is held, attendance stands), "attendance.not_on_roll",
    "attendance.mode", "attendance.own_hand", "attendance.disputed", "attendance.other_hand" (with the name).
    """
    require_called(session, meeting, "record_attendance")
    names = _check(session, meeting, modes)
    known = {
        row.mandate_id: row
        for row in session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.mandate_id.in_(modes))
        )
    }
    for mandate_id, mode in modes.items():
        row = known.get(mandate_id)
        if row is not None and row.mode != mode:
            _require_changeable(actor, meeting, row, mode, names[mandate_id].name)
        _enter(session, actor, meeting, row, mandate_id, mode, now)
    session.flush()
    audit.record(
        session,
        actor,
        "council.record_attendance",
        f"meeting:{meeting.slug}",
        now,
        entries=len(modes),
        present=_codes(names, [id_ for id_, mode in modes.items() if mode is not None]),
        absent=_codes(names, [id_ for id_, mode in modes.items() if mode is None]),
    )
    return meeting


def check_attendance(session: Session, actor: Actor, meeting: Meeting, now: datetime) -> int:
    """A second person goes through the marks that others made; how many there were.

    Raises RuleViolation "state.wrong", "attendance.nothing_to_check" (all are one's own or checked).
    """
    require_called(session, meeting, "check_attendance")
    rows = session.scalars(
        select(Attendance).where(
            Attendance.meeting_id == meeting.id,
            Attendance.said == "",
            Attendance.recorded_by_id != actor.user_id,
            Attendance.checked_by_id.is_(None),
        )
    ).all()
    if not rows or actor.user_id is None:
        raise RuleViolation("attendance.nothing_to_check")
    for row in rows:
        row.checked_by_id, row.checked_at = actor.user_id, now
    session.flush()
    audit.record(
        session, actor, "council.check_attendance", f"meeting:{meeting.slug}", now, entries=len(rows)
    )
    return len(rows)


def put_mark(row: Attendance, actor: Actor, mode: str, now: datetime) -> None:
    """Enter a mode as ``actor`` saw it now; nobody has gone through it yet."""
    values = {"mode": mode, "recorded_by_id": actor.user_id, "recorded_at": now}
    for name, value in {**values, "checked_by_id": None, "checked_at": None}.items():
        setattr(row, name, value)


def require_called(session: Session, meeting: Meeting, action: str) -> None:
    """Hold a meeting whose attendance is still open until the commit. Raises RuleViolation "state.wrong"."""
    lock(session, meeting)
    if meeting.state != "called":
        raise RuleViolation("state.wrong", state=meeting.state, action=action)


def _check(
    session: Session, meeting: Meeting, modes: Mapping[int, str | None]
) -> Mapping[int, MeetingRollEntry]:
    if not {mode for mode in modes.values() if mode is not None} <= set(MODES):
        raise RuleViolation("attendance.mode")
    entitled = {
        entry.mandate_id: entry
        for entry in session.scalars(
            select(MeetingRollEntry).where(MeetingRollEntry.meeting_id == meeting.id)
        )
    }
    if modes.keys() - entitled.keys():
        raise RuleViolation("attendance.not_on_roll")
    return entitled


def _require_changeable(actor: Actor, meeting: Meeting, row: Attendance, mode: str | None, name: str) -> None:
    if row.said:
        code = "attendance.own_hand" if row.said == "present" else "attendance.disputed"
        raise RuleViolation(code, name=name)
    counted = row.mode in meeting.counting_modes and mode not in meeting.counting_modes
    if counted and row.recorded_by_id != actor.user_id:
        raise RuleViolation("attendance.other_hand", name=name)


def _codes(entries: Mapping[int, MeetingRollEntry], mandate_ids: Sequence[int]) -> list[str]:
    return sorted(entries[mandate_id].code for mandate_id in mandate_ids)


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
    if row is None:
        row = Attendance(meeting_id=meeting.id, mandate_id=mandate_id, mode="")
        session.add(row)
    if row.mode != mode:
        put_mark(row, actor, mode, now)
