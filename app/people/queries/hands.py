"""Whose hands an account may be in: whoever made it, or opened it, lately."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.foundation.audit import AuditEntry
from app.people.models import User

LETTING_IN = ("people.register_account", "people.reset_password", "people.reactivate_account")
"""What puts an account, or its password, into the hands of whoever does it."""
IN_HAND = timedelta(days=30)
"""How long an account counts as in those hands too. A person who works signs in within a month, finds the password
changed or is told of the change on every page, and can speak up before two accounts of one person agree."""


def share_a_hand(session: Session, one: int, other: int, since: datetime) -> bool:
    """Whether one person may hold both accounts (user ids) by what the log has from ``since`` on: one query."""
    opened = [
        (maker, made)
        for maker, made in session.execute(
            select(AuditEntry.actor_id, User.id)
            .join(User, AuditEntry.subject == literal("user:") + User.slug)
            .where(
                AuditEntry.action.in_(LETTING_IN), AuditEntry.at >= since, AuditEntry.actor_id.is_not(None)
            )
        )
    ]
    return not hands(opened, one).isdisjoint(hands(opened, other))


def hands(opened: Iterable[tuple[int | None, int]], account: int) -> set[int | None]:
    """The accounts whose owner can act as ``account``: itself, whoever opened it, and whoever opened theirs.

    ``opened`` are pairs (who, whose account).
    """
    edges = list(opened)
    found: set[int | None] = {account}
    while True:
        more = {maker for maker, made in edges if made in found} - found
        if not more:
            return found
        found |= more
