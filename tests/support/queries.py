"""Counts what a piece of work asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from app.foundation.database import db


@dataclass
class QueryLog:
    """The statements sent while the log was open, in order."""

    statements: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.statements)

    def __str__(self) -> str:
        return "\n".join(self.statements)


@contextmanager
def count_queries() -> Iterator[QueryLog]:
    """``with count_queries() as log: client.get(…)``, then look at ``log.count``.

    The beginning and the end of transactions are not counted.
    """
    log = QueryLog()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            log.statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield log
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
