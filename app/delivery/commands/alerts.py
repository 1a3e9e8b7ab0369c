"""Alerts are raised when something is late or low, and resolved when it no longer is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.models import Alert
from app.delivery.queries.dues import Due, everything_due
from app.domain.policy import SYSTEM
from app.foundation import audit, jobs
from app.foundation.clock import ZONE, local_date

SWEEP = "delivery.alerts"
SWEEP_AT = time(6)


def raise_due_alerts(session: Session, now: datetime) -> list[Alert]:
    """Raise an alert for all that is late or low at ``now``, one a subject and kind, and resolve those that no
    longer hold. The alerts open afterwards.
    """
    due = everything_due(session, local_date(now))
    known = _open_alerts(session)
    for key in sorted(known.keys() - {item.key for item in due}):
        known[key].resolved_at = now
        _note(session, known[key], "resolve", now)
    return [_put(session, known.get(item.key), item, now) for item in due]


def raise_alert(session: Session, due: Due, now: datetime) -> Alert:
    """Raise one alert, or bring the open one of its subject up to date."""
    return _put(session, _open_alerts(session).get(due.key), due, now)


def _put(session: Session, alert: Alert | None, due: Due, now: datetime) -> Alert:
    if alert is None:
        alert = Alert(
            kind=due.kind,
            subject_ref=due.subject_ref,
            community_id=due.community_id,
            proposal_id=due.proposal_id,
            since=due.since,
            params=due.params,
            raised_at=now,
        )
        session.add(alert)
        session.flush()
        _note(session, alert, "raise", now)
    alert.since, alert.params = due.since, due.params
    return alert


def sweep(session: Session, payload: Mapping[str, object], now: datetime) -> None:
    """The daily job: look for what is late, and look again tomorrow."""
    raise_due_alerts(session, now)
    jobs.enqueue(session, SWEEP, _next_morning(now))


def schedule_sweep(session: Session, now: datetime) -> jobs.Job:
    """Have the daily job run from tomorrow morning on, if nobody did yet."""
    waiting = session.scalars(
        select(jobs.Job).where(jobs.Job.kind == SWEEP, jobs.Job.state == "waiting").limit(1)
    ).first()
    return waiting or jobs.enqueue(session, SWEEP, _next_morning(now))


def _open_alerts(session: Session) -> dict[tuple[str, str], Alert]:
    rows = session.scalars(select(Alert).where(Alert.resolved_at.is_(None))).all()
    return {(row.kind, row.subject_ref): row for row in rows}


def _next_morning(now: datetime) -> datetime:
    return datetime.combine(local_date(now) + timedelta(days=1), SWEEP_AT, ZONE)


def _note(session: Session, alert: Alert, verb: str, now: datetime) -> None:
    audit.record(
        session,
        SYSTEM,
        f"delivery.{verb}_alert",
        f"alert:{alert.slug}",
        now,
        kind=alert.kind,
        about=alert.subject_ref,
    )
