"""The street admits an organisation or says why not."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.commands.profile import make_findable
from app.organisations.models import Organisation


def admit_organisation(
    session: Session, actor: Actor, organisation: Organisation, now: datetime
) -> Organisation:
    """Let an organisation that applied take part. Raises RuleViolation "state.wrong"."""
    return _decide(session, actor, organisation, "admitted", "", now)


def refuse_organisation(
    session: Session, actor: Actor, organisation: Organisation, reason: str, now: datetime
) -> Organisation:
    """Turn an application away with its reason. Raises RuleViolation "state.wrong", "reason.missing"."""
    if not reason.strip():
        raise RuleViolation("reason.missing", field="reason")
    return _decide(session, actor, organisation, "refused", reason.strip(), now)


def reapply(session: Session, actor: Actor, organisation: Organisation, now: datetime) -> Organisation:
    """Apply again after a refusal. Raises RuleViolation "state.wrong"."""
    _require(lock(session, organisation), "refused")
    organisation.state, organisation.applied_at, organisation.decided_at = "applied", now, None
    session.flush()
    audit.record(session, actor, "organisations.reapply", f"organisation:{organisation.slug}", now)
    return organisation


def _decide(
    session: Session, actor: Actor, organisation: Organisation, state: str, reason: str, now: datetime
) -> Organisation:
    _require(lock(session, organisation), "applied")
    organisation.state, organisation.state_reason, organisation.decided_at = state, reason, now
    make_findable(session, organisation)
    session.flush()
    verb = "admit" if state == "admitted" else "refuse"
    audit.record(session, actor, f"organisations.{verb}", f"organisation:{organisation.slug}", now)
    return organisation


def _require(organisation: Organisation, state: str) -> None:
    if organisation.state != state:
        raise RuleViolation("state.wrong", state=organisation.state)
