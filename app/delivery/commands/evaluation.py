"""Residents rate a project: an evaluation is opened, scores come in from phones and from paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested
from app.contracts.models import Contract
from app.delivery.commands.checks import lock_part, part_of, require_state
from app.delivery.commands.rectification import unanswered_low
from app.delivery.models import CHANNELS, STAGES, Evaluation, EvaluationAnswer
from app.delivery.scores import LEAST, MOST
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.proposals.models import Proposal
from app.street.queries import rules

MOST_FORMS = 2000


def open_evaluation(
    session: Session, actor: Actor, proposal: Proposal, stage: str, closes_on: date, now: datetime
) -> Evaluation:
    """Ask the residents, in the middle ("midterm") or at the end ("final"), until the end of a day.

    The limit for rectification is frozen now. Raises RuleViolation "state.wrong", "delivery.no_contract",
    "evaluation.stage", "evaluation.closes_on", "evaluation.open_already", "evaluation.passed_already",
    "evaluation.rectify_first".
    """
    part = lock_part(session, part_of(session, proposal))
    require_state(proposal, "open_evaluation", "delivering")
    if stage not in STAGES:
        raise RuleViolation("evaluation.stage", field="stage")
    if closes_on < local_date(now):
        raise RuleViolation("evaluation.closes_on", field="closes_on")
    _check_earlier(session, proposal, stage)
    evaluation = Evaluation(
        proposal_id=proposal.id,
        stage=stage,
        attempt=_attempts(session, proposal, stage) + 1,
        rectify_below_tenths=rules(session, proposal.community_id).number("rectify_below_tenths"),
        opened_by_id=actor.user_id,
        opened_at=now,
        closes_on=closes_on,
    )
    session.add(evaluation)
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.open_evaluation",
        f"evaluation:{evaluation.slug}",
        now,
        project=proposal.slug,
        stage=stage,
        closes_on=closes_on.isoformat(),
        contract=part.contract.slug,
    )
    return evaluation


def give_score(
    session: Session, actor: Actor, evaluation: Evaluation, score: int, comment: str, now: datetime
) -> EvaluationAnswer:
    """A resident or representative scores 1 to 5 from their own account: once, changeable until the close.

    Raises RuleViolation "evaluation.over", "evaluation.score", "evaluation.elsewhere", "recusal.interest".
    """
    _require_open(session, evaluation)
    if local_date(now) > evaluation.closes_on:
        raise RuleViolation("evaluation.over", last=evaluation.closes_on)
    if evaluation.proposal.community_id not in actor.communities(Role.RESIDENT, Role.REPRESENTATIVE):
        raise RuleViolation("evaluation.elsewhere")
    require_uninterested(actor, _contract(session, evaluation).organisation)
    _check_score(score)
    answer = session.scalars(
        select(EvaluationAnswer).where(
            EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.user_id == actor.user_id
        )
    ).one_or_none()
    if answer is None:
        answer = EvaluationAnswer(evaluation_id=evaluation.id, user_id=actor.user_id, channel="online")
        session.add(answer)
    answer.score, answer.comment, answer.at = score, comment.strip(), now
    session.flush()
    audit.record(session, actor, "delivery.give_score", f"evaluation:{evaluation.slug}", now)
    return answer


def give_score_for(
    session: Session,
    actor: Actor,
    evaluation: Evaluation,
    score: int,
    people: int,
    comment: str,
    channel: str,
    now: datetime,
    *,
    seen_answer: int | None = None,
) -> EvaluationAnswer:
    """A worker records one person's score, or ``people`` paper forms with the same score.

    Forms handed in by the closing day can be recorded until somebody closes. ``seen_answer`` is the last answer
    this worker recorded when the page was shown (0 for none): a form sent twice counts once. Raises
    RuleViolation "evaluation.over", "evaluation.score", "evaluation.people", "evaluation.channel", "form.stale".
    """
    _require_open(session, evaluation)
    if seen_answer is not None and seen_answer != last_recorded(session, actor, evaluation):
        raise RuleViolation("form.stale")
    _check_score(score)
    if not 1 <= people <= MOST_FORMS:
        raise RuleViolation("evaluation.people", field="people", most=MOST_FORMS)
    if channel not in CHANNELS:
        raise RuleViolation("evaluation.channel", field="channel")
    answer = EvaluationAnswer(
        evaluation_id=evaluation.id,
        people=people,
        score=score,
        comment=comment.strip(),
        channel=channel,
        recorded_by_id=actor.user_id,
        at=now,
    )
    session.add(answer)
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.give_score_for",
        f"evaluation:{evaluation.slug}",
        now,
        score=score,
        people=people,
        channel=channel,
    )
    return answer


def record_tally(
    session: Session,
    actor: Actor,
    evaluation: Evaluation,
    tally: Mapping[int, int],
    comment: str,
    channel: str,
    now: datetime,
    *,
    seen_answer: int | None = None,
) -> list[EvaluationAnswer]:
    """A worker records counted forms, ``{score: people}``; the comment stays with the largest group.

    Raises RuleViolation "evaluation.people" when there are none, and as give_score_for.
    """
    counted = sorted(((people, score) for score, people in tally.items() if people), reverse=True)
    if not counted:
        raise RuleViolation("evaluation.people", field="people", most=MOST_FORMS)
    _require_open(session, evaluation)
    if seen_answer is not None and seen_answer != last_recorded(session, actor, evaluation):
        raise RuleViolation("form.stale")
    return [
        give_score_for(session, actor, evaluation, score, people, "" if rank else comment, channel, now)
        for rank, (people, score) in enumerate(counted)
    ]


def last_recorded(session: Session, actor: Actor, evaluation: Evaluation) -> int:
    """The id of the last answer a worker recorded in an evaluation, 0 for none."""
    newest = select(func.max(EvaluationAnswer.id)).where(
        EvaluationAnswer.evaluation_id == evaluation.id, EvaluationAnswer.recorded_by_id == actor.user_id
    )
    return session.scalar(newest) or 0


def _require_open(session: Session, evaluation: Evaluation) -> None:
    if lock(session, evaluation).state != "open":
        raise RuleViolation("evaluation.over", last=evaluation.closes_on)


def _check_score(score: int) -> None:
    if not LEAST <= score <= MOST:
        raise RuleViolation("evaluation.score", field="score")


def _contract(session: Session, evaluation: Evaluation) -> Contract:
    return part_of(session, evaluation.proposal).contract


def _attempts(session: Session, proposal: Proposal, stage: str) -> int:
    statement = select(func.count(Evaluation.id)).where(
        Evaluation.proposal_id == proposal.id, Evaluation.stage == stage
    )
    return session.scalar(statement) or 0


def _check_earlier(session: Session, proposal: Proposal, stage: str) -> None:
    earlier = session.scalars(select(Evaluation).where(Evaluation.proposal_id == proposal.id)).all()
    if any(evaluation.state == "open" for evaluation in earlier):
        raise RuleViolation("evaluation.open_already")
    if any(e.stage == stage and e.conclusion == "passed" for e in earlier):
        raise RuleViolation("evaluation.passed_already", field="stage")
    if unanswered_low(session, proposal) is not None:
        raise RuleViolation("evaluation.rectify_first")
