"""The street's chain: handler, reviewer, approver, three different people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.chain import Subject
from app.contracts.commands.stepping import take_decision
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

    ``step`` is the one that was asked for, where somebody saw a page. Raises RuleViolation "state.wrong",
    "approval.opinion", and as take_step.
    """
    return take_decision(session, actor, subject, opinion, agreed, now, step)
