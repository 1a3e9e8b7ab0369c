"""The migrated database holds what the models promise: a table made anew must not lose a constraint on the way."""

from __future__ import annotations

from importlib import import_module

import pytest
from sqlalchemy import CheckConstraint, Table, UniqueConstraint, inspect

from app import ROOMS
from app.foundation.database import Base, db

for room in ROOMS:
    import_module(f"app.{room}")
    if room != "portal":
        import_module(f"app.{room}.models")

TABLES = {table.name: table for table in Base.metadata.sorted_tables}


Key = tuple[tuple[str, ...], str]
"""The columns of a foreign key and the table they refer to; SQLite does not tell the name of every key."""


def _promised(table: Table) -> set[str | Key]:
    named = {
        str(each.name) for each in table.constraints if isinstance(each, CheckConstraint | UniqueConstraint)
    }
    keys = {(tuple(each.column_keys), each.referred_table.name) for each in table.foreign_key_constraints}
    return named | {str(index.name) for index in table.indexes} | keys


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_has_its_constraints_and_indexes(app: object, name: str) -> None:
    database = inspect(db.engine)
    kept = [
        *database.get_check_constraints(name),
        *database.get_unique_constraints(name),
        *database.get_indexes(name),
    ]
    keys = {
        (tuple(each["constrained_columns"]), each["referred_table"])
        for each in database.get_foreign_keys(name)
    }
    assert _promised(TABLES[name]) - {str(each["name"]) for each in kept} - keys == set()
