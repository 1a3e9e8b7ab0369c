"""Jobs: done once whoever runs them, tried again when they fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.foundation import jobs
from app.foundation.database import db, unit_of_work
from app.foundation.jobs import Job
from app.people.models import User
from tests.factories import NOW

KIND = "test.make_user"


@pytest.fixture
def failures(app: Flask) -> Iterator[list[str]]:
    """Handlers for a kind that makes a user, and for one that fails as often as the list says."""
    remaining: list[str] = []
    known = dict(jobs._handlers)

    def make_user(session: Session, payload: Mapping[str, object], now: datetime) -> None:
        name = str(payload["name"])
        session.add(User(username=name, display_name=name, created_at=now))
        session.flush()
        if remaining:
            raise RuntimeError(remaining.pop())

    jobs.register(KIND, make_user)
    yield remaining
    jobs._handlers.clear()
    jobs._handlers.update(known)


def _enqueue(*names: str, at: datetime = NOW) -> None:
    with unit_of_work() as session:
        for name in names:
            jobs.enqueue(session, KIND, at, name=name)


def _users() -> int:
    return db.session.scalar(select(func.count(User.id))) or 0


def test_a_job_runs_when_it_is_due_and_once(failures: list[str]) -> None:
    _enqueue("a", at=NOW + timedelta(minutes=1))
    assert jobs.run_due(NOW) == 0
    assert jobs.run_due(NOW + timedelta(minutes=1)) == 1
    assert jobs.run_due(NOW + timedelta(minutes=2)) == 0
    assert _users() == 1


def test_a_job_of_a_change_undone_is_never_run(failures: list[str]) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work() as session:
        jobs.enqueue(session, KIND, NOW, name="a")
        _ = 1 / 0
    assert jobs.run_due(NOW) == 0


def test_a_kind_nobody_handles_is_refused(session: Session) -> None:
    with pytest.raises(KeyError), unit_of_work() as unit:
        jobs.enqueue(unit, "nobody's", NOW)


def test_a_failing_job_leaves_nothing_behind_and_is_tried_later(failures: list[str]) -> None:
    _enqueue("a")
    failures.append("the printer is on fire")
    assert jobs.run_due(NOW) == 0
    assert _users() == 0
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.attempts, job.error) == ("waiting", 1, "RuntimeError: the printer is on fire")
    assert job.run_at > NOW
    assert jobs.run_due(NOW) == 0
    assert jobs.run_due(job.run_at) == 1
    assert _users() == 1


def test_a_job_that_keeps_failing_stops(failures: list[str]) -> None:
    _enqueue("a")
    failures += ["no"] * 20
    at = NOW
    for _ in range(jobs.ATTEMPTS + 3):
        jobs.run_due(at)
        at += timedelta(days=30)
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.attempts) == ("failed", jobs.ATTEMPTS)


def test_one_failing_job_does_not_hold_up_the_others(failures: list[str]) -> None:
    _enqueue("a", "b", "c")
    failures.append("no")
    assert jobs.run_due(NOW) == 2
    assert _users() == 2


def test_two_workers_do_every_job_exactly_once(app: Flask, failures: list[str]) -> None:
    _enqueue(*(f"u{n}" for n in range(30)))
    together = threading.Barrier(2)

    def work(_: int) -> int:
        with app.app_context():
            together.wait()
            try:
                return jobs.run_due(NOW)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, range(2)))
    assert sum(done) == 30
    assert _users() == 30
    assert set(db.session.scalars(select(Job.state))) == {"done"}
