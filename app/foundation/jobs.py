"""Work that waits: rows in the same database, claimed one by one, run by ``flask worker``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import JSON, Index, Select, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Id, Model, unit_of_work

Handler = Callable[[Session, Mapping[str, object], datetime], None]
ATTEMPTS = 5
_handlers: dict[str, Handler] = {}


class Job(Model):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_waiting", "state", "run_at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    run_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


def register(kind: str, handler: Handler) -> None:
    """Say what does jobs of ``kind``; create_app calls this for every room."""
    _handlers[kind] = handler


def enqueue(session: Session, kind: str, run_at: datetime, **payload: object) -> Job:
    """Put a job in the transaction. KeyError for a kind nobody handles."""
    _handlers[kind]
    job = Job(kind=kind, payload=payload, run_at=run_at)
    session.add(job)
    return job


def run_due(now: datetime) -> int:
    """Run every job due at ``now``; the number done. A failing job waits longer each time, then stays failed."""
    done = 0
    failed: set[int] = set()
    while (outcome := _run_next(now, failed)) is not None:
        done += outcome
    return done


def _run_next(now: datetime, failed: set[int]) -> int | None:
    job_id: int | None = None
    try:
        with unit_of_work() as session:
            job = session.scalars(_due(now, failed)).first()
            if job is None:
                return None
            job_id = job.id
            _handlers[job.kind](session, job.payload, now)
            job.state = "done"
        return 1
    except Exception as error:
        if job_id is None:
            raise
        failed.add(job_id)
        _postpone(job_id, now, error)
        return 0


def _due(now: datetime, failed: set[int]) -> Select[Job]:
    return (
        select(Job)
        .where(Job.state == "waiting", Job.run_at <= now, Job.id.not_in(failed))
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _postpone(job_id: int, now: datetime, error: Exception) -> None:
    with unit_of_work() as session:
        job = session.get_one(Job, job_id)
        job.attempts += 1
        job.error = f"{type(error).__name__}: {error}"
        job.run_at = now + timedelta(minutes=4**job.attempts)
        if job.attempts >= ATTEMPTS:
            job.state = "failed"
