"""What every test stands on: a migrated database of the kind asked for, emptied between tests.

``TEST_DATABASE`` is "sqlite" (default) or "postgresql"; ``TEST_POSTGRES_URL`` says where PostgreSQL is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from app import create_app
from app.foundation.database import db
from app.foundation.settings import Settings
from tests.support.databases import TestDatabase, make_database
from tests.support.people import Browser, Sign

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def test_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestDatabase]:
    """A database of this test process alone."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with make_database(tmp_path_factory.mktemp("database"), worker) as database:
        yield database


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def shared_app(test_database: TestDatabase, instance: Path) -> Flask:
    """The application, made once a process and migrated."""
    chosen = Settings(
        instance=instance,
        database_url=test_database.url,
        secret_key="a key for tests alone, at least 32 characters",
        testing=True,
        log_level="WARNING",
    )
    app = create_app(chosen)
    app.test_client_class = Browser
    test_database.migrate(app)
    return app


@pytest.fixture
def app(shared_app: Flask, test_database: TestDatabase) -> Iterator[Flask]:
    """The application over an empty database, inside an application context."""
    test_database.empty(shared_app)
    with shared_app.app_context():
        yield shared_app
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the test's application context: reads, and writes inside unit_of_work()."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser's stand-in, not signed in. Tests send the CSRF token a page gave, as browsers do."""
    return app.test_client()


@pytest.fixture
def sign(app: Flask) -> Sign:
    """``sign.client_of(user)``: a client signed in as somebody."""
    return Sign(app)
