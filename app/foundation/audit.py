"""The append-only, hash-chained log of who did what: the only writer of audit rows.

Entries wait until the unit of work is about to commit; the head of the chain is locked last, so two writers
never wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import JSON, CheckConstraint, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.commitments import chain_hash
from app.domain.policy import Actor
from app.foundation.database import Id, Model, current_unit, dialect_name

GENESIS = "0" * 64
_PENDING = "audit_pending"
_BEGINNING = 0x61756469
"""The advisory lock under which a chain begins."""


class AuditEntry(Model):
    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[dict[str, object]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """One row: the last sequence number and hash."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[Id]
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class _Pending:
    at: datetime
    actor: Actor
    action: str
    subject: str
    detail: dict[str, object]


@dataclass(frozen=True)
class Breach:
    """The first row whose chain does not hold."""

    seq: int
    reason: str


def record(
    session: Session, actor: Actor, action: str, subject: str, now: datetime, **detail: object
) -> None:
    """Put one entry in the transaction: ``action`` is room.verb, ``subject`` is kind:slug.

    ``detail`` must be JSON values and hold no personal data.
    """
    if now.tzinfo is None:
        raise ValueError("an audit entry needs an aware time")
    unit = current_unit(session)
    pending = unit.notes.setdefault(_PENDING, [])
    if not pending:
        unit.before.append(_write_pending)
    pending.append(_Pending(now.astimezone(UTC), actor, action, subject, detail))


def _write_pending(session: Session) -> None:
    pending: list[_Pending] = current_unit(session).notes[_PENDING]
    head = _locked_head(session) or _first_head(session)
    for item in pending:
        head.seq, head.hash = head.seq + 1, _append(session, head.seq + 1, head.hash, item)
    session.flush()


def _locked_head(session: Session) -> AuditHead | None:
    statement = select(AuditHead).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def _first_head(session: Session) -> AuditHead:
    """Begin the chain; of writers who find none at the same moment one begins it and the others wait."""
    if dialect_name(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_BEGINNING)))
        if (head := _locked_head(session)) is not None:
            return head
    head = AuditHead(id=1, seq=0, hash=GENESIS)
    session.add(head)
    return head


def _append(session: Session, seq: int, previous: str, item: _Pending) -> str:
    entry = AuditEntry(
        seq=seq,
        at=item.at,
        actor_id=item.actor.user_id,
        actor_name=item.actor.name,
        action=item.action,
        subject=item.subject,
        detail=item.detail,
        previous_hash=previous,
    )
    entry.hash = chain_hash(previous, payload(entry))
    session.add(entry)
    return entry.hash


def payload(entry: AuditEntry) -> Mapping[str, object]:
    """What an entry's hash covers."""
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor_id": entry.actor_id,
        "actor": entry.actor_name,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def verify(session: Session) -> Breach | None:
    """Walk the chain; the first row that does not hold, or ``None`` when all do."""
    previous, seq = GENESIS, 0
    for entry in _entries(session):
        seq += 1
        if entry.seq != seq:
            return Breach(seq, "missing")
        if entry.previous_hash != previous or entry.hash != chain_hash(previous, payload(entry)):
            return Breach(seq, "altered")
        previous = entry.hash
    head = session.get(AuditHead, 1)
    if (head.seq, head.hash) != (seq, previous) if head else seq > 0:
        return Breach(seq + 1, "missing at the end")
    return None


def _entries(session: Session) -> Iterator[AuditEntry]:
    yield from session.scalars(select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000))
