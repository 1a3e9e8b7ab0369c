"""What is read of the meetings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.council.models import (
    Attendance,
    FurtherQuestion,
    Meeting,
    MeetingRollEntry,
    Opinion,
    Resolution,
    Topic,
)
from app.council.shares import stands
from app.foundation.paging import Page, fetch_page
from app.people.models import User
from app.proposals.models import Proposal
from app.street.models import Community


@dataclass(frozen=True)
class MeetingRow:
    """A meeting in a list."""

    slug: str
    title: str
    community: str
    scheduled_at: datetime
    place: str
    state: str
    present: int | None
    needed: int
    roll: int
    topics: int


@dataclass(frozen=True)
class SheetRow:
    """A line of the attendance sheet; ``said`` is the representative's own word, ``marked_by`` who entered it."""

    mandate_id: int
    code: str
    name: str
    note: str
    mode: str
    said: str = ""
    marked_by: str = ""


def meeting_by_slug(session: Session, slug: str) -> Meeting | None:
    """A meeting with its topics and their proposals: two queries."""
    return session.scalars(
        select(Meeting)
        .where(Meeting.slug == slug)
        .options(
            joinedload(Meeting.community),
            joinedload(Meeting.rerun_of),
            selectinload(Meeting.topics).joinedload(Topic.proposal).joinedload(Proposal.organisation),
            selectinload(Meeting.topics).joinedload(Topic.question),
        )
    ).one_or_none()


def topic_by_slug(session: Session, slug: str) -> Topic | None:
    return session.scalars(
        select(Topic)
        .where(Topic.slug == slug)
        .options(joinedload(Topic.meeting).joinedload(Meeting.community))
    ).one_or_none()


def meetings_page(session: Session, number: int, community_id: int | None = None) -> Page[MeetingRow]:
    """Meetings, the newest day first: two queries."""
    topics = select(func.count()).where(Topic.meeting_id == Meeting.id).scalar_subquery()
    statement = (
        select(Meeting, Community.name, topics)
        .join(Community, Meeting.community_id == Community.id)
        .order_by(Meeting.scheduled_at.desc(), Meeting.id.desc())
    )
    if community_id is not None:
        statement = statement.where(Meeting.community_id == community_id)
    page = fetch_page(session, statement, number)
    rows = [
        MeetingRow(
            meeting.slug,
            meeting.title,
            community,
            meeting.scheduled_at,
            meeting.place,
            meeting.state,
            meeting.present,
            meeting.needed,
            meeting.roll_size,
            count,
        )
        for meeting, community, count in page.items
    ]
    return Page(rows, page.number, page.total, page.size)


def rerun(session: Session, meeting: Meeting) -> Meeting | None:
    """The meeting that was called in place of this one."""
    return session.scalars(
        select(Meeting).where(Meeting.rerun_of_id == meeting.id, Meeting.state != "cancelled")
    ).one_or_none()


def sheet(session: Session, meeting: Meeting) -> Sequence[SheetRow]:
    """The roll with each mode of attendance, "" for none: one query."""
    rows = session.execute(
        select(MeetingRollEntry, Attendance.mode, Attendance.said, User.display_name)
        .outerjoin(
            Attendance,
            (Attendance.meeting_id == MeetingRollEntry.meeting_id)
            & (Attendance.mandate_id == MeetingRollEntry.mandate_id),
        )
        .outerjoin(User, Attendance.recorded_by_id == User.id)
        .where(MeetingRollEntry.meeting_id == meeting.id)
        .order_by(MeetingRollEntry.code)
    )
    return [
        SheetRow(entry.mandate_id, entry.code, entry.name, entry.note, mode or "", said or "", by or "")
        for entry, mode, said, by in rows
    ]


def modes(session: Session, meeting: Meeting) -> Mapping[str, int]:
    """How many take part by each mode; whoever denied it in time does not."""
    rows = session.execute(
        select(Attendance.mode, func.count())
        .where(Attendance.meeting_id == meeting.id, stands(meeting))
        .group_by(Attendance.mode)
    )
    return Counter({mode: count for mode, count in rows})


def opinions(session: Session, meeting: Meeting) -> Mapping[int, Sequence[Opinion]]:
    """What was said on each topic by topic id; pages show no names."""
    found: dict[int, list[Opinion]] = defaultdict(list)
    rows = session.scalars(
        select(Opinion)
        .join(Topic, Opinion.topic_id == Topic.id)
        .where(Topic.meeting_id == meeting.id)
        .order_by(Opinion.id)
    )
    for row in rows:
        found[row.topic_id].append(row)
    return found


def resolutions(session: Session, meeting: Meeting) -> Mapping[int, Resolution]:
    """The meeting's resolutions by proposal id."""
    rows = session.scalars(select(Resolution).where(Resolution.meeting_id == meeting.id))
    return {row.proposal_id: row for row in rows}


def open_questions(session: Session, community_id: int) -> Sequence[FurtherQuestion]:
    """What a community's representatives are asked again and no meeting that is called or held has taken up."""
    taken = (
        select(Topic.question_id)
        .join(Meeting, Topic.meeting_id == Meeting.id)
        .where(Topic.question_id.is_not(None), Meeting.state.in_(("called", "held")))
    )
    return session.scalars(
        select(FurtherQuestion)
        .join(Proposal, FurtherQuestion.proposal_id == Proposal.id)
        .where(
            Proposal.community_id == community_id,
            FurtherQuestion.state == "open",
            FurtherQuestion.id.not_in(taken),
        )
        .options(joinedload(FurtherQuestion.proposal))
        .order_by(FurtherQuestion.id)
    ).all()


def resolution_on(session: Session, proposal_id: int) -> Resolution | None:
    """The newest resolution on a proposal, with its meeting."""
    return session.scalars(
        select(Resolution)
        .where(Resolution.proposal_id == proposal_id, Resolution.question_id.is_(None))
        .options(joinedload(Resolution.meeting))
        .order_by(Resolution.id.desc())
        .limit(1)
    ).first()
