"""Three databases for all benches of pages: empty, with about ten rows in each table, with ten thousand and more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from app.foundation.database import Base, db
from tests.bench.pages.places import Place, make_app
from tests.bench.pages.street import found_street, live, sights
from tests.support.copies import multiply
from tests.support.databases import make_database

SIZES = {"empty": None, "few": 0, "many": 1000}
"""How often the projects of ten communities are copied; ``None`` has none of them."""


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Place]]:
    with ExitStack() as stack:
        yield {name: _place(stack, tmp_path_factory.mktemp(name), name) for name in SIZES}


def _place(stack: ExitStack, folder: Path, name: str) -> Place:
    database = stack.enter_context(make_database(folder, name))
    app = make_app(database.url, folder)
    database.migrate(app)
    copies = SIZES[name]
    with app.app_context():
        worlds = found_street()
        if copies is not None:
            live(worlds)
        seen = sights(worlds[0])
        if copies:
            multiply(copies)
        _settle()
        db.session.remove()
    stack.callback(_let_go, app)
    return Place(name, database.url, folder, app, seen)


def _settle() -> None:
    """What PostgreSQL does by itself some minutes after many rows came."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _let_go(app: object) -> None:
    with app.app_context():  # type: ignore[attr-defined]
        db.engine.dispose()


def row_counts(place: Place) -> dict[str, int]:
    with place.app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
