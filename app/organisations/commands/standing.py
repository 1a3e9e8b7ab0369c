"""What public lists and past projects say of an organisation."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.models import STATUS_KINDS, Organisation, StatusEntry, TrackRecord


def enter_status(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    kind: str,
    since: date,
    source: str,
    now: datetime,
    until: date | None = None,
) -> StatusEntry:
    """Enter a stay on a public list from ``since``; ``until`` is the first day it no longer stands.

    Raises RuleViolation "status.kind", "status.source", "status.days".
    """
    if kind not in STATUS_KINDS:
        raise RuleViolation("status.kind", field="kind")
    if not source.strip():
        raise RuleViolation("status.source", field="source")
    _require_order(since, until)
    entry = StatusEntry(
        organisation_id=organisation.id,
        kind=kind,
        since=since,
        until=until,
        source=source.strip(),
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(entry)
    session.flush()
    session.expire(organisation, ["statuses"])
    audit.record(
        session,
        actor,
        "organisations.enter_status",
        f"organisation:{organisation.slug}",
        now,
        kind=kind,
        since=since.isoformat(),
        source=source.strip(),
    )
    return entry


def end_status(session: Session, actor: Actor, entry: StatusEntry, until: date, now: datetime) -> StatusEntry:
    """End a stay: ``until`` is the first day it no longer stands. Raises "status.ended", "status.days"."""
    lock(session, entry)
    if entry.until is not None:
        raise RuleViolation("status.ended", field="until")
    _require_order(entry.since, until)
    entry.until = until
    session.flush()
    audit.record(
        session,
        actor,
        "organisations.end_status",
        f"organisation:{entry.organisation.slug}",
        now,
        kind=entry.kind,
        until=until.isoformat(),
    )
    return entry


def record_track(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    project_ref: str,
    kind: str,
    summary: str,
    now: datetime,
) -> TrackRecord:
    """Note what came of a project of the organisation; a later note of the same kind takes its place."""
    row = session.scalars(
        select(TrackRecord).where(
            TrackRecord.organisation_id == organisation.id,
            TrackRecord.project_ref == project_ref,
            TrackRecord.kind == kind,
        )
    ).one_or_none()
    if row is None:
        row = TrackRecord(organisation_id=organisation.id, project_ref=project_ref, kind=kind)
        session.add(row)
    row.summary, row.recorded_at = summary, now
    session.flush()
    audit.record(
        session,
        actor,
        "organisations.record_track",
        f"organisation:{organisation.slug}",
        now,
        project=project_ref,
        kind=kind,
    )
    return row


def _require_order(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise RuleViolation("status.days", field="until")
