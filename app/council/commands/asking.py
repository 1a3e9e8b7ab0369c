"""Asking the representatives again about a project that they passed: a longer term, a supplement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council.models import FurtherQuestion
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.proposals.models import Proposal

TITLE_LIMIT = 120


@dataclass(frozen=True)
class NewQuestion:
    """What is to be asked, in the words of the ballot; ``amount_fen`` is the money it is about, in fen."""

    kind: str
    subject_ref: str
    proposal: Proposal
    matter: str
    reason: str
    amount_fen: int
    detail: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The project and the matter, short enough for an agenda."""
        left = TITLE_LIMIT - len(self.matter) - 1
        return f"{self.proposal.title[:left]}：{self.matter}"


def ask_representatives(session: Session, actor: Actor, new: NewQuestion, now: datetime) -> FurtherQuestion:
    """Put a question that the community's secretary takes to a meeting and its representatives vote on."""
    question = FurtherQuestion(
        kind=new.kind,
        subject_ref=new.subject_ref,
        proposal_id=new.proposal.id,
        title=new.title,
        reason=new.reason,
        amount_fen=new.amount_fen,
        detail=dict(new.detail),
        asked_by_id=actor.user_id,
        asked_at=now,
    )
    session.add(question)
    session.flush()
    audit.record(
        session,
        actor,
        "council.ask",
        f"question:{question.slug}",
        now,
        kind=new.kind,
        about=new.subject_ref,
        project=new.proposal.slug,
    )
    return question


def settle_question(session: Session, question: FurtherQuestion) -> bool:
    """Hold a question and call it answered; ``False`` for one that is not open any more.

    Whoever changes a question holds its subject first, so that all lock in one order.
    """
    if lock(session, question).state != "open":
        return False
    question.state = "answered"
    return True


def drop_questions(session: Session, kind: str, subject_ref: str) -> None:
    """Take back what was asked and not answered yet: its subject changed or is gone."""
    waiting = select(FurtherQuestion).where(
        FurtherQuestion.kind == kind,
        FurtherQuestion.subject_ref == subject_ref,
        FurtherQuestion.state == "open",
    )
    for question in session.scalars(waiting.order_by(FurtherQuestion.id).with_for_update()):
        question.state = "dropped"
    session.flush()
