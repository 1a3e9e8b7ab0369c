"""Three streets for all benches of pages: without a project, with about ten rows in each table, with ten thousand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from app.foundation.database import db
from tests.bench.pages.server import served
from tests.bench.pages.street import found_street, live, sights
from tests.bench.pages.views import Place, make_app
from tests.support.copies import multiply
from tests.support.databases import make_database

COPIES = {"empty": None, "few": 0, "many": 1000}
"""How often the projects of ten communities are copied; the empty street has none of them."""


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Place]]:
    with ExitStack() as stack:
        yield {name: _place(stack, tmp_path_factory.mktemp(name), name) for name in COPIES}


@pytest.fixture(scope="session")
def ports(places: Mapping[str, Place]) -> Iterator[Mapping[str, int]]:
    """Every place behind a server of its own."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(served(place)) for name, place in places.items()}


def _place(stack: ExitStack, folder: Path, name: str) -> Place:
    database = stack.enter_context(make_database(folder, name))
    app = make_app(database.url, folder)
    database.migrate(app)
    copies = COPIES[name]
    with app.app_context():
        worlds = found_street()
        if copies is not None:
            live(worlds)
        seen = sights(worlds[0])
        if copies:
            multiply(copies)
        _settle()
    return Place(database.url, folder, app, seen)


def _settle() -> None:
    """What PostgreSQL does by itself some minutes after many rows came; and no connection stays open."""
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    db.engine.dispose()
