"""Scores that others entered, as whoever watches over them sees them: by whom, when, for whom (masked), never which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.delivery.models import Evaluation, EvaluationAnswer, EvaluationTally
from app.delivery.who_answers import answers_under, keys_of_account
from app.domain.policy import Actor
from app.people.models import User
from app.proposals.models import Proposal


@dataclass(frozen=True)
class RecordedRow:
    """One person's score that a worker entered; ``overruled`` once the person answered by their own hand."""

    respondent: str
    channel: str
    worker: str
    at: datetime
    overruled: bool


@dataclass(frozen=True)
class TallyRow:
    """A stack of paper forms: its numbers, who counted it first and who second."""

    slug: str
    state: str
    first_no: int
    last_no: int
    first: str
    second: str | None
    asked_at: datetime


@dataclass(frozen=True)
class WorkerShare:
    """How many people's scores one worker entered that count."""

    worker: str
    people: int


def recorded_rows(session: Session, evaluation: Evaluation) -> Sequence[RecordedRow]:
    """Everybody whose score a worker entered, the newest first: one query."""
    rows = session.execute(
        select(
            EvaluationAnswer.respondent,
            EvaluationAnswer.channel,
            User.display_name,
            EvaluationAnswer.at,
            EvaluationAnswer.overruled_at.is_not(None),
        )
        .join(User, EvaluationAnswer.recorded_by_id == User.id)
        .where(EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.tally_id.is_(None))
        .order_by(EvaluationAnswer.at.desc(), EvaluationAnswer.id.desc())
    )
    return [RecordedRow(*row) for row in rows]


def worker_shares(rows: Sequence[RecordedRow]) -> Sequence[WorkerShare]:
    """Who entered how many that count, the most first."""
    counted = [row.worker for row in rows if not row.overruled]
    shares = [WorkerShare(worker, counted.count(worker)) for worker in dict.fromkeys(counted)]
    return sorted(shares, key=lambda share: -share.people)


def tally_rows(session: Session, evaluation: Evaluation) -> Sequence[TallyRow]:
    """The stacks of an evaluation in the order of their numbers: one query."""
    second = aliased(User)
    rows = session.execute(
        select(
            EvaluationTally.slug,
            EvaluationTally.state,
            EvaluationTally.first_no,
            EvaluationTally.last_no,
            User.display_name,
            second.display_name,
            EvaluationTally.asked_at,
        )
        .join(User, EvaluationTally.asked_by_id == User.id)
        .outerjoin(second, EvaluationTally.answered_by_id == second.id)
        .where(EvaluationTally.evaluation_id == evaluation.id)
        .order_by(EvaluationTally.first_no, EvaluationTally.id)
    )
    return [TallyRow(*row) for row in rows]


def tally_by_slug(session: Session, slug: str) -> EvaluationTally | None:
    return session.scalars(
        select(EvaluationTally)
        .where(EvaluationTally.slug == slug)
        .options(
            joinedload(EvaluationTally.evaluation)
            .joinedload(Evaluation.proposal)
            .joinedload(Proposal.community)
        )
    ).one_or_none()


def next_form_no(session: Session, evaluation: Evaluation) -> int:
    """The number after the last form entered."""
    last = select(func.max(EvaluationTally.last_no)).where(
        EvaluationTally.evaluation_id == evaluation.id, EvaluationTally.state.in_(("waiting", "confirmed"))
    )
    return (session.scalar(last) or 0) + 1


def recorded_for(session: Session, evaluation: Evaluation, actor: Actor) -> EvaluationAnswer | None:
    """What a worker recorded for somebody who has an account, while it counts."""
    if actor.user_id is None:
        return None
    held = answers_under(session, evaluation, keys_of_account(session, evaluation, actor.user_id))
    return next((each for each in held if each.recorded_by_id is not None), None)
