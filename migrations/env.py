"""Alembic's environment: the app's own engine, one transaction for the whole upgrade."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Engine

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
    with engine.connect().execution_options(writes=True) as connection:
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


run()
