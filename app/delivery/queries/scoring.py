"""What residents answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.delivery.models import Evaluation, EvaluationAnswer
from app.delivery.scores import Scores
from app.domain.policy import Actor

MOST_COMMENTS = 200


@dataclass(frozen=True)
class Comment:
    """A sentence with its score; of whom is not told."""

    score: int
    text: str
    channel: str
    slug: str
    id: int


def scores_of(session: Session, evaluation: Evaluation) -> Scores:
    """What an evaluation has been answered so far: one query."""
    return all_scores(session, [evaluation.id]).get(evaluation.id, Scores())


def all_scores(session: Session, evaluation_ids: list[int]) -> dict[int, Scores]:
    """The scores of several evaluations by id: one query."""
    rows = session.execute(
        select(EvaluationAnswer.evaluation_id, EvaluationAnswer.score, EvaluationAnswer.people).where(
            EvaluationAnswer.evaluation_id.in_(evaluation_ids)
        )
    ).all()
    return {
        id_: Scores.of((r.score, r.people) for r in rows if r.evaluation_id == id_) for id_ in evaluation_ids
    }


def final_scores(session: Session, proposal_ids: list[int]) -> Scores:
    """What residents answered in the end about one or more projects together: their last closed evaluations."""
    newest = (
        select(func.max(Evaluation.id))
        .where(Evaluation.proposal_id.in_(proposal_ids), Evaluation.state == "closed")
        .group_by(Evaluation.proposal_id)
    )
    rows = session.execute(
        select(EvaluationAnswer.score, EvaluationAnswer.people).where(
            EvaluationAnswer.evaluation_id.in_(newest)
        )
    ).all()
    return Scores.of((row.score, row.people) for row in rows)


def own_answer(session: Session, evaluation: Evaluation, actor: Actor) -> EvaluationAnswer | None:
    """What somebody answered from their own account."""
    return session.scalars(
        select(EvaluationAnswer).where(
            EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.user_id == actor.user_id
        )
    ).one_or_none()


def comments_of(session: Session, evaluation: Evaluation) -> Sequence[Comment]:
    """What people wrote, lowest scores first, never who (PIPL art. 25)."""
    rows = session.execute(
        select(
            EvaluationAnswer.score,
            EvaluationAnswer.comment,
            EvaluationAnswer.channel,
            EvaluationAnswer.slug,
            EvaluationAnswer.id,
        )
        .where(EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.comment != "")
        .order_by(EvaluationAnswer.score, EvaluationAnswer.id)
        .limit(MOST_COMMENTS)
    ).all()
    return [Comment(*row) for row in rows]
