"""Working days that the street's own calendar settles."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.street.models import Street, WorkdayOverride


def override_workday(
    session: Session, actor: Actor, street: Street, day: date, is_workday: bool, source: str, now: datetime
) -> WorkdayOverride:
    """Settle whether ``day`` is a working day. Raises RuleViolation "setting.source"."""
    if not source.strip():
        raise RuleViolation("setting.source", field="source")
    row = session.scalars(
        select(WorkdayOverride).where(WorkdayOverride.street_id == street.id, WorkdayOverride.day == day)
    ).one_or_none()
    if row is None:
        row = WorkdayOverride(street_id=street.id, day=day)
        session.add(row)
    row.is_workday, row.source = is_workday, source.strip()
    session.flush()
    audit.record(
        session,
        actor,
        "street.override_workday",
        f"street:{street.slug}",
        now,
        day=day.isoformat(),
        is_workday=is_workday,
    )
    return row


def clear_workday(
    session: Session, actor: Actor, street: Street, day: date, now: datetime
) -> WorkdayOverride:
    """Let the public calendar settle ``day`` again. Raises RuleViolation "workday.not_set"."""
    row = session.scalars(
        select(WorkdayOverride).where(WorkdayOverride.street_id == street.id, WorkdayOverride.day == day)
    ).one_or_none()
    if row is None:
        raise RuleViolation("workday.not_set")
    session.delete(row)
    session.flush()
    audit.record(session, actor, "street.clear_workday", f"street:{street.slug}", now, day=day.isoformat())
    return row
