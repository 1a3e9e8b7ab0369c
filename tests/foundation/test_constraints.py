"""The migrated database holds what the models promise: a table made anew must not lose a constraint on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Table, UniqueConstraint, inspect

from app.foundation.database import Base, db

TABLES = {table.name: table for table in Base.metadata.sorted_tables}


def _promised(table: Table) -> set[str]:
    kinds = (CheckConstraint, UniqueConstraint, ForeignKeyConstraint)
    named = {str(each.name) for each in table.constraints if isinstance(each, kinds)}
    return named | {str(index.name) for index in table.indexes}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_table_has_its_constraints_and_indexes(app: object, name: str) -> None:
    database = inspect(db.engine)
    kept = [
        *database.get_check_constraints(name),
        *database.get_unique_constraints(name),
        *database.get_foreign_keys(name),
        *database.get_indexes(name),
    ]
    assert _promised(TABLES[name]) - {str(each["name"]) for each in kept} == set()
