"""What recognition and the street's chain have in common for contracts and supplements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.contracts.chain import ACTION_OF_STEP, STEP_OF_STATE, Subject, missing_recognitions
from app.contracts.commands.separation import take_step
from app.contracts.models import (
    Amendment,
    AmendmentApproval,
    AmendmentRecognition,
    Approval,
    Contract,
    Recognition,
)
from app.council.models import Resolution
from app.domain.errors import RuleViolation
from app.domain.lifecycle import AMENDMENT, CONTRACT, Machine, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.street.models import Community


def hold(session: Session, subject: Subject) -> Contract:
    """Hold a contract, or a supplement with its contract first, until the commit; the contract."""
    contract = subject.contract if isinstance(subject, Amendment) else subject
    lock(session, contract)
    if isinstance(subject, Amendment):
        lock(session, subject)
    session.expire(subject, ["approvals", "recognitions"])
    return contract


def machine_of(subject: Subject) -> Machine:
    return AMENDMENT if isinstance(subject, Amendment) else CONTRACT


def record(session: Session, actor: Actor, act: str, subject: Subject, now: datetime, **detail: Any) -> None:
    """The audit entry of an act on a contract, or on a supplement of one."""
    if isinstance(subject, Amendment):
        detail = {"supplement": subject.number, **detail}
        action, contract = f"contracts.supplement_{act}", subject.contract
    else:
        action, contract = f"contracts.{act}", subject
    audit.record(session, actor, action, f"contract:{contract.slug}", now, **detail)


def take_step_on(session: Session, actor: Actor, subject: Subject, step: str, now: datetime) -> None:
    """The actor takes ``step`` of a held contract, or of a held supplement to it. Raises RuleViolation as take_step."""
    if isinstance(subject, Amendment):
        take_step(session, actor, subject.contract, step, now, subject.slug)
    else:
        take_step(session, actor, subject, step, now)


def take_decision(
    session: Session,
    actor: Actor,
    subject: Subject,
    opinion: str,
    agreed: bool,
    now: datetime,
    step: str | None,
) -> Approval | AmendmentApproval:
    """Agree to, or return, the step that waits. A return goes to the handler and begins a new attempt.

    Raises RuleViolation "state.wrong", "approval.opinion", and as take_step.
    """
    hold(session, subject)
    waiting = STEP_OF_STATE.get(subject.state)
    if waiting is None or step not in (None, waiting):
        raise RuleViolation("state.wrong", state=subject.state, action=step or "decide")
    action = ACTION_OF_STEP[waiting] if agreed else "return"
    state = fire(machine_of(subject), subject.state, action)
    if not opinion.strip():
        raise RuleViolation("approval.opinion", field="opinion")
    take_step_on(session, actor, subject, waiting, now)
    values = {
        "prepared_by_id": subject.prepared_by_id,
        "attempt": subject.attempt,
        "step": waiting,
        "user_id": actor.user_id,
        "decision": "agreed" if agreed else "returned",
        "opinion": opinion.strip(),
        "decided_at": now,
    }
    row: Approval | AmendmentApproval
    if isinstance(subject, Amendment):
        row = AmendmentApproval(**values)
        subject.approvals.append(row)
    else:
        row = Approval(**values)
        subject.approvals.append(row)
    subject.state = state
    subject.attempt += 0 if agreed else 1
    session.flush()
    record(
        session,
        actor,
        "decide_step",
        subject,
        now,
        step=waiting,
        decision=row.decision,
        attempt=row.attempt,
    )
    return row


def take_recognition(
    session: Session,
    actor: Actor,
    subject: Subject,
    community: Community | None,
    opinion: str,
    now: datetime,
    **more: Any,
) -> Recognition | AmendmentRecognition:
    """The street (no ``community``) or a community's delegate recognises a subject that is held; ``more`` are
    values of the row.

    Raises RuleViolation "state.wrong", "recognition.given", "recognition.opinion", and as take_step.
    """
    party = "street" if community is None else "community"
    if subject.state != "recognition":
        raise RuleViolation("state.wrong", state=subject.state, action="recognise")
    if not opinion.strip():
        raise RuleViolation("recognition.opinion", field="opinion")
    community_id = None if community is None else community.id
    if any((row.party, row.community_id) == (party, community_id) for row in subject.recognitions):
        raise RuleViolation("recognition.given")
    take_step_on(session, actor, subject, "recogniser" if community is None else "delegate", now)
    values = {
        "party": party,
        "community_id": community_id,
        "user_id": actor.user_id,
        "opinion": opinion.strip(),
        "recognised_on": local_date(now),
        **more,
    }
    row = _add_recognition(session, subject, values)
    record(
        session,
        actor,
        f"recognise_for_{party}",
        subject,
        now,
        community=None if community is None else community.slug,
        revision=subject.revision,
    )
    return row


def take_resolution(
    session: Session, actor: Actor, subject: Subject, resolution: Resolution, now: datetime
) -> None:
    """The representatives recognise a subject that is held by a resolution that passed later."""
    values = {
        "party": "representatives",
        "community_id": resolution.proposal.community_id,
        "resolution_id": resolution.id,
        "recognised_on": local_date(resolution.decided_at),
    }
    _add_recognition(session, subject, values)
    record(session, actor, "recognise_for_representatives", subject, now, resolution=resolution.slug)


def _add_recognition(
    session: Session, subject: Subject, values: dict[str, Any]
) -> Recognition | AmendmentRecognition:
    row: Recognition | AmendmentRecognition
    if isinstance(subject, Amendment):
        row = AmendmentRecognition(**values)
        subject.recognitions.append(row)
    else:
        row = Recognition(**values)
        subject.recognitions.append(row)
    if not missing_recognitions(subject):
        subject.state = fire(machine_of(subject), subject.state, "recognise")
    session.flush()
    return row
