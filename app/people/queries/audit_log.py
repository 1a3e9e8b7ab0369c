"""The audit log for people to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.domain.commitments import chain_hash
from app.foundation.audit import AuditEntry, AuditHead, payload
from app.foundation.clock import ZONE
from app.foundation.paging import Page, fetch_page
from app.people.audit_telling import Told, of_projects, tell
from app.people.queries.account_changes import AccountChange, beside

FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class AuditFilter:
    """What to look for: a subject ("kind:slug", or a kind alone), a part of the name of who did it or of a project's
    title, an action, days of the street's zone."""

    subject: str = ""
    person: str = ""
    project: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class AuditLine:
    entry: AuditEntry
    sound: bool
    """Whether the entry's own hash follows from its content and the hash it names before it."""
    told: Told
    change: AccountChange | None
    """What somebody else did to the actor's account within a day before."""


def audit_page(session: Session, number: int, wanted: AuditFilter) -> Page[AuditLine]:
    """Entries, the newest first."""
    statement = select(AuditEntry).order_by(AuditEntry.seq.desc())
    if wanted.subject:
        kind = AuditEntry.subject.startswith(f"{wanted.subject}:", autoescape=True)
        statement = statement.where((AuditEntry.subject == wanted.subject) | kind)
    if wanted.person:
        statement = statement.where(AuditEntry.actor_name.contains(wanted.person, autoescape=True))
    if wanted.project:
        statement = statement.where(of_projects(wanted.project))
    if wanted.action:
        statement = statement.where(AuditEntry.action == wanted.action)
    if wanted.first:
        statement = statement.where(AuditEntry.at >= _midnight(_kept(wanted.first)))
    if wanted.last:
        statement = statement.where(AuditEntry.at < _midnight(_kept(wanted.last) + timedelta(days=1)))
    found = fetch_page(session, statement, number)
    entries: list[AuditEntry] = [row[0] for row in found.items]
    changes = beside(session, [(entry.seq, entry.actor_id, entry.at) for entry in entries])
    lines = [
        AuditLine(entry, _sound(entry), told, changes.get(entry.seq))
        for entry, told in zip(entries, tell(session, entries), strict=True)
    ]
    return Page(lines, found.number, found.total, found.size)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZONE)


def _kept(day: date) -> date:
    """The nearest day that a log can tell of."""
    return min(max(day, FIRST), LAST)


def _sound(entry: AuditEntry) -> bool:
    return entry.hash == chain_hash(entry.previous_hash, payload(entry))


def audit_actions(session: Session) -> Sequence[str]:
    """Every action that was ever recorded, in order: one step in the index for each."""
    names = select(func.min(AuditEntry.action).label("action")).cte("names", recursive=True)
    later = aliased(AuditEntry)
    following = select(func.min(later.action)).where(later.action > names.c.action).scalar_subquery()
    steps = names.union_all(select(following).where(names.c.action.is_not(None)))
    return [row.action for row in session.execute(select(steps.c.action)) if row.action]


def audit_head(session: Session) -> AuditHead | None:
    """The last sequence number and hash."""
    return session.get(AuditHead, 1)
