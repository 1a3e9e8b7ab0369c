"""Putting a project right: ordered by the street or the secretary, reported, closed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested, take_step
from app.delivery.commands.checks import lock_part, part_of, require_text
from app.delivery.models import Evaluation, Rectification
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.proposals import commands as proposals
from app.proposals.models import Proposal
from app.street.queries import calendar, rules


def order_rectification(
    session: Session, actor: Actor, proposal: Proposal, content: str, now: datetime, code: str | None = None
) -> Rectification:
    """Order what must be put right, due after the set number of working days; no instalment is paid meanwhile.

    Raises RuleViolation "state.wrong", "delivery.no_contract", "rectification.content", "recusal.interest".
    """
    part = lock_part(session, part_of(session, proposal))
    require_uninterested(actor, part.contract.organisation)
    text = require_text(content, "rectification.content", "content")
    asked_by = unanswered_low(session, proposal)
    proposals.advance(session, actor, proposal, "order_rectification", now)
    today = local_date(now)
    workdays = rules(session, proposal.community_id).number("rectify_within_workdays")
    row = Rectification(
        proposal_id=proposal.id,
        evaluation_id=None if asked_by is None else asked_by.id,
        code=code,
        content=text,
        issued_on=today,
        due_on=calendar(session).add_workdays(today, workdays),
        issued_by_id=actor.user_id,
    )
    session.add(row)
    return _settle(session, actor, row, "order", now, due_on=row.due_on.isoformat())


def report_rectification(
    session: Session, actor: Actor, rectification: Rectification, report: str, now: datetime
) -> Rectification:
    """The organisation reports what it put right. Raises RuleViolation "state.wrong", "rectification.report"."""
    _require(session, rectification, "report", "ordered")
    rectification.report = require_text(report, "rectification.report", "report")
    rectification.reported_by_id, rectification.reported_at = actor.user_id, now
    rectification.state = "reported"
    return _settle(session, actor, rectification, "report", now)


def return_rectification(
    session: Session, actor: Actor, rectification: Rectification, note: str, now: datetime
) -> Rectification:
    """The street is not satisfied; the due day stays.

    Raises RuleViolation "state.wrong", "rectification.note", "separation.same_person", "recusal.interest".
    """
    _require(session, rectification, "return", "reported")
    _check_office(session, actor, rectification)
    rectification.closing_note = require_text(note, "rectification.note", "note")
    rectification.state = "ordered"
    return _settle(session, actor, rectification, "return", now)


def close_rectification(
    session: Session, actor: Actor, rectification: Rectification, note: str, now: datetime
) -> Rectification:
    """The street finds the report good: the project delivers again, and can be paid.

    Raises RuleViolation "state.wrong", "rectification.note", and as take_step (who handled the purchase does not
    judge what was delivered).
    """
    _require(session, rectification, "close", "reported")
    _check_office(session, actor, rectification)
    take_step(session, actor, part_of(session, rectification.proposal).contract, "acceptor", now)
    rectification.closing_note = require_text(note, "rectification.note", "note")
    rectification.state, rectification.closed_on = "closed", local_date(now)
    proposals.advance(session, actor, rectification.proposal, "close_rectification", now)
    return _settle(session, actor, rectification, "close", now)


def newest_closed(session: Session, proposal: Proposal) -> Evaluation | None:
    """The evaluation of a proposal that was closed last."""
    return session.scalars(
        select(Evaluation)
        .where(Evaluation.proposal_id == proposal.id, Evaluation.state == "closed")
        .order_by(Evaluation.closed_at.desc(), Evaluation.id.desc())
        .limit(1)
    ).one_or_none()


def unanswered_low(session: Session, proposal: Proposal) -> Evaluation | None:
    """The newest evaluation of a proposal if it came out low and no rectification was ordered on it yet."""
    newest = newest_closed(session, proposal)
    if newest is None or newest.conclusion != "rectify":
        return None
    ordered = select(Rectification.id).where(Rectification.evaluation_id == newest.id)
    return newest if session.scalars(ordered).first() is None else None


def _require(session: Session, rectification: Rectification, action: str, state: str) -> None:
    lock_part(session, part_of(session, rectification.proposal))
    lock(session, rectification)
    if rectification.state != state:
        raise RuleViolation("state.wrong", state=rectification.state, action=action)


def _check_office(session: Session, actor: Actor, rectification: Rectification) -> None:
    require_uninterested(actor, part_of(session, rectification.proposal).contract.organisation)
    if actor.user_id == rectification.reported_by_id:
        raise RuleViolation("separation.same_person")


def _settle(
    session: Session, actor: Actor, row: Rectification, verb: str, now: datetime, **detail: object
) -> Rectification:
    session.flush()
    audit.record(session, actor, f"delivery.{verb}_rectification", f"rectification:{row.slug}", now, **detail)
    return row
