"""An evaluation closes: what the residents' answers mean for the project and its money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.commands.separation import take_step
from app.delivery.commands.alerts import raise_alert
from app.delivery.commands.checks import lock_part, part_of
from app.delivery.commands.dues import meet_condition
from app.delivery.commands.tallies import require_all_counted
from app.delivery.models import Evaluation
from app.delivery.queries.dues import low_evaluation
from app.delivery.queries.scoring import counted_scores, scores_by_hand
from app.delivery.scores import Scores, conclusion
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.sealing import Telling, telling
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock


def close_evaluation(
    session: Session,
    actor: Actor,
    evaluation: Evaluation,
    now: datetime,
    third_party_score: int | None = None,
) -> Evaluation:
    """Close once the last day is over: the exact average decides, a third party's 0-100 stands beside it.

    What would come out otherwise without the answers that one person entered for others is unsettled, and asked anew:
    nobody makes or breaks a project alone. A conclusion, no refusal, so that trying tells nothing of sealed answers.
    A midterm passed makes the part's midterm instalments due; a low average raises an alert that asks for a
    rectification order. Of fewer answers than may be told the log, too, keeps only the conclusion. Raises
    RuleViolation "state.wrong", "evaluation.not_over", "tally.waiting", "evaluation.no_answers",
    "evaluation.third_party", "evaluation.own_closing" (whoever opened it), "evaluation.own_answers" (all of them are
    through the closer's hand), and as take_step (who handled the purchase does not judge what was delivered).
    """
    part = lock_part(session, part_of(session, evaluation.proposal))
    lock(session, evaluation)
    if evaluation.state != "open":
        raise RuleViolation("state.wrong", state=evaluation.state, action="close_evaluation")
    if local_date(now) <= evaluation.closes_on:
        raise RuleViolation("evaluation.not_over", last=evaluation.closes_on)
    if third_party_score is not None and not 0 <= third_party_score <= 100:
        raise RuleViolation("evaluation.third_party", field="third_party_score")
    require_all_counted(session, evaluation)
    scores = counted_scores(session, [evaluation.id])[evaluation.id]
    if not scores.people:
        raise RuleViolation("evaluation.no_answers")
    by_hand = scores_by_hand(session, evaluation)
    _check_closer(actor, evaluation, by_hand)
    take_step(session, actor, part.contract, "acceptor", now)
    evaluation.conclusion = conclusion(by_hand, evaluation.rectify_below_tenths)
    evaluation.state, evaluation.closed_at, evaluation.closed_by_id = "closed", now, actor.user_id
    evaluation.third_party_score = third_party_score
    if evaluation.conclusion == "rectify":
        raise_alert(session, low_evaluation(evaluation, part.proposal), now)
    elif evaluation.conclusion == "passed" and evaluation.stage == "midterm":
        meet_condition(part, "midterm_passed", local_date(now))
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.close_evaluation",
        f"evaluation:{evaluation.slug}",
        now,
        conclusion=evaluation.conclusion,
        third_party_score=third_party_score,
        **_told(evaluation, scores),
    )
    return evaluation


def _check_closer(actor: Actor, evaluation: Evaluation, by_hand: Mapping[int | None, Scores]) -> None:
    if actor.user_id == evaluation.opened_by_id:
        raise RuleViolation("evaluation.own_closing")
    if set(by_hand) == {actor.user_id}:
        raise RuleViolation("evaluation.own_answers")


def _told(evaluation: Evaluation, scores: Scores) -> dict[str, int | None]:
    if telling(over=True, answers=scores.people, least=evaluation.told_from) is not Telling.WHOLE:
        return {}
    return {
        "people": scores.people,
        "by_others": scores.entries.by_others,
        "tenths": scores.tenths(evaluation.rectify_below_tenths),
    }
