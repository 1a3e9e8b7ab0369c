"""A milestone's course: started, reported with evidence, confirmed or sent back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested, take_step
from app.delivery.commands.checks import lock_part, require_state, require_text
from app.delivery.models import Evidence, Milestone
from app.domain.errors import RuleViolation
from app.domain.lifecycle import MILESTONE, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.foundation.files import StoredFile


def start_milestone(session: Session, actor: Actor, milestone: Milestone, now: datetime) -> Milestone:
    """The organisation begins work on a milestone. Raises RuleViolation "state.wrong"."""
    milestone.state = _next_state(session, milestone, "start")
    return _settle(session, actor, milestone, "start", now)


def report_milestone(
    session: Session,
    actor: Actor,
    milestone: Milestone,
    report: str,
    files: Sequence[StoredFile],
    now: datetime,
) -> Milestone:
    """The organisation reports a milestone with its evidence.

    Raises RuleViolation "state.wrong", "milestone.report".
    """
    state = _next_state(session, milestone, "report")
    milestone.report = require_text(report, "milestone.report", "report")
    milestone.state = state
    milestone.reported_by_id, milestone.reported_at = actor.user_id, now
    session.flush()
    milestone.evidence.extend(Evidence(file_id=file.id) for file in files)
    return _settle(session, actor, milestone, "report", now, files=[file.sha256 for file in files])


def confirm_milestone(
    session: Session, actor: Actor, milestone: Milestone, done_on: date, remark: str, now: datetime
) -> Milestone:
    """The office confirms that a milestone was reached on a day.

    Raises RuleViolation "state.wrong", "milestone.done_on" (after today or before the contract's term), and as
    take_step (who reported it, who handled the purchase).
    """
    state = _next_state(session, milestone, "confirm")
    _check_office(actor, milestone)
    if not milestone.part.contract.starts_on <= done_on <= local_date(now):
        raise RuleViolation("milestone.done_on", field="done_on")
    take_step(session, actor, milestone.part.contract, "acceptor", now)
    milestone.state, milestone.done_on, milestone.remark = state, done_on, remark.strip()
    milestone.confirmed_by_id = actor.user_id
    return _settle(session, actor, milestone, "confirm", now, done_on=done_on.isoformat())


def send_back_milestone(
    session: Session, actor: Actor, milestone: Milestone, reason: str, now: datetime
) -> Milestone:
    """The office sends a report back. Raises RuleViolation "state.wrong", "milestone.reason", "recusal.interest"."""
    state = _next_state(session, milestone, "send_back")
    _check_office(actor, milestone)
    milestone.remark = require_text(reason, "milestone.reason", "remark")
    milestone.state = state
    return _settle(session, actor, milestone, "send_back", now)


def _next_state(session: Session, milestone: Milestone, action: str) -> str:
    part = lock_part(session, milestone.part)
    lock(session, milestone)
    require_state(part.proposal, action, "delivering", "rectifying")
    return fire(MILESTONE, milestone.state, action)


def _check_office(actor: Actor, milestone: Milestone) -> None:
    require_uninterested(actor, milestone.part.contract.organisation)
    if actor.user_id == milestone.reported_by_id:
        raise RuleViolation("separation.same_person")


def _settle(
    session: Session, actor: Actor, milestone: Milestone, verb: str, now: datetime, **detail: object
) -> Milestone:
    session.flush()
    audit.record(session, actor, f"delivery.{verb}_milestone", f"milestone:{milestone.slug}", now, **detail)
    return milestone
