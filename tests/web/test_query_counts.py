"""A page asks the database as often for many rows as for few."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.demo.loader import load
from app.foundation.database import db
from app.funds.models import Fund
from app.people.queries import user_by_username
from app.proposals.models import Proposal
from app.street.models import Community
from app.voting.models import Round
from tests.support.copies import multiply
from tests.support.people import Sign
from tests.support.queries import count_queries

PUBLIC = (
    "/",
    "/needs/",
    "/fair/",
    "/fair/?q=助餐",
    "/fair/timetable",
    "/projects",
    "/search?q=助餐",
    "/notices/",
    "/voting/",
    "/council/",
    "/funds/",
    "/contracts/",
    "/organisations/",
    "/street/",
)
ROLES = ("res-n1", "n1-r01", "o03", "sec-n1", "wk-n1", "del-n1", "sup-n1")
STREET_ROLES = ("st-h1", "st-v1", "st-a1", "st-f1", "st-au1")
LISTS = {
    "sec-n1": ("/proposals/", "/fair/interests", "/notices/publish", "/people/representatives"),
    "st-h1": ("/contracts/", "/contracts/prepare", "/delivery/alerts", "/organisations/admissions"),
    "st-f1": ("/delivery/payments", "/funds/requests?state=confirmed"),
    "wk-n1": ("/delivery/orders", "/delivery/"),
    "st-au1": ("/audit", "/people/accounts"),
}
MOST = 40


def counted(client: FlaskClient, path: str) -> int:
    with count_queries() as log:
        answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return log.count


def visits(app: Flask, sign: Sign) -> Iterator[tuple[str, str, FlaskClient]]:
    """(who, path, client) of every page asked for."""
    public = app.test_client()
    for path in (*PUBLIC, *records()):
        yield "", path, public
    for name in (*ROLES, *STREET_ROLES):
        user = user_by_username(db.session(), name)
        assert user is not None
        client = sign.client_of(user)
        for path in ("/tasks", *LISTS.get(name, ())):
            yield name, path, client


def records() -> Iterator[str]:
    """Pages of single records that much hangs on."""
    session = db.session()
    proposal = session.scalars(select(Proposal.slug).where(Proposal.state == "closed").order_by(Proposal.id))
    yield f"/projects/{proposal.first()}"
    yield f"/funds/{session.scalars(select(Fund.slug).order_by(Fund.id)).first()}"
    yield f"/street/communities/{session.scalars(select(Community.slug).order_by(Community.id)).first()}"
    yield f"/voting/{session.scalars(select(Round.slug).where(Round.state == 'counted').order_by(Round.id)).first()}"


def test_twice_the_rows_take_the_same_queries(app: Flask, sign: Sign) -> None:
    assert load()
    few = {(who, path): counted(client, path) for who, path, client in visits(app, sign)}
    multiply(1)
    many = {(who, path): counted(client, path) for who, path, client in visits(app, sign)}
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
    assert {page: count for page, count in many.items() if count > MOST} == {}
