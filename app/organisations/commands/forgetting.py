"""Who was turned away is forgotten after a term: the organisation's name and the decision stay, the persons go.

Source: PIPL arts 19 and 47 (kept for the shortest time the purpose needs, then deleted); the term is the
installation's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM
from app.foundation import audit, jobs
from app.foundation.database import lock
from app.foundation.settings import Settings
from app.organisations.models import Organisation
from app.organisations.queries import accounts_of_it_alone
from app.people.commands import erase_account

FORGET = "organisations.forget_refused"


def forget_later(session: Session, organisation: Organisation, now: datetime) -> None:
    """Have a refused organisation's persons forgotten when its term is over."""
    jobs.enqueue(session, FORGET, now + kept(), organisation=organisation.slug)


def kept() -> timedelta:
    """How long the persons of a refused application are kept."""
    return timedelta(days=cast(Settings, current_app.config["SETTINGS"]).refused_kept_days)


def forget_refused(session: Session, payload: Mapping[str, object], now: datetime) -> None:
    """The job: nothing when the organisation applied again since, or was admitted."""
    slug = payload["organisation"]
    organisation = session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
    lock(session, organisation)
    if organisation.state != "refused" or organisation.decided_at is None:
        return
    if organisation.decided_at > now - kept():
        return
    organisation.contact_name = organisation.phone = organisation.bank_name = organisation.bank_account = ""
    for user in accounts_of_it_alone(session, organisation):
        erase_account(session, SYSTEM, user, now)
    session.flush()
    audit.record(session, SYSTEM, "organisations.forget_refused", f"organisation:{slug}", now)
