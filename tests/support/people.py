"""Signing in, and forms sent as a browser sends them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.foundation.database import db, unit_of_work
from app.people.commands import start_session
from app.people.models import User
from app.people.signin import TOKEN


class Browser(FlaskClient):
    """Each request in an application context of its own, as on a server; the test's session then reads anew."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        db.session.rollback()
        return response


class Sign:
    """Signs accounts in through real sessions, leaving the sign-in page to its own tests."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def client_of(self, user: User) -> FlaskClient:
        client = self.app.test_client()
        with unit_of_work() as unit:
            token = start_session(unit, unit.get_one(User, user.id), datetime.now(UTC), 60)
        with client.session_transaction() as cookie:
            cookie[TOKEN] = token
        return client


def page(response: TestResponse) -> BeautifulSoup:
    """The page an answer holds."""
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def submit(
    client: FlaskClient, url: str, data: dict[str, Any] | None = None, follow: bool = True, **more: Any
) -> TestResponse:
    """Fetch the token as a browser has it from the page before, then post the form."""
    token = csrf_token(client)
    return client.post(url, data={"csrf_token": token, **(data or {})}, follow_redirects=follow, **more)


def csrf_token(client: FlaskClient) -> str:
    found = page(client.get("/sign-in")).find("input", {"name": "csrf_token"})
    assert found is not None
    return str(found["value"])
