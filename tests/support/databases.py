"""Real databases for tests: an SQLite file or a PostgreSQL database a test process, emptied between tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.foundation.database import db

POSTGRES = "postgresql+psycopg://127.0.0.1:5432/postgres"


@dataclass
class TestDatabase:
    """One database. ``migrate`` brings it up to date once, ``empty`` takes it back there."""

    __test__ = False

    url: str
    file: Path | None = None
    template: Path | None = field(default=None, init=False)

    def migrate(self, app: Flask) -> None:
        with app.app_context():
            upgrade()
            db.session.remove()
            if self.file is not None:
                db.engine.dispose()
                self.template = self.file.with_suffix(".template")
                shutil.copy(self.file, self.template)

    def empty(self, app: Flask) -> None:
        with app.app_context():
            db.session.remove()
            if self.file is None:
                self._empty_tables()
            else:
                db.engine.dispose()
                self._restore_file(self.file)

    def _restore_file(self, file: Path) -> None:
        assert self.template is not None
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        shutil.copy(self.template, file)

    def _empty_tables(self) -> None:
        tables = "; ".join(str(table.delete()) for table in db.metadata.sorted_tables)
        with db.engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(tables))
            connection.execute(text("SET session_replication_role = DEFAULT"))


@contextmanager
def make_database(folder: Path, worker: str) -> Iterator[TestDatabase]:
    """A database of the kind ``TEST_DATABASE`` asks for, gone afterwards."""
    kind = os.environ.get("TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        file = folder / "test.sqlite"
        yield TestDatabase(f"sqlite:///{file}", file)
        return
    if kind != "postgresql":
        raise pytest_usage(kind)
    base = make_url(os.environ.get("TEST_POSTGRES_URL", POSTGRES))
    name = f"yishiting_test_{os.getpid()}_{worker}"
    server = base.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield TestDatabase(base.set(database=name).render_as_string(hide_password=False))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def pytest_usage(kind: str) -> ValueError:
    return ValueError(f"TEST_DATABASE is {kind!r}; it takes sqlite or postgresql")
