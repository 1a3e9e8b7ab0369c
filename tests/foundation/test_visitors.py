"""What is kept of people who do not say who they are."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation.clock import now
from app.foundation.database import Model, unit_of_work
from app.foundation.visitors import lasting_key, network, passing_key, visitor
from app.notices.commands import NewNotice, publish_notice
from tests.factories import NOW, make_street
from tests.support.needs import make_need
from tests.support.people import submit

ADDRESS = "127.0.0.1"


def _plain_hashes(address: str) -> set[str]:
    """What anybody can make of an address, with the prefixes that were in use here."""
    days = [(now() - timedelta(days=back)).date().isoformat() for back in (0, 1)]
    seeds = [address, network(address)]
    kinds = ["", "address:", "objector:", "browser:", *(f"{day} address:" for day in days)]
    return {
        hashlib.new(name, f"{kind}{seed}".encode()).hexdigest()
        for name in ("md5", "sha1", "sha256", "sha512")
        for kind in kinds
        for seed in seeds
    }


def _stored(session: Session) -> set[str]:
    return {
        str(value)
        for table in Model.metadata.sorted_tables
        for row in session.execute(table.select())
        for value in row
        if value is not None
    }


def test_no_stored_value_is_an_address_or_its_plain_hash(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    world = make_street()
    need = make_need(world.north, now=now())
    handler = world.actor(Role.STREET_HANDLER)
    new = NewNotice("contract", "some-contract", "合同公告", None, {})
    with unit_of_work() as unit:
        notice = publish_notice(unit, handler, new, now())
    submit(client, f"/needs/{need.slug}/second")
    submit(client, "/needs/raise", {"community": world.north.slug, "title": "楼道灯不亮", "item": ""})
    submit(client, f"/notices/{notice.slug}/object", {"text": "名单漏了三号楼", "raised_by_role": "resident"})
    submit(client, "/sign-in", {"username": "nobody", "password": "not a password"})
    stored = _stored(session)
    with app.test_request_context(environ_base={"REMOTE_ADDR": ADDRESS}):
        assert visitor(now()).address in stored
    assert not stored & (_plain_hashes(ADDRESS) | {ADDRESS, network(ADDRESS)})


@pytest.mark.parametrize("kind", ["address", "browser", "user"])
def test_yesterdays_key_tells_nothing_of_todays(app: Flask, kind: str) -> None:
    value = network("203.0.113.77")
    keys = {passing_key(kind, value, NOW + timedelta(days=day)) for day in range(7)}
    assert len(keys | {lasting_key(kind, value)}) == 8
    assert passing_key(kind, value, NOW) == passing_key(kind, value, NOW + timedelta(minutes=1))


def test_another_secret_makes_other_keys(app: Flask) -> None:
    mine = passing_key("address", "203.0.113.0/24", NOW)
    secret, app.config["SECRET_KEY"] = app.config["SECRET_KEY"], "another secret of more than 32 characters"
    try:
        assert passing_key("address", "203.0.113.0/24", NOW) != mine
    finally:
        app.config["SECRET_KEY"] = secret
