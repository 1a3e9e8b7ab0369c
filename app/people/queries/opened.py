"""What lets somebody else into an account, and whether that happened lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, literal, or_

from app.foundation.audit import AuditEntry
from app.people.models import User

OPENING = ("people.reset_password", "people.reactivate_account", "people.change_details")
"""What lets somebody else into an account, or changes what it is signed in by and called."""
TOLD_OF = (*OPENING, "people.end_mandate")
"""What the owner is told of on every page."""
TOLD = timedelta(days=14)
"""How long the owner is told on every page; the account's own page lists everything for good."""


def opened_by_others() -> ColumnElement[bool]:
    """Entries about the account of a statement's row that somebody else made."""
    return (AuditEntry.subject == literal("user:") + User.slug) & or_(
        AuditEntry.actor_id.is_(None), AuditEntry.actor_id != User.id
    )


def opened_lately(now: datetime) -> ColumnElement[bool]:
    """Whether somebody else did to the account of a statement's row what its owner is told of."""
    return exists().where(opened_by_others(), AuditEntry.action.in_(TOLD_OF), AuditEntry.at > now - TOLD)
