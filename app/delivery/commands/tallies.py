"""Stacks of paper forms: counted by one person, counted again by a second who does not see the first count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested
from app.delivery.commands.evaluation import contract_of, require_open
from app.delivery.models import Evaluation, EvaluationAnswer, EvaluationTally
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.two_hands import settle

MOST_FORMS = 2000


@dataclass(frozen=True)
class Counted:
    """A stack's forms by score, ``{score: forms}``, and how many say nothing (``void``)."""

    by_score: Mapping[int, int]
    void: int = 0

    @property
    def forms(self) -> int:
        return sum(self.by_score.values()) + self.void


def record_tally(
    session: Session,
    actor: Actor,
    evaluation: Evaluation,
    counted: Counted,
    first_no: int,
    words: str,
    now: datetime,
) -> EvaluationTally:
    """Enter a first count of the forms numbered from ``first_no`` on, without a gap; it counts once confirmed.

    Forms handed in by the closing day can be entered until somebody closes. Raises RuleViolation
    "evaluation.over", "recusal.interest", "evaluation.people", "tally.first_no", "tally.numbers" (a number is in
    another stack already).
    """
    require_open(session, evaluation)
    require_uninterested(actor, contract_of(session, evaluation).organisation)
    if not sum(counted.by_score.values()) or counted.forms > MOST_FORMS:
        raise RuleViolation("evaluation.people", field="score_5", most=MOST_FORMS)
    if first_no < 1:
        raise RuleViolation("tally.first_no", field="first_no")
    last_no = first_no + counted.forms - 1
    _require_free(session, evaluation, first_no, last_no)
    tally = EvaluationTally(
        evaluation_id=evaluation.id,
        first_no=first_no,
        last_no=last_no,
        void=counted.void,
        words=words.strip(),
        reason="",
        asked_by_id=actor.user_id,
        asked_at=now,
        **{f"score_{score}": forms for score, forms in counted.by_score.items()},
    )
    session.add(tally)
    session.flush()
    _note(session, actor, tally, "record", now)
    return tally


def confirm_tally(
    session: Session, actor: Actor, tally: EvaluationTally, counted: Counted, now: datetime
) -> EvaluationTally:
    """Somebody else counts the same stack: the same figures, and it counts.

    Raises RuleViolation "evaluation.over", "recusal.interest", "tally.differs" (nothing is told of where), and as
    settle.
    """
    evaluation = tally.evaluation
    require_open(session, evaluation)
    require_uninterested(actor, contract_of(session, evaluation).organisation)
    settle(session, actor, tally, "confirm", now)
    if (dict(tally.counts), tally.void) != (
        {s: counted.by_score.get(s, 0) for s in range(1, 6)},
        counted.void,
    ):
        raise RuleViolation("tally.differs")
    largest_first = sorted(((forms, score) for score, forms in tally.counts.items() if forms), reverse=True)
    session.add_all(
        EvaluationAnswer(
            evaluation_id=evaluation.id,
            tally_id=tally.id,
            people=forms,
            score=score,
            comment="" if rank else tally.words,
            channel="paper",
            recorded_by_id=tally.asked_by_id,
            at=now,
        )
        for rank, (forms, score) in enumerate(largest_first)
    )
    session.flush()
    _note(session, actor, tally, "confirm", now)
    return tally


def refuse_tally(
    session: Session, actor: Actor, tally: EvaluationTally, answer: str, now: datetime
) -> EvaluationTally:
    """Somebody else finds that the stack is not as it was entered, and says what is wrong. Raises as settle."""
    settle(session, actor, tally, "refuse", now, answer)
    session.flush()
    _note(session, actor, tally, "refuse", now)
    return tally


def withdraw_tally(session: Session, actor: Actor, tally: EvaluationTally, now: datetime) -> EvaluationTally:
    """Whoever entered a stack takes it back before it is confirmed. Raises as settle."""
    settle(session, actor, tally, "withdraw", now)
    session.flush()
    _note(session, actor, tally, "withdraw", now)
    return tally


def require_all_counted(session: Session, evaluation: Evaluation) -> None:
    """Raise RuleViolation "tally.waiting" while a stack waits for its second count."""
    waiting = select(EvaluationTally.id).where(
        EvaluationTally.evaluation_id == evaluation.id, EvaluationTally.state == "waiting"
    )
    if session.scalars(waiting).first() is not None:
        raise RuleViolation("tally.waiting")


def _require_free(session: Session, evaluation: Evaluation, first_no: int, last_no: int) -> None:
    """No form in two stacks; the evaluation is held, so none comes in between."""
    taken = session.scalars(
        select(EvaluationTally).where(
            EvaluationTally.evaluation_id == evaluation.id,
            EvaluationTally.state.in_(("waiting", "confirmed")),
            EvaluationTally.first_no <= last_no,
            EvaluationTally.last_no >= first_no,
        )
    ).first()
    if taken is not None:
        raise RuleViolation("tally.numbers", field="first_no", first=taken.first_no, last=taken.last_no)


def _note(session: Session, actor: Actor, tally: EvaluationTally, verb: str, now: datetime) -> None:
    """The numbers of the forms, never what they say."""
    audit.record(
        session,
        actor,
        f"delivery.{verb}_tally",
        f"evaluation:{tally.evaluation.slug}",
        now,
        tally=tally.slug,
        first_no=tally.first_no,
        last_no=tally.last_no,
    )
