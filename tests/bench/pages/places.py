"""Pages to look at, and somebody who looks: inside the process, or over HTTP at a server of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from app import create_app
from app.foundation.database import db
from app.foundation.settings import Settings
from app.people.queries import user_by_username
from tests.bench.pages.street import Sights
from tests.support.people import TOKEN, Browser, Sign, csrf_token

ROOT = Path(__file__).resolve().parents[3]
KEY = "a key for the bench alone, at least 32 characters"
COOKIE = "yishiting"
CHOICES = (["1", "3"], ["2"])
"""Two ballots that take turns, so that each post changes what stands."""


@dataclass(frozen=True)
class View:
    """A page: its path filled from Sights, who looks, and whether a ballot is posted there."""

    name: str
    path: str
    who: str = ""
    posts: bool = False

    def at(self, sights: Sights) -> str:
        return self.path.format(**vars(sights))


VIEWS = (
    View("home", "/"),
    View("fair list", "/fair/"),
    View("project page", "/projects/{project}"),
    View("ballot post", "/voting/{round}/vote", "voter", posts=True),
    View("needs list", "/needs/"),
    View("search, two characters", "/search?q=%E5%8A%A9%E9%A4%90"),
    View("tasks of a secretary", "/tasks", "secretary"),
    View("fund page", "/funds/{fund}"),
)


@dataclass
class Place:
    """A database with its application, and the records looked at in it."""

    name: str
    url: str
    instance: Path
    app: Flask
    sights: Sights

    def ballot(self, number: int) -> dict[str, object]:
        return {"step": "confirm", "pick": CHOICES[number % len(CHOICES)]}


def make_app(url: str, instance: Path) -> Flask:
    app = create_app(Settings(instance, url, KEY, testing=True, log_level="WARNING"))
    app.test_client_class = Browser
    return app


@dataclass
class Visitor:
    """Looks at one view of a place inside the process."""

    place: Place
    view: View
    sent: int = 0

    def __post_init__(self) -> None:
        self.client = client_of(self.place, self.view)
        self.path = self.view.at(self.place.sights)
        with self.place.app.app_context():
            self.token = csrf_token(self.client) if self.view.posts else ""

    def look(self) -> None:
        if not self.view.posts:
            answer = self.client.get(self.path)
            assert answer.status_code == 200, (self.path, answer.status_code)
            return
        self.sent += 1
        answer = self.client.post(self.path, data={"csrf_token": self.token, **self.place.ballot(self.sent)})
        assert answer.status_code in (302, 303), (self.path, answer.status_code)


def client_of(place: Place, view: View) -> Browser:
    """Signed in as the view's person, or nobody."""
    with place.app.app_context():
        if not view.who:
            client = place.app.test_client()
        else:
            user = user_by_username(db.session(), getattr(place.sights, view.who))
            assert user is not None
            client = Sign(place.app).client_of(user)
    assert isinstance(client, Browser)
    return client


@dataclass
class HttpVisitor:
    """Looks at one view of a place over HTTP, on one connection that stays open."""

    place: Place
    view: View
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.path = self.view.at(self.place.sights)
        self.token = ""
        if self.view.who:
            cookie = client_of(self.place, self.view).get_cookie(COOKIE)
            assert cookie is not None
            self.cookies[COOKIE] = cookie.value
        if self.view.posts:
            found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self._ask("GET", self.path, 200))
            assert found is not None
            self.token = found[1]

    def look(self) -> None:
        if not self.view.posts:
            self._ask("GET", self.path, 200)
            return
        self.sent += 1
        self._ask("POST", self.path, 302, {"csrf_token": self.token, **self.place.ballot(self.sent)})

    def _ask(self, method: str, path: str, status: int, form: Mapping[str, object] | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        assert answer.status in (status, 303 if status == 302 else status), (path, answer.status)
        return text


@contextmanager
def served(place: Place) -> Iterator[int]:
    """A place behind gunicorn as ``make run`` starts it, on a free port of the loopback; the port."""
    command = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--worker-class", "gthread"]
    command += ["--threads", "8", "--log-level", "info", "wsgi:app"]
    env = {**os.environ, "DATABASE_URL": place.url, "INSTANCE_PATH": str(place.instance), "SECRET_KEY": KEY}
    env["LOG_LEVEL"] = "WARNING"
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE, text=True)
    try:
        yield _port(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", line):
            return int(found[1])
    raise RuntimeError("".join(said))


__all__ = ["TOKEN", "VIEWS", "HttpVisitor", "Place", "View", "Visitor", "make_app", "served"]
