"""Whoever looks at a page again and again: inside the process, or over HTTP on one connection that stays open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from itertools import count
from urllib.parse import urlencode

from flask.testing import FlaskClient

from app.foundation.database import db
from app.people.queries import user_by_username
from tests.bench.pages.views import Place, View, ballot
from tests.support.people import Sign, csrf_token

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SECONDS = 60


class Visitor:
    """Each look is a request inside the place's application."""

    def __init__(self, place: Place, view: View) -> None:
        self.app, self.path, self.votes = place.app, view.at(place), view.votes
        self.client = client_of(place, view)
        self.numbers = count()
        with self.app.app_context():
            self.token = csrf_token(self.client) if self.votes else ""

    def look(self) -> None:
        with self.app.app_context():
            self.request()

    def request(self) -> None:
        if self.votes:
            answer = self.client.post(self.path, data=ballot(next(self.numbers), self.token))
        else:
            answer = self.client.get(self.path)
        assert answer.status_code == _expected(self.votes), (self.path, answer.status_code)


class HttpVisitor:
    """Each look is an HTTP request to a server on this port of the loopback."""

    def __init__(self, place: Place, view: View, port: int) -> None:
        self.path, self.votes = view.at(place), view.votes
        self.connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self.cookies = _cookies(place, view)
        self.numbers = count()
        self.token = ""
        if self.votes:
            found = TOKEN.search(self._ask("GET", False))
            assert found is not None
            self.token = found[1]

    def look(self) -> None:
        if self.votes:
            self._ask("POST", True, ballot(next(self.numbers), self.token))
        else:
            self._ask("GET", False)

    def _ask(self, method: str, redirected: bool, form: Mapping[str, object] | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, self.path, urlencode(form or {}, doseq=True), headers)
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        text = answer.read().decode()
        assert answer.status == _expected(redirected), (self.path, answer.status)
        return text


def client_of(place: Place, view: View) -> FlaskClient:
    """Signed in as whoever the view says."""
    with place.app.app_context():
        if not view.who:
            return place.app.test_client()
        user = user_by_username(db.session(), getattr(place.sights, view.who))
        assert user is not None
        return Sign(place.app).client_of(user)


def _cookies(place: Place, view: View) -> SimpleCookie:
    cookies = SimpleCookie()
    name = place.app.config["SESSION_COOKIE_NAME"]
    if view.who and (cookie := client_of(place, view).get_cookie(name)) is not None:
        cookies[name] = cookie.value
    return cookies


def _expected(redirected: bool) -> int:
    return 303 if redirected else 200
