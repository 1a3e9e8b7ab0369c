"""Residents rate a project: an evaluation is opened, scores come in by their own hand or through a worker's."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested
from app.contracts.models import Contract
from app.delivery.commands.checks import lock_part, part_of, require_state
from app.delivery.commands.rectification import unanswered_low
from app.delivery.models import STAGES, Evaluation, EvaluationAnswer, EvaluationRespondent
from app.delivery.queries.scoring import own_answer
from app.delivery.scores import LEAST, MOST
from app.delivery.who_answers import (
    Known,
    answers_under,
    belongs_to,
    keys_of_account,
    recognise,
)
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.people.respondents import Respondent
from app.proposals.models import Proposal
from app.street.queries import rules

RECORDED_CHANNELS = ("phone", "visit", "home_visit")


def open_evaluation(
    session: Session, actor: Actor, proposal: Proposal, stage: str, closes_on: date, now: datetime
) -> Evaluation:
    """Ask the residents, in the middle ("midterm") or at the end ("final"), until the end of a day.

    The limit for rectification, of how many answers anything is told, and the last day are frozen now; that day is at
    least the setting "evaluation_days" after today. Raises RuleViolation "state.wrong", "delivery.no_contract",
    "evaluation.stage", "evaluation.closes_on", "evaluation.open_already", "evaluation.passed_already",
    "evaluation.rectify_first".
    """
    part = lock_part(session, part_of(session, proposal))
    require_state(proposal, "open_evaluation", "delivering")
    if stage not in STAGES:
        raise RuleViolation("evaluation.stage", field="stage")
    asked = rules(session, proposal.community_id)
    least_days = asked.number("evaluation_days")
    if closes_on < local_date(now) + timedelta(days=least_days):
        raise RuleViolation("evaluation.closes_on", field="closes_on", days=least_days)
    _check_earlier(session, proposal, stage)
    evaluation = Evaluation(
        proposal_id=proposal.id,
        stage=stage,
        attempt=_attempts(session, proposal, stage) + 1,
        rectify_below_tenths=asked.number("rectify_below_tenths"),
        told_from=asked.number("least_answers_told"),
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

    Their own hand counts: what a worker recorded for them stays on record, overruled. Raises RuleViolation
    "evaluation.over", "evaluation.score", "evaluation.elsewhere", "recusal.interest".
    """
    require_open(session, evaluation)
    if local_date(now) > evaluation.closes_on:
        raise RuleViolation("evaluation.over", last=evaluation.closes_on)
    if evaluation.proposal.community_id not in actor.communities(Role.RESIDENT, Role.REPRESENTATIVE):
        raise RuleViolation("evaluation.elsewhere")
    require_uninterested(actor, contract_of(session, evaluation).organisation)
    _check_score(score)
    answer = own_answer(session, evaluation, actor)
    if answer is None:
        answer = EvaluationAnswer(evaluation_id=evaluation.id, user_id=actor.user_id, channel="online")
        session.add(answer)
    answer.score, answer.comment, answer.at = score, comment.strip(), now
    session.flush()
    overruled = _stand_under_own_keys(session, evaluation, answer, now)
    audit.record(
        session, actor, "delivery.give_score", f"evaluation:{evaluation.slug}", now, overruled=overruled
    )
    return answer


def give_score_for(
    session: Session,
    actor: Actor,
    evaluation: Evaluation,
    who: Respondent,
    score: int,
    comment: str,
    channel: str,
    now: datetime,
) -> EvaluationAnswer:
    """A worker records the score of one person, who is named and has not answered before.

    Can be recorded until somebody closes. The log names a representative's number, nobody else and never the
    score. Raises RuleViolation "evaluation.over", "evaluation.score", "evaluation.channel", "recusal.interest" (a
    worker of the provider), as recognise, "evaluation.own_helper", "evaluation.respondent_interest",
    "evaluation.answered_already".
    """
    require_open(session, evaluation)
    contract = contract_of(session, evaluation)
    require_uninterested(actor, contract.organisation)
    _check_score(score)
    if channel not in RECORDED_CHANNELS:
        raise RuleViolation("evaluation.channel", field="channel")
    known = recognise(session, evaluation, who, local_date(now))
    _require_new(session, actor, evaluation, contract, known, now)
    answer = EvaluationAnswer(
        evaluation_id=evaluation.id,
        score=score,
        comment=comment.strip(),
        channel=channel,
        recorded_by_id=actor.user_id,
        respondent=known.shown,
        at=now,
    )
    session.add(answer)
    session.flush()
    _put_keys(session, evaluation, answer, known.keys)
    roll = {"roll": known.shown} if who.mandate is not None else {}
    audit.record(
        session,
        actor,
        "delivery.give_score_for",
        f"evaluation:{evaluation.slug}",
        now,
        respondent=known.kind,
        channel=channel,
        **roll,
    )
    return answer


def require_open(session: Session, evaluation: Evaluation) -> None:
    """Hold an open evaluation until the commit. Raises RuleViolation "evaluation.over"."""
    if lock(session, evaluation).state != "open":
        raise RuleViolation("evaluation.over", last=evaluation.closes_on)


def contract_of(session: Session, evaluation: Evaluation) -> Contract:
    """The contract of the project that is rated."""
    return part_of(session, evaluation.proposal).contract


def _check_score(score: int) -> None:
    if not LEAST <= score <= MOST:
        raise RuleViolation("evaluation.score", field="score")


def _require_new(
    session: Session, actor: Actor, evaluation: Evaluation, contract: Contract, known: Known, now: datetime
) -> None:
    """One person once, nobody for themselves, nobody of the provider. What they answered before is not told."""
    if actor.user_id in known.user_ids:
        raise RuleViolation("evaluation.own_helper", field=known.kind)
    if belongs_to(session, known.user_ids, contract.organisation_id, local_date(now)):
        raise RuleViolation("evaluation.respondent_interest", field=known.kind)
    answered = select(EvaluationAnswer.id).where(
        EvaluationAnswer.evaluation_id == evaluation.id,
        EvaluationAnswer.user_id.in_(sorted(known.user_ids)),
    )
    if answers_under(session, evaluation, known.keys) or session.scalars(answered).first() is not None:
        raise RuleViolation("evaluation.answered_already", field=known.kind)


def _stand_under_own_keys(
    session: Session, evaluation: Evaluation, answer: EvaluationAnswer, now: datetime
) -> int:
    """Put what a worker recorded for the same person aside, and answer under their keys. How many were put aside."""
    keys = keys_of_account(session, evaluation, answer.user_id)
    held = answers_under(session, evaluation, keys)
    recorded = [each for each in held if each.recorded_by_id is not None]
    for each in recorded:
        each.overruled_at = now
        session.execute(delete(EvaluationRespondent).where(EvaluationRespondent.answer_id == each.id))
    taken = select(EvaluationRespondent.key).where(EvaluationRespondent.evaluation_id == evaluation.id)
    _put_keys(session, evaluation, answer, keys - set(session.scalars(taken)))
    return len(recorded)


def _put_keys(
    session: Session, evaluation: Evaluation, answer: EvaluationAnswer, keys: frozenset[str]
) -> None:
    session.add_all(
        EvaluationRespondent(evaluation_id=evaluation.id, key=key, answer_id=answer.id)
        for key in sorted(keys)
    )
    session.flush()


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
