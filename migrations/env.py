"""Alembic's environment: the app's own engine, one transaction for the whole upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine

db: Any = current_app.extensions["migrate"].db
SEARCH_THINGS = {
    "table": ("search_index",),
    "column": ("tsv",),
    "index": ("ix_search_document_tsv",),
}


def belongs(thing: Any, name: str | None, kind: str, reflected: bool, compared_to: Any) -> bool:
    """Leave out the full-text index, which the models do not describe."""
    return not (name or "").startswith(SEARCH_THINGS.get(kind, ("\0",)))


def run() -> None:
    """Upgrade or downgrade over one connection."""
    engine: Engine = db.engine
    with engine.connect().execution_options(writes=True) as connection, references_apart(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=belongs,
            compare_type=True,
            render_as_batch=False,
            user_module_prefix="database.",
        )
        with context.begin_transaction():
            context.run_migrations()
            require_references(connection)


@contextmanager
def references_apart(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew that others refer to (sqlite.org/lang_altertable.html, step 1 of 12)."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def require_references(connection: Connection) -> None:
    """Step 10: nothing may refer to what is gone; the whole upgrade rolls back otherwise."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"rows refer to what is gone: {broken[:5]}")


run()
