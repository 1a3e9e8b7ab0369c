"""What organisations and their members may call themselves, through the pages."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.people import commands
from app.people.models import User
from app.people.queries import user_by_username
from tests.factories import NOW, World, make_street
from tests.support.organisations import applications, make_organisation, make_uscc
from tests.support.people import Sign, page, submit

GOOD = "槐花开满了一整条街"


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def _form(**more: str) -> dict[str, str]:
    return {
        "name": "巧手便民维修互助社",
        "org_type": "service_agency",
        "uscc": make_uscc(700),
        "contact_name": "张联系",
        "phone": "13812345678",
        "username": "qiaoshou",
        "password": GOOD,
        **more,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "admin"),
        ("username", "adm1n"),
        ("username", "系统管理员"),
        ("username", "qiao\u200bshou"),
        ("username", "qi\u0430oshou"),
        ("username", "qiao巧手"),
        ("name", "风尚街道"),
        ("name", "风尚街道办事处"),
        ("name", "和风家园社区居委会"),
        ("name", "系统管理员"),
        ("name", "巧手\u200b便民"),
        ("contact_name", "系统管理员"),
        ("contact_name", "街道办"),
        ("contact_name", "张\u202e三"),
    ],
)
def test_a_name_like_the_systems_is_refused_beside_its_field(
    client: FlaskClient, world: World, session: Session, field: str, value: str
) -> None:
    answer = submit(client, "/organisations/register", _form(**{field: value}))
    assert answer.status_code == 422
    assert page(answer).select_one(f"#{field}-error"), field
    assert applications(session) == []


def test_a_name_is_one_however_wide_it_is_typed(client: FlaskClient, world: World) -> None:
    submit(client, "/organisations/register", _form(username="ＱｉａｏＳｈｏｕ"))
    again = submit(client, "/organisations/register", _form(name="另一家", uscc=make_uscc(701)))
    assert page(again).select_one("#username-error")
    submit(client, "/sign-in", {"username": " qiaoSHOU ", "password": GOOD})
    assert client.get("/tasks").status_code == 200


@pytest.mark.parametrize(("field", "value"), [("username", "root"), ("display_name", "管理员")])
def test_an_added_member_is_held_to_the_same(world: World, sign: Sign, field: str, value: str) -> None:
    organisation = make_organisation()
    client = sign.client_of(world.user(Role.ORGANISATION_MEMBER, None, organisation.id))
    data = {"display_name": "李新", "username": "lixin", "password": GOOD, field: value}
    answer = submit(client, f"/organisations/{organisation.slug}/members/new", data)
    assert answer.status_code == 422
    assert page(answer).select_one(f"#{field}-error")


def test_an_account_older_than_the_rule_signs_in_as_it_did(
    client: FlaskClient, world: World, session: Session
) -> None:
    hashed = commands.hash_password(GOOD)
    for number, old in enumerate(("张 san", "ｏｌｄ１")):
        with unit_of_work() as unit:
            user = commands.register_account(unit, SYSTEM, f"x{number}", "李代表", NOW, password_hash=hashed)
            unit.flush()
            unit.execute(update(User).where(User.id == user.id).values(username=old))
        submit(client, "/sign-in", {"username": old, "password": GOOD})
        assert client.get("/tasks").status_code == 200, old
        submit(client, "/sign-out")
    assert user_by_username(session, "ｏｌｄ１") is not None
