"""Looking at a database between two steps of its migrations."""

from __future__ import annotations

from sqlalchemy import text

from app.foundation.database import db


def rows(statement: str) -> list[tuple[object, ...]]:
    """What a statement finds, without the models: they know the newest tables alone."""
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]
