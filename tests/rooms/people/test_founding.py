"""``flask street found``: an empty street and the two people that giving posts takes."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation import audit
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import User
from app.street.models import Street
from app.street.queries import the_street
from tests.factories import NOW, actor_for, make_street, make_user
from tests.support.people import page, submit

GIVEN = (
    *("--name", "月白街道", "--district", "丙区", "--username", "Admin", "--person", "系统管理员"),
    *("--approver-username", "Approver", "--approver-person", "街道审批"),
)


def run(app: Flask, *arguments: str, typed: str = "", command: str = "found") -> Result:
    return app.test_cli_runner().invoke(args=["street", command, *arguments], input=typed)


def test_the_administrator_signs_in_changes_the_password_and_is_told_what_is_missing(
    app: Flask, client: FlaskClient
) -> None:
    told = json.loads(run(app, *GIVEN, "--phone", "13800001234", "--json").stdout)
    street = the_street(db.session())
    assert street is not None and (street.name, street.district) == ("月白街道", "丙区")
    users = db.session.scalars(select(User).order_by(User.id)).all()
    assert [(user.username, user.phone, [m.role for m in user.memberships]) for user in users] == [
        ("admin", "13800001234", [Role.ADMINISTRATOR]),
        ("approver", None, [Role.APPROVER]),
    ]
    first, second = told["accounts"]
    assert (first["username"], second["username"]) == ("admin", "approver")
    assert first["password"] != second["password"]
    submit(client, "/sign-in", {"username": first["username"], "password": first["password"]})
    assert client.get("/").headers["Location"].endswith("/password"), "a one-time password is used up first"
    new = "晨光里的两棵合欢树"
    submit(client, "/password", {"current": first["password"], "password": new, "again": new})
    missing = page(client.get("/")).select("#founding a")
    assert len(missing) == 7
    for link in missing:
        assert client.get(str(link["href"])).status_code == 200, link
    assert audit.verify(db.session()) is None


def test_a_second_street_is_refused_and_nothing_is_left_behind(app: Flask) -> None:
    make_street()
    refused = run(app, *GIVEN)
    assert refused.exit_code == 1 and "街道已经设置过了" in refused.stderr
    assert db.session.scalar(select(func.count(User.id))) == 0


def test_it_asks_for_what_was_not_given(app: Flask) -> None:
    asked = run(app, typed="月白街道\n丙区\n带 空格\nadmin\n王主任\nshenpi\n李主任\n")
    assert asked.exit_code == 0, asked.output
    assert "不要空格" in asked.output, "asked again after a username that cannot be one"
    assert "One-time password" in asked.output
    names = db.session.scalars(select(User.display_name).order_by(User.id)).all()
    assert names == ["王主任", "李主任"]


def test_the_two_give_the_first_post_and_nobody_gives_one_alone(app: Flask) -> None:
    run(app, *GIVEN)
    admin, approver = (actor_for(user) for user in db.session.scalars(select(User).order_by(User.id)))
    with unit_of_work() as session:
        user = commands.register_account(session, admin, "caiwu", "财务", NOW)
        asked = commands.ask_appointment(session, admin, user, Role.FINANCE, "街办〔2026〕5号", NOW)
    with pytest.raises(RuleViolation, match=r"role\.two_hands"), unit_of_work() as session:
        commands.grant_role(session, admin, user, Role.FINANCE, NOW)
    with unit_of_work() as session:
        commands.confirm_appointment(session, approver, asked, NOW)
    assert actor_for(user).roles == {Role.FINANCE}


def test_a_street_of_one_administrator_gets_its_approver_once(app: Flask) -> None:
    make_street()
    make_user(Role.ADMINISTRATOR)
    added = run(app, *GIVEN[-4:], "--json", command="approver")
    assert [each["role"] for each in json.loads(added.stdout)["accounts"]] == ["approver"]
    again = run(app, "--approver-username", "more", "--approver-person", "又一个", command="approver")
    assert again.exit_code == 1 and "两个人经手" in again.stderr
    assert db.session.scalar(select(func.count(User.id))) == 2


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--name", " "),
        ("--name", "街" * 61),
        ("--username", "王"),
        ("--username", "13800001234"),
        ("--phone", "12"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(app: Flask, option: str, value: str) -> None:
    assert run(app, *GIVEN, option, value).exit_code in (1, 2)
    assert db.session.scalar(select(func.count(Street.id))) == 0
    assert db.session.scalar(select(func.count(User.id))) == 0
