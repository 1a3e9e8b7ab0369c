"""Commands that meet at the same moment, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation.database import db, dialect_name, unit_of_work
from tests.support import crowd

DONE = "done"


def at_once(app: Flask, changes: Sequence[Callable[[Session], object]]) -> list[str]:
    """DONE or the code of the refusal for each change, sorted; any other failure is raised."""

    def attempt(change: Callable[[Session], object]) -> str:
        try:
            with unit_of_work() as session:
                change(session)
        except RuleViolation as violation:
            return violation.code
        return DONE

    return sorted(crowd.at_once(app, [lambda change=change: attempt(change) for change in changes]))


@contextmanager
def unguarded(session: Session, table: str) -> Iterator[None]:
    """Take a table's triggers away, which would save a control; SQLite has them back in the next test's fresh file."""
    if dialect_name(session) == "postgresql":
        _execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        try:
            yield
        finally:
            _execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    names = session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}
    ).all()
    session.rollback()
    for name in names:
        _execute(f"DROP TRIGGER {name}")
    yield


def _execute(statement: str) -> None:
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text(statement))
