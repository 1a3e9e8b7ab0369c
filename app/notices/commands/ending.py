"""Ending a notice, never early and never over an open objection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.lifecycle import NOTICE, fire
from app.domain.policy import SYSTEM, Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.notices.models import Notice, Objection
from app.notices.outcomes import ended


def end_notice(session: Session, actor: Actor, notice: Notice, now: datetime) -> Notice:
    """End a notice whose last day has passed, and do what its ending means to its subject.

    An objection upheld ends it as "upheld", and undoes what was posted: whoever upheld it does not end it as well.
    Raises RuleViolation "state.wrong", "notice.not_over" (with the last day), "notice.objection_open" (with how many),
    "notice.upheld_alone".
    """
    lock(session, notice)
    objections = session.scalars(select(Objection).where(Objection.notice_id == notice.id)).all()
    outcomes = [objection.outcome for objection in objections]
    state = fire(NOTICE, notice.state, "uphold" if "upheld" in outcomes else "end")
    if local_date(now) <= notice.ends_on:
        raise RuleViolation("notice.not_over", last=notice.ends_on)
    if None in outcomes:
        raise RuleViolation("notice.objection_open", number=outcomes.count(None))
    if any(each.outcome == "upheld" and each.answered_by_id == actor.user_id for each in objections):
        raise RuleViolation("notice.upheld_alone")
    notice.state = state
    notice.outcome = _ending(outcomes)
    notice.ended_at = now
    notice.ended_by_id = actor.user_id
    session.flush()
    audit.record(session, actor, "notices.end", f"notice:{notice.slug}", now, outcome=notice.outcome)
    ended(session, actor, notice, now)
    return notice


def end_due(session: Session, payload: Mapping[str, object], now: datetime) -> None:
    """The job of a notice's last midnight: end it when nothing is open.

    An objection still open, or upheld, waits for a person.
    """
    notice = session.scalars(select(Notice).where(Notice.slug == payload["notice"])).one()
    waiting = select(Objection.id).where(
        Objection.notice_id == notice.id, Objection.outcome.is_(None) | (Objection.outcome == "upheld")
    )
    lock(session, notice)
    if notice.state == "posted" and session.scalars(waiting).first() is None:
        end_notice(session, SYSTEM, notice, now)


def _ending(outcomes: list[str | None]) -> str:
    for outcome in ("upheld", "corrected"):
        if outcome in outcomes:
            return outcome
    return "answered" if outcomes else "no_objection"
