"""Through whose hand the people present were counted: shown wherever a quorum is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.council.models import Attendance, Meeting, MeetingRollEntry


@dataclass(frozen=True)
class PresenceShares:
    """Of those whose attendance counts: ``own`` say so themselves, ``marked`` were entered by somebody else, at most
    ``most_by_one`` by one person, ``checked`` of them gone through by a second.

    ``denied`` were counted and say that they were not there; ``left_out`` said so before, and were not counted.
    """

    own: int = 0
    marked: int = 0
    most_by_one: int = 0
    checked: int = 0
    denied: int = 0
    left_out: int = 0

    @property
    def present(self) -> int:
        return self.own + self.marked


def stands(meeting: Meeting) -> ColumnElement[bool]:
    """An attendance that was, or would now be, counted: not denied before the meeting was held."""
    if meeting.decided_at is None:
        return Attendance.said != "absent"
    return or_(Attendance.said != "absent", Attendance.said_at > meeting.decided_at)


def presence_shares(session: Session, meeting: Meeting) -> PresenceShares:
    """The shares of a meeting: one query."""
    rows = session.execute(
        select(Attendance, stands(meeting)).where(
            Attendance.meeting_id == meeting.id, Attendance.mode.in_(meeting.counting_modes)
        )
    ).all()
    counted = [row for row, stood in rows if stood]
    marked = [row for row in counted if row.said != "present"]
    by_one = Counter(row.recorded_by_id for row in marked)
    return PresenceShares(
        own=len(counted) - len(marked),
        marked=len(marked),
        most_by_one=max(by_one.values(), default=0),
        checked=sum(row.checked_by_id is not None for row in marked),
        denied=sum(row.said == "absent" for row in marked),
        left_out=len(rows) - len(counted),
    )


def denied_by(session: Session, meeting: Meeting) -> Sequence[MeetingRollEntry]:
    """Those who say that they were not there though they were marked, for who watches over the meeting: one query."""
    return session.scalars(
        select(MeetingRollEntry)
        .join(
            Attendance,
            (Attendance.meeting_id == MeetingRollEntry.meeting_id)
            & (Attendance.mandate_id == MeetingRollEntry.mandate_id),
        )
        .where(MeetingRollEntry.meeting_id == meeting.id, Attendance.said == "absent")
        .order_by(MeetingRollEntry.code)
    ).all()
