"""Many people at once: real threads, each with a session of its own, let go together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from flask import Flask

from app.foundation.database import db

T = TypeVar("T")


def at_once(app: Flask, works: Sequence[Callable[[], T]]) -> list[T]:
    """Run all ``works`` in threads that start at the same moment; their results in the same order."""
    db.session.rollback()
    start = threading.Barrier(len(works))

    def run(work: Callable[[], T]) -> T:
        with app.app_context():
            start.wait(60)
            try:
                return work()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        found = list(pool.map(run, works))
    db.session.rollback()
    return found
