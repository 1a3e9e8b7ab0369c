"""What communities leave at the booths: marks of interest, and questions with their answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.fair.models import Interest, Offering, Question
from app.foundation import audit
from app.foundation.database import lock
from app.street.models import Community

PRIORITIES = (1, 2, 3)
SPEAKERS = (Role.SECRETARY, Role.COMMUNITY_WORKER, Role.REPRESENTATIVE, Role.RESIDENT)
"""In whose name somebody with several roles speaks: the first of these they hold in the community."""


def mark_interest(
    session: Session,
    actor: Actor,
    community: Community,
    offering: Offering,
    priority: int,
    note: str,
    now: datetime,
    role: Role | None = None,
) -> Interest:
    """Mark or change a community's interest in an offering; priority 1 (high) to 3.

    Raises RuleViolation "interest.priority", "offering.withdrawn".
    """
    if priority not in PRIORITIES:
        raise RuleViolation("interest.priority", field="priority")
    lock(session, offering)
    _require_listed(offering)
    interest = session.scalars(
        select(Interest).where(Interest.community_id == community.id, Interest.offering_id == offering.id)
    ).one_or_none()
    if interest is None:
        interest = Interest(community_id=community.id, offering_id=offering.id)
        session.add(interest)
    interest.priority, interest.note = priority, note.strip()
    interest.marked_by_id, interest.marked_at = actor.user_id, now
    interest.marked_by_role = role or speaking_role(actor, community)
    session.flush()
    _record(session, actor, "fair.mark_interest", offering, community, now, priority=priority)
    return interest


def withdraw_interest(session: Session, actor: Actor, interest: Interest, now: datetime) -> Interest:
    """Take a mark back; the log keeps that it stood."""
    lock(session, interest)
    _record(session, actor, "fair.withdraw_interest", interest.offering, interest.community, now)
    session.delete(interest)
    session.flush()
    return interest


def ask_question(
    session: Session,
    actor: Actor,
    offering: Offering,
    text: str,
    now: datetime,
    community: Community | None = None,
    role: Role | None = None,
) -> Question:
    """Ask at a booth. Raises RuleViolation "question.empty", "offering.withdrawn"."""
    if not text.strip():
        raise RuleViolation("question.empty", field="text")
    _require_listed(offering)
    question = Question(
        offering_id=offering.id,
        community_id=None if community is None else community.id,
        asked_by_id=actor.user_id,
        asked_by_role=role or speaking_role(actor, community),
        text=text.strip(),
        asked_at=now,
    )
    session.add(question)
    session.flush()
    audit.record(session, actor, "fair.ask", f"question:{question.slug}", now, offering=offering.slug)
    return question


def answer_question(
    session: Session, actor: Actor, question: Question, answer: str, now: datetime
) -> Question:
    """Answer a question, or put an earlier answer right. Raises RuleViolation "question.answer_empty"."""
    if not answer.strip():
        raise RuleViolation("question.answer_empty", field="answer")
    lock(session, question)
    question.answer, question.answered_by_id, question.answered_at = answer.strip(), actor.user_id, now
    session.flush()
    audit.record(session, actor, "fair.answer", f"question:{question.slug}", now)
    return question


def speaking_role(actor: Actor, community: Community | None) -> Role:
    """The role in which the actor speaks for a community; a resident when they hold none there."""
    held = (r for r in SPEAKERS if community is not None and community.id in actor.communities(r))
    return next(held, Role.RESIDENT)


def _require_listed(offering: Offering) -> None:
    if offering.state != "listed":
        raise RuleViolation("offering.withdrawn")


def _record(
    session: Session,
    actor: Actor,
    action: str,
    offering: Offering,
    community: Community,
    now: datetime,
    **detail: object,
) -> None:
    subject = f"offering:{offering.slug}"
    audit.record(session, actor, action, subject, now, community=community.code, **detail)
