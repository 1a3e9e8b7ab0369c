"""The pages that are looked at, and the databases they are looked at in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from app import create_app
from app.foundation.settings import Settings
from tests.bench.pages.street import Sights
from tests.support.people import Browser

KEY = "a key for the bench alone, at least 32 characters"
BALLOTS = (["1", "3"], ["2"])
"""Two ballots that take turns, so that each one sent changes what stands."""


@dataclass(frozen=True)
class Place:
    """A database with its application, and the records looked at in it."""

    url: str
    instance: Path
    app: Flask
    sights: Sights


@dataclass(frozen=True)
class View:
    """A page: its path, filled from Sights, and which of Sights looks at it (nobody signed in when empty).

    ``own`` pages show a record, so that they are there only where it is; ``votes`` posts a ballot.
    """

    name: str
    path: str
    who: str = ""
    own: bool = False
    votes: bool = False

    def at(self, place: Place) -> str:
        return self.path.format(**vars(place.sights))


VIEWS = (
    View("home", "/"),
    View("fair list", "/fair/"),
    View("project page", "/projects/{project}", own=True),
    View("ballot post", "/voting/{round}/vote", "voter", own=True, votes=True),
    View("needs list", "/needs/"),
    View("search, two characters", "/search?q=%E5%8A%A9%E9%A4%90"),
    View("tasks of a secretary", "/tasks", "secretary"),
    View("fund page", "/funds/{fund}"),
)


def make_app(url: str, instance: Path) -> Flask:
    app = create_app(Settings(instance, url, KEY, testing=True, log_level="WARNING"))
    app.test_client_class = Browser
    return app


def ballot(number: int, token: str) -> dict[str, object]:
    return {"csrf_token": token, "step": "confirm", "pick": BALLOTS[number % len(BALLOTS)]}
