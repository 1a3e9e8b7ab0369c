"""What the tests of migrations stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from app.foundation.database import db


@pytest.fixture
def session_gone(app: Flask, session: Session) -> Iterator[None]:
    """A step back locks whole tables; whatever becomes of it, the next test finds the newest ones."""
    yield
    db.session.remove()
    upgrade()
