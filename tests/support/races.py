"""People who press their buttons at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation.database import db, unit_of_work

DONE = "done"


def at_once(app: Flask, changes: Sequence[Callable[[Session], object]]) -> list[str]:
    """Run every change in a thread and transaction of its own, all starting together.

    Answers DONE or the code of the refusal for each, sorted; any other failure is raised.
    """
    db.session.rollback()
    start = Barrier(len(changes))

    def run(change: Callable[[Session], object]) -> str:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with unit_of_work() as session:
                    change(session)
            except RuleViolation as violation:
                return violation.code
            finally:
                db.session.remove()
        return DONE

    with ThreadPoolExecutor(len(changes)) as pool:
        outcomes = [future.result(timeout=60) for future in [pool.submit(run, c) for c in changes]]
    return sorted(outcomes)
