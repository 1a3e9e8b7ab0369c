"""A signed contract gets its milestones and begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart
from app.delivery.commands.alerts import schedule_sweep
from app.delivery.commands.checks import lock_part, require_state, require_text
from app.delivery.models import Milestone
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.needs import commands as needs
from app.proposals import commands as proposals


def plan_milestones(
    session: Session, actor: Actor, part: ContractPart, plan: Sequence[tuple[str, date]], now: datetime
) -> list[Milestone]:
    """Set a part's milestones (name, due day) in order; until delivery begins a new plan replaces the old.

    Raises RuleViolation "state.wrong", "milestone.none", "milestone.name", "milestone.order",
    "milestone.outside_term" (with the contract's days).
    """
    lock_part(session, part)
    require_state(part.proposal, "plan", "contracted")
    _check_plan(part.contract, plan)
    session.execute(delete(Milestone).where(Milestone.part_id == part.id))
    rows = [
        Milestone(part_id=part.id, seq=seq, name=name.strip(), due_on=due_on)
        for seq, (name, due_on) in enumerate(plan, 1)
    ]
    session.add_all(rows)
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.plan_milestones",
        f"proposal:{part.proposal.slug}",
        now,
        due=[due_on.isoformat() for _, due_on in plan],
    )
    return rows


def start_delivery(session: Session, actor: Actor, contract: Contract, now: datetime) -> Contract:
    """Begin the service: every part goes from contracted to delivering, and its need with it.

    Raises RuleViolation "state.wrong", "delivery.no_milestones" (with the project's title).
    """
    lock(session, contract)
    if contract.state != "signed":
        raise RuleViolation("state.wrong", state=contract.state, action="start")
    for part in sorted(contract.parts, key=lambda part: part.proposal_id):
        if session.scalars(select(Milestone.id).where(Milestone.part_id == part.id)).first() is None:
            raise RuleViolation("delivery.no_milestones", title=part.proposal.title)
        proposals.advance(session, actor, part.proposal, "start", now)
        if part.proposal.need is not None:
            needs.record_outcome(session, actor, part.proposal.need, "delivering", now)
    schedule_sweep(session, now)
    session.flush()
    audit.record(session, actor, "delivery.start", f"contract:{contract.slug}", now)
    return contract


def _check_plan(contract: Contract, plan: Sequence[tuple[str, date]]) -> None:
    if not plan:
        raise RuleViolation("milestone.none", field="milestones")
    for name, due_on in plan:
        require_text(name, "milestone.name", "milestones")
        if not contract.starts_on <= due_on <= contract.ends_on:
            raise RuleViolation(
                "milestone.outside_term", field="milestones", first=contract.starts_on, last=contract.ends_on
            )
    days = [due_on for _, due_on in plan]
    if days != sorted(days):
        raise RuleViolation("milestone.order", field="milestones")
