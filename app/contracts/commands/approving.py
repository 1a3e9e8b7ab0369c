"""The street's chain: handler, reviewer, approver, three different people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.chain import Subject
from app.contracts.commands.stepping import take_step
from app.contracts.models import AmendmentApproval, Approval
from app.domain.policy import Actor


def decide_step(
    session: Session,
    actor: Actor,
    subject: Subject,
    opinion: str,
    agreed: bool,
    now: datetime,
    step: str | None = None,
) -> Approval | AmendmentApproval:
    """Agree to, or return, the step a contract or a supplement waits for. A return begins a new attempt.

    ``step`` is the one that was asked for, where somebody saw a page. Nobody takes two steps on one subject, its
    preparer never approves (采购法 art. 61 for the principle). Raises RuleViolation "state.wrong",
    "approval.opinion", "separation.same_person", "recusal.interest".
    """
    return take_step(session, actor, subject, opinion, agreed, now, step)
