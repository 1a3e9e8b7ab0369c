"""What somebody else did to an account: told to its owner, and shown to the auditor beside what the account did next.

Read from the log, which nobody can change: whoever reset a password cannot make it unseen, nor dismiss it in the
owner's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select
from sqlalchemy.orm import Session

from app.foundation.audit import AuditEntry
from app.people.commands.passwords import ONE_TIME
from app.people.models import Mandate, User
from app.people.queries.opened import OPENING, TOLD, TOLD_OF

TAKEN_UP = "people.change_password"
LISTED = (
    *TOLD_OF,
    "people.ask_appointment",
    "people.refuse_appointment",
    "people.grant_role",
    "people.end_role",
    "people.seat_representative",
    "people.change_representative",
)
RESET = "people.reset_password"
SHOWN_BESIDE = (*OPENING, "people.grant_role")
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
BESIDE = timedelta(days=1)
"""How long after a change what the account does is shown with it."""


@dataclass(frozen=True)
class AccountChange:
    """``action`` is an audit action, ``by`` who did it (empty: the system), ``post`` in which role, where known."""

    action: str
    at: datetime
    by: str
    post: str


def of_account(user_id: int) -> ColumnElement[bool]:
    """Entries about a person's account, or about a mandate of theirs, that somebody else made."""
    account = select(literal("user:") + User.slug).where(User.id == user_id)
    mandates = select(literal("mandate:") + Mandate.slug).where(Mandate.user_id == user_id)
    return or_(AuditEntry.subject.in_(account), AuditEntry.subject.in_(mandates)) & or_(
        AuditEntry.actor_id.is_(None), AuditEntry.actor_id != user_id
    )


def told_to(session: Session, user_id: int, now: datetime) -> Sequence[AccountChange]:
    """What the owner is told on every page, the newest first: one query."""
    return _changes(session, user_id, AuditEntry.action.in_(TOLD_OF), AuditEntry.at > now - TOLD)


def listed_for(session: Session, user_id: int, most: int = 50) -> Sequence[AccountChange]:
    """All that others did to an account, the newest first."""
    return _changes(session, user_id, AuditEntry.action.in_(LISTED))[:most]


def _changes(session: Session, user_id: int, *where: ColumnElement[bool]) -> Sequence[AccountChange]:
    rows = session.scalars(
        select(AuditEntry).where(of_account(user_id), *where).order_by(AuditEntry.seq.desc())
    )
    return [_change(row) for row in rows]


def _change(entry: AuditEntry) -> AccountChange:
    return AccountChange(entry.action, entry.at, entry.actor_name, str(entry.detail.get("post", "")))


def beside(
    session: Session,
    acts: Iterable[tuple[Any, int | None, datetime]],
    actions: Sequence[str] = SHOWN_BESIDE,
) -> Mapping[Any, AccountChange]:
    """For acts as (key, user id, when): the last change (of ``actions``) by somebody else within a day before each.

    A one-time password is good for a week: from the reset until a day after it was first used, everything counts.
    One query, however many acts.
    """
    told = [(key, user_id, at) for key, user_id, at in acts if user_id is not None]
    moments = [at for *_, at in told]
    entries = session.execute(
        select(AuditEntry, User.id)
        .join(User, AuditEntry.subject == literal("user:") + User.slug)
        .where(
            User.id.in_({user_id for _, user_id, _ in told}),
            AuditEntry.action.in_((*actions, TAKEN_UP)),
            AuditEntry.at >= min(moments, default=NEVER) - ONE_TIME - BESIDE,
            AuditEntry.at <= max(moments, default=NEVER),
        )
        .order_by(AuditEntry.seq)
    ).all()
    of_user: dict[int, list[AuditEntry]] = {}
    for entry, user_id in entries:
        of_user.setdefault(user_id, []).append(entry)
    found = {key: _latest(of_user.get(user_id, []), user_id, at) for key, user_id, at in told}
    return {key: change for key, change in found.items() if change is not None}


def _latest(entries: Sequence[AuditEntry], user_id: int, at: datetime) -> AccountChange | None:
    for number in range(len(entries) - 1, -1, -1):
        entry = entries[number]
        if entry.action == TAKEN_UP or entry.actor_id == user_id or entry.at > at:
            continue
        if at < _begun(entries[number:]) + BESIDE:
            return _change(entry)
    return None


def _begun(entries: Sequence[AuditEntry]) -> datetime:
    """When the first of ``entries`` could be made use of: a reset when its one-time password was changed."""
    if entries[0].action != RESET:
        return entries[0].at
    return next((later.at for later in entries if later.action == TAKEN_UP), entries[0].at)
