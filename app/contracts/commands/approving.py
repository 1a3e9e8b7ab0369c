"""The street's chain: handler, reviewer, approver, three different people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.chain import ACTION_OF_STEP, STEP_OF_STATE
from app.contracts.commands.separation import take_step
from app.contracts.models import Approval, Contract
from app.domain.errors import RuleViolation
from app.domain.lifecycle import CONTRACT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock


def decide_step(
    session: Session,
    actor: Actor,
    contract: Contract,
    opinion: str,
    agreed: bool,
    now: datetime,
    step: str | None = None,
) -> Approval:
    """Agree to, or return, the step a contract waits for. A return goes to the handler and begins a new attempt.

    ``step`` is the one that was asked for, where somebody saw a page. Raises RuleViolation "state.wrong",
    "approval.opinion", and as take_step.
    """
    lock(session, contract)
    session.expire(contract, ["approvals"])
    waiting = STEP_OF_STATE.get(contract.state)
    if waiting is None or step not in (None, waiting):
        raise RuleViolation("state.wrong", state=contract.state, action=step or "decide")
    state = fire(CONTRACT, contract.state, ACTION_OF_STEP[waiting] if agreed else "return")
    if not opinion.strip():
        raise RuleViolation("approval.opinion", field="opinion")
    take_step(session, actor, contract, waiting, now)
    approval = Approval(
        prepared_by_id=contract.prepared_by_id,
        attempt=contract.attempt,
        step=waiting,
        user_id=actor.user_id,
        decision="agreed" if agreed else "returned",
        opinion=opinion.strip(),
        decided_at=now,
    )
    contract.approvals.append(approval)
    contract.state = state
    contract.attempt += 0 if agreed else 1
    session.flush()
    audit.record(
        session,
        actor,
        "contracts.decide_step",
        f"contract:{contract.slug}",
        now,
        step=waiting,
        decision=approval.decision,
        attempt=approval.attempt,
    )
    return approval
