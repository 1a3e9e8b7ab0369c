"""Calling a meeting, and calling it off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.council.models import FurtherQuestion, Meeting, MeetingRollEntry, Topic
from app.domain.errors import RuleViolation
from app.domain.lifecycle import MEETING, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.people.models import Mandate
from app.people.queries import mandates_on
from app.proposals.models import Proposal
from app.street import queries as street
from app.street.models import Community

FROZEN_RULES = ("quorum", "majority", "counting_modes")


@dataclass(frozen=True)
class NewMeeting:
    """``proposals`` become the topics in this order, then ``questions``; a rerun without either takes the first's."""

    title: str
    scheduled_at: datetime
    place: str = ""
    proposals: Sequence[Proposal] = ()
    questions: Sequence[FurtherQuestion] = ()
    rerun_of: Meeting | None = None
    code: str | None = None
    note: str = ""


def call_meeting(
    session: Session, actor: Actor, community: Community, new: NewMeeting, now: datetime
) -> Meeting:
    """Call a residents' representatives' meeting (居民代表会议).

    The roll is whoever holds a mandate on the meeting's day; it freezes here, with quorum, majority and the modes
    of attendance that count, each with its source. Raises RuleViolation "meeting.title", "meeting.past" (a day
    before today), "meeting.no_topics", "meeting.other_community", "meeting.topic_state", "meeting.topic_taken"
    (on another meeting called, or twice on this one), "meeting.no_roll", "meeting.rerun" (only of an inquorate
    meeting, once).
    """
    proposals, questions = _topics(session, new), _questions(session, new)
    _check(session, community, new, [*proposals, *(each.proposal for each in questions)], now)
    _check_topics(session, proposals, questions)
    roll = mandates_on(session, community.id, local_date(new.scheduled_at))
    if not roll:
        raise RuleViolation("meeting.no_roll", field="day")
    rules = street.rules(session, community.id)
    meeting = Meeting(
        code=new.code,
        community_id=community.id,
        title=new.title.strip(),
        place=new.place.strip(),
        scheduled_at=new.scheduled_at,
        called_at=now,
        called_by_id=actor.user_id,
        rerun_of_id=None if new.rerun_of is None else new.rerun_of.id,
        quorum_rule=rules.quorum.to_setting(),
        majority_rule=rules.majority.to_setting(),
        counting_modes=sorted(rules.counting_modes),
        rule_sources={key: rules.sources[key] for key in FROZEN_RULES},
        roll_size=len(roll),
        needed=rules.quorum.needed(len(roll)),
        note=new.note.strip(),
    )
    session.add(meeting)
    session.flush()
    _fill(session, meeting, proposals, questions, roll)
    audit.record(
        session,
        actor,
        "council.call_meeting",
        f"meeting:{meeting.slug}",
        now,
        roll=len(roll),
        topics=len(proposals) + len(questions),
    )
    return meeting


def cancel_meeting(session: Session, actor: Actor, meeting: Meeting, reason: str, now: datetime) -> Meeting:
    """Call a meeting off before it is held. Raises RuleViolation "meeting.reason", "state.wrong"."""
    if not reason.strip():
        raise RuleViolation("meeting.reason", field="reason")
    lock(session, meeting)
    meeting.state = fire(MEETING, meeting.state, "cancel")
    meeting.decided_at = now
    meeting.note = "\n".join(filter(None, (meeting.note, reason.strip())))
    audit.record(
        session, actor, "council.cancel_meeting", f"meeting:{meeting.slug}", now, reason=reason.strip()
    )
    return meeting


def _topics(session: Session, new: NewMeeting) -> Sequence[Proposal]:
    if new.proposals or new.questions or new.rerun_of is None:
        return new.proposals
    return session.scalars(
        select(Proposal)
        .join(Topic, Topic.proposal_id == Proposal.id)
        .where(
            Topic.meeting_id == new.rerun_of.id,
            Topic.question_id.is_(None),
            Proposal.state == "awaiting_vote",
        )
        .order_by(Topic.position)
    ).all()


def _questions(session: Session, new: NewMeeting) -> Sequence[FurtherQuestion]:
    if new.proposals or new.questions or new.rerun_of is None:
        return new.questions
    return session.scalars(
        select(FurtherQuestion)
        .join(Topic, Topic.question_id == FurtherQuestion.id)
        .where(Topic.meeting_id == new.rerun_of.id, FurtherQuestion.state == "open")
        .order_by(Topic.position)
    ).all()


def _check(
    session: Session, community: Community, new: NewMeeting, proposals: Sequence[Proposal], now: datetime
) -> None:
    if not new.title.strip():
        raise RuleViolation("meeting.title", field="title")
    if local_date(new.scheduled_at) < local_date(now):
        raise RuleViolation("meeting.past", field="day")
    if not proposals:
        raise RuleViolation("meeting.no_topics", field="proposals")
    _check_rerun(session, community, new.rerun_of)
    for proposal in proposals:
        if proposal.community_id != community.id:
            raise RuleViolation("meeting.other_community", field="proposals", title=proposal.title)
    if len({proposal.id for proposal in proposals}) != len(proposals):
        raise RuleViolation("meeting.topic_taken", field="proposals", title=proposals[-1].title)


def _check_topics(
    session: Session, proposals: Sequence[Proposal], questions: Sequence[FurtherQuestion]
) -> None:
    for question in sorted(questions, key=lambda each: each.id):
        if lock(session, question).state != "open":
            raise RuleViolation("meeting.topic_state", field="proposals", title=question.title)
    for proposal in sorted(proposals, key=lambda each: each.id):
        if lock(session, proposal).state != "awaiting_vote":
            raise RuleViolation("meeting.topic_state", field="proposals", title=proposal.title)
    ids = [proposal.id for proposal in proposals]
    asked = [question.id for question in questions]
    taken = session.scalars(
        select(Topic.title)
        .join(Meeting, Topic.meeting_id == Meeting.id)
        .where(
            Meeting.state == "called",
            or_(Topic.question_id.in_(asked), Topic.question_id.is_(None) & Topic.proposal_id.in_(ids)),
        )
    ).first()
    if taken is not None:
        raise RuleViolation("meeting.topic_taken", field="proposals", title=taken)


def _check_rerun(session: Session, community: Community, first: Meeting | None) -> None:
    if first is None:
        return
    lock(session, first)
    again = select(Meeting.id).where(Meeting.rerun_of_id == first.id, Meeting.state != "cancelled")
    if (
        first.state != "inquorate"
        or first.community_id != community.id
        or session.scalars(again).first() is not None
    ):
        raise RuleViolation("meeting.rerun")


def _fill(
    session: Session,
    meeting: Meeting,
    proposals: Sequence[Proposal],
    questions: Sequence[FurtherQuestion],
    roll: Iterable[Mandate],
) -> None:
    rows = [Topic(proposal_id=each.id, title=each.title) for each in proposals]
    rows += [Topic(proposal_id=q.proposal_id, question_id=q.id, title=q.title) for q in questions]
    for position, topic in enumerate(rows, start=1):
        topic.meeting_id, topic.position = meeting.id, position
    session.add_all(rows)
    session.add_all(
        MeetingRollEntry(
            meeting_id=meeting.id,
            mandate_id=mandate.id,
            code=mandate.code,
            name=mandate.name,
            note=mandate.stairwell,
        )
        for mandate in roll
    )
    session.flush()
