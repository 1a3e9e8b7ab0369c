"""An administrator sets up zones and communities, and corrects a community."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.policy import SYSTEM, Role
from app.foundation.database import db, unit_of_work
from app.street import commands
from app.street.models import Community, RuleSetting, Zone
from app.street.queries import require_street, zones
from app.street.rules import CHECKS
from tests.factories import NOW, SOURCE, World, make_street, make_user
from tests.support.people import Sign, page, submit

COMMUNITY = {"code": "W1", "name": "石桥社区", "zone": "西片", "households": "1200"}


@pytest.fixture
def admin(app: object, sign: Sign) -> FlaskClient:
    with unit_of_work() as session:
        commands.found_street(session, SYSTEM, "月白街道", NOW)
    return sign.client_of(make_user(Role.ADMINISTRATOR))


def test_a_street_gets_its_first_zone_and_community(admin: FlaskClient) -> None:
    assert "先设片区" in admin.get("/street/communities/new").get_data(as_text=True)
    answer = submit(admin, "/street/zones/new", {"name": "东片"})
    answer = submit(admin, "/street/zones/new", {"name": "西片", "note": "老旧小区"})
    chosen = page(answer).select_one("#zone option[selected]")
    assert chosen is not None and chosen["value"] == "西片"
    submit(admin, "/street/communities/new", COMMUNITY)
    made = db.session.scalars(select(Community)).one()
    assert (made.code, made.name, made.zone.name, made.households) == ("W1", "石桥社区", "西片", 1200)
    assert "石桥社区" in admin.get("/street/").get_data(as_text=True)


def test_what_is_taken_or_wrong_is_said_beside_the_field(admin: FlaskClient) -> None:
    for name in ("东片", "西片"):
        submit(admin, "/street/zones/new", {"name": name})
    submit(admin, "/street/communities/new", COMMUNITY)
    again = submit(admin, "/street/zones/new", {"name": "东片"})
    assert again.status_code == 422 and page(again).select_one("#name-error") is not None
    for changed, field in (
        ({}, "code"),
        ({"code": "W2"}, "name"),
        ({"code": "W 2", "name": "另一个"}, "code"),
        ({"code": "W2", "name": "另一个", "zone": "天上"}, "zone"),
        ({"code": "W2", "name": "另一个", "households": "-1"}, "households"),
    ):
        answer = submit(admin, "/street/communities/new", {**COMMUNITY, **changed})
        assert answer.status_code == 422, changed
        assert page(answer).select_one(f"#{field}-error") is not None, changed
    assert len(db.session.scalars(select(Community)).all()) == 1
    assert len(zones(db.session())) == 2


def test_a_slip_is_corrected_and_the_rest_stays(sign: Sign) -> None:
    world: World = make_street()
    with unit_of_work() as session:
        session.get_one(Community, world.north.id).profile = {"age60plus": 12}
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    path = f"/street/communities/{world.north.slug}/change"
    shown = page(admin.get(path))
    assert shown.select_one("#name")["value"] == "槐荫里社区"  # type: ignore[index]
    assert shown.select_one("#zone option[selected]")["value"] == "北片"  # type: ignore[index]
    taken = submit(admin, path, {"name": world.south.name, "zone": "北片"})
    assert taken.status_code == 422 and page(taken).select_one("#name-error") is not None
    submit(admin, path, {"name": "槐荫里", "zone": "南片", "phone": "010-12345678"})
    row = db.session.get_one(Community, world.north.id)
    assert (row.name, row.zone.name, row.phone) == ("槐荫里", "南片", "010-12345678")
    assert (row.code, row.profile) == ("N1", {"age60plus": 12})


def test_a_zone_is_the_streets_own_name_once(admin: FlaskClient) -> None:
    submit(admin, "/street/zones/new", {"name": " 东片 "})
    assert db.session.scalars(select(Zone.name)).all() == ["东片"]


def test_settings_that_nobody_set_are_listed_with_the_way_to_set_them(
    admin: FlaskClient, client: FlaskClient
) -> None:
    assert page(client.get("/street/settings")).select_one(".empty") is not None
    listed = page(admin.get("/street/settings"))
    assert len(listed.select("a[href^='/street/settings/']")) == len(CHECKS)
    with unit_of_work() as session:
        street = require_street(session)
        commands.set_rule(session, SYSTEM, street, "objection_answer_days", 3, SOURCE, NOW)
    assert db.session.scalars(select(RuleSetting.key)).all() == ["objection_answer_days"]
    public = page(client.get("/street/settings"))
    assert public.get_text().count("还没有设定") == len(CHECKS) - 1
