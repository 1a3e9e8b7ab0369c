"""Holding a meeting: quorum, opinions, resolutions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council.models import Attendance, Meeting, MeetingRollEntry, Opinion, Resolution, Topic
from app.council.outcomes import answered
from app.council.shares import stands
from app.domain.errors import RuleViolation
from app.domain.lifecycle import MEETING, fire
from app.domain.policy import Actor
from app.domain.quorum import count_present, decide
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.proposals.models import Proposal


def hold_meeting(session: Session, actor: Actor, meeting: Meeting, now: datetime) -> Meeting:
    """Establish the quorum: the meeting is ``held`` when it is met, else it stays on record as ``inquorate``.

    Counts those whose mode of attendance counts under the rules frozen at the call and who did not say that they
    were not there. One person does not make the quorum: it must be reached without the marks that only the holder
    made. Raises RuleViolation "meeting.too_early" (before the day), "state.wrong", "meeting.own_marks".
    """
    lock(session, meeting)
    if local_date(now) < local_date(meeting.scheduled_at):
        raise RuleViolation("meeting.too_early")
    counting = frozenset(meeting.counting_modes)
    rows = session.scalars(
        select(Attendance).where(Attendance.meeting_id == meeting.id, stands(meeting))
    ).all()
    meeting.present = count_present((row.mode for row in rows), counting)
    met = meeting.quorum.met(meeting.present, meeting.roll_size)
    vouched = count_present((row.mode for row in rows if _by_more_than(actor, row)), counting)
    if met and not meeting.quorum.met(vouched, meeting.roll_size):
        raise RuleViolation("meeting.own_marks", own=meeting.present - vouched, needed=meeting.needed)
    meeting.state = fire(MEETING, meeting.state, "hold" if met else "fail_quorum")
    meeting.decided_at = now
    session.flush()
    audit.record(
        session,
        actor,
        "council.hold_meeting",
        f"meeting:{meeting.slug}",
        now,
        present=meeting.present,
        needed=meeting.needed,
        state=meeting.state,
    )
    return meeting


def _by_more_than(actor: Actor, row: Attendance) -> bool:
    """Whether somebody besides ``actor`` stands for a mark: the representative, who made it, or who checked it."""
    return row.said == "present" or row.recorded_by_id != actor.user_id or row.checked_by_id is not None


def record_opinion(
    session: Session, actor: Actor, topic: Topic, text: str, now: datetime, mandate_id: int | None = None
) -> Opinion:
    """Enter what was said on a topic, with the representative who said it where they wish to be on record.

    Raises RuleViolation "opinion.text", "attendance.not_on_roll", "state.wrong" (a meeting cancelled or without
    a quorum).
    """
    meeting = lock(session, topic.meeting)
    if meeting.state not in ("called", "held"):
        raise RuleViolation("state.wrong", state=meeting.state, action="record_opinion")
    if not text.strip():
        raise RuleViolation("opinion.text", field="text")
    on_roll = select(MeetingRollEntry.id).where(
        MeetingRollEntry.meeting_id == meeting.id, MeetingRollEntry.mandate_id == mandate_id
    )
    if mandate_id is not None and session.scalars(on_roll).first() is None:
        raise RuleViolation("attendance.not_on_roll", field="speaker")
    opinion = Opinion(
        topic_id=topic.id,
        mandate_id=mandate_id,
        text=text.strip(),
        recorded_by_id=actor.user_id,
        recorded_at=now,
    )
    session.add(opinion)
    session.flush()
    audit.record(
        session, actor, "council.record_opinion", f"meeting:{meeting.slug}", now, topic=topic.position
    )
    return opinion


def record_resolution(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    proposal: Proposal,
    yes: int,
    no: int,
    abstain: int,
    now: datetime,
) -> Resolution:
    """Enter what a held meeting decided on one of its topics, by the rules frozen at the call.

    Where the topic is a question about a project passed before, this is its answer. Raises RuleViolation
    "state.wrong", "resolution.topic", "resolution.exists", "vote.counts".
    """
    lock(session, meeting)
    if meeting.state != "held" or meeting.present is None:
        raise RuleViolation("state.wrong", state=meeting.state, action="record_resolution")
    topic = _topic(session, meeting, proposal)
    decision = decide(
        yes=yes,
        no=no,
        abstain=abstain,
        present=meeting.present,
        roll=meeting.roll_size,
        quorum=meeting.quorum,
        majority=meeting.majority,
    )
    resolution = Resolution(
        meeting_id=meeting.id,
        proposal_id=proposal.id,
        question_id=topic.question_id,
        yes=yes,
        no=no,
        abstain=abstain,
        present=meeting.present,
        roll=meeting.roll_size,
        needed_present=decision.needed_present,
        needed_yes=decision.needed_yes,
        outcome=decision.outcome,
        decided_at=now,
    )
    session.add(resolution)
    session.flush()
    audit.record(
        session,
        actor,
        "council.record_resolution",
        f"meeting:{meeting.slug}",
        now,
        project=proposal.slug,
        yes=yes,
        no=no,
        abstain=abstain,
        outcome=decision.outcome,
        **({"question": resolution.question.slug} if resolution.question is not None else {}),
    )
    answered(session, actor, resolution, now)
    return resolution


def _topic(session: Session, meeting: Meeting, proposal: Proposal) -> Topic:
    topic = session.scalars(
        select(Topic).where(Topic.meeting_id == meeting.id, Topic.proposal_id == proposal.id)
    ).first()
    if topic is None:
        raise RuleViolation("resolution.topic")
    done = select(Resolution.id).where(
        Resolution.meeting_id == meeting.id, Resolution.proposal_id == proposal.id
    )
    if session.scalars(done).first() is not None:
        raise RuleViolation("resolution.exists")
    return topic
