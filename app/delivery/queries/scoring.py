"""What residents answered."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.delivery.models import Evaluation, EvaluationAnswer
from app.delivery.scores import Scores


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
