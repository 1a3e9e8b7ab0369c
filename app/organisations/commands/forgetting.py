"""Who was turned away is forgotten after a term: the organisation's name and the decision stay, the persons go. The
network that an application came from is forgotten in a day, decided or not.

Source: PIPL arts 19 and 47 (kept for the shortest time the purpose needs, then deleted); the term is the
installation's.
"""

from __future__ import annotations

import secrets
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
from app.foundation.visitors import KEPT
from app.organisations.models import Organisation
from app.organisations.queries import accounts_of_it_alone
from app.people.commands import erase_account

FORGET = "organisations.forget_refused"
FORGET_ORIGIN = "organisations.forget_origin"


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


def forget_origin_later(session: Session, organisation: Organisation, now: datetime) -> None:
    """Have the key of the network forgotten when a passing key's time is over."""
    jobs.enqueue(session, FORGET_ORIGIN, now + KEPT, organisation=organisation.slug)


def forget_origin(session: Session, payload: Mapping[str, object], now: datetime) -> None:
    """The job: a random mark takes the key's place where others still share it, nothing where none does.

    So the street can tell for as long as it decides that applications came together, and nobody from where.
    """
    slug = payload["organisation"]
    organisation = session.scalars(select(Organisation).where(Organisation.slug == slug)).one()
    if organisation.applied_from is None:
        return
    together = session.scalars(
        select(Organisation)
        .where(Organisation.applied_from == organisation.applied_from)
        .order_by(Organisation.id)
        .with_for_update()
    ).all()
    mark = secrets.token_hex(32) if len(together) > 1 else None
    for each in together:
        each.applied_from = mark
    session.flush()
