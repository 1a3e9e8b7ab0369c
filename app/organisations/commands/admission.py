"""The street admits an organisation or says why not; what nobody meant is refused together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.commands.forgetting import forget_later
from app.organisations.commands.profile import make_findable
from app.organisations.models import Organisation
from app.organisations.queries import accounts_of_it_alone
from app.people import commands as people
from app.street.models import Street


def admit_organisation(
    session: Session, actor: Actor, organisation: Organisation, now: datetime
) -> Organisation:
    """Let an organisation that applied take part. Raises RuleViolation "state.wrong", "organisation.admitted_before"
    (another one has its name or credit code)."""
    lock(session, session.get_one(Street, organisation.street_id))
    return _decide(session, actor, organisation, "admitted", "", now)


def refuse_organisation(
    session: Session, actor: Actor, organisation: Organisation, reason: str, now: datetime
) -> Organisation:
    """Turn an application away with its reason. Its members still sign in, read it and may apply again, until it is
    forgotten. Raises RuleViolation "state.wrong", "reason.missing"."""
    return _decide(session, actor, organisation, "refused", _reason(reason), now)


def refuse_together(
    session: Session, actor: Actor, organisations: Iterable[Organisation], reason: str, now: datetime
) -> int:
    """Turn away applications that nobody meant, and close the accounts made with them; the number refused.

    Those decided meanwhile are left alone. Raises RuleViolation "reason.missing", "admission.none".
    """
    words, refused = _reason(reason), 0
    for organisation in organisations:
        if lock(session, organisation).state != "applied":
            continue
        _decide(session, actor, organisation, "refused", words, now, together=True)
        for user in accounts_of_it_alone(session, organisation):
            if user.active:
                people.deactivate_account(session, actor, user, now)
        refused += 1
    if not refused:
        raise RuleViolation("admission.none", field="chosen")
    return refused


def reapply(session: Session, actor: Actor, organisation: Organisation, now: datetime) -> Organisation:
    """Apply again after a refusal. Raises RuleViolation "state.wrong"."""
    _require(lock(session, organisation), "refused")
    organisation.state, organisation.applied_at, organisation.decided_at = "applied", now, None
    session.flush()
    audit.record(session, actor, "organisations.reapply", f"organisation:{organisation.slug}", now)
    return organisation


def _decide(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    state: str,
    reason: str,
    now: datetime,
    **detail: object,
) -> Organisation:
    _require(lock(session, organisation), "applied")
    if state == "admitted":
        _require_alone(session, organisation)
    organisation.state, organisation.state_reason, organisation.decided_at = state, reason, now
    organisation.applied_from = None
    make_findable(session, organisation)
    session.flush()
    verb = "admit" if state == "admitted" else "refuse"
    audit.record(session, actor, f"organisations.{verb}", f"organisation:{organisation.slug}", now, **detail)
    if state == "refused":
        forget_later(session, organisation, now)
    return organisation


def _require_alone(session: Session, organisation: Organisation) -> None:
    same = Organisation.name == organisation.name
    if organisation.uscc:
        same = same | (Organisation.uscc == organisation.uscc)
    others = select(Organisation.name).where(
        Organisation.street_id == organisation.street_id,
        Organisation.id != organisation.id,
        Organisation.state == "admitted",
        same,
    )
    if (name := session.scalars(others).first()) is not None:
        raise RuleViolation("organisation.admitted_before", name=name)


def _reason(text: str) -> str:
    if not text.strip():
        raise RuleViolation("reason.missing", field="reason")
    return text.strip()


def _require(organisation: Organisation, state: str) -> None:
    if organisation.state != state:
        raise RuleViolation("state.wrong", state=organisation.state)
