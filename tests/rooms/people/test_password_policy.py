"""One policy wherever a password is set, and none is hashed while the database waits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.foundation.settings import SettingsError, from_environment
from app.people import commands
from app.people.commands.passwords import one_time_password
from tests.factories import NOW, World, make_street
from tests.support.organisations import make_organisation, make_uscc
from tests.support.people import Sign, page, submit

GOOD = "槐花开满了一整条街"
WEAK = (
    "短",
    "12345678",
    "aaaaaaaa",
    "password1",
    "qiaoshou1",
    "巧手便民维修互助社",
    "风尚街道2026",
    "yishiting",
)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def _registration(password: str) -> dict[str, str]:
    return {
        "name": "巧手便民维修互助社",
        "org_type": "service_agency",
        "uscc": make_uscc(700),
        "contact_name": "张联系",
        "phone": "13812345678",
        "username": "qiaoshou",
        "password": password,
    }


@pytest.mark.parametrize("password", WEAK)
def test_registration_refuses_beside_the_field(client: FlaskClient, world: World, password: str) -> None:
    answer = submit(client, "/organisations/register", _registration(password))
    assert answer.status_code == 422
    assert page(answer).select_one("#password-error")


@pytest.mark.parametrize("password", WEAK)
def test_an_added_member_is_held_to_the_same(world: World, sign: Sign, password: str) -> None:
    organisation = make_organisation("巧手便民维修互助社")
    client = sign.client_of(world.user(Role.ORGANISATION_MEMBER, None, organisation.id))
    data = {"display_name": "李新", "username": "qiaoshou", "password": password}
    answer = submit(client, f"/organisations/{organisation.slug}/members/new", data)
    assert answer.status_code == 422
    assert page(answer).select_one("#password-error")


@pytest.mark.parametrize("password", WEAK)
def test_whoever_changes_theirs_is_held_to_the_same(world: World, sign: Sign, password: str) -> None:
    organisation = make_organisation("巧手便民维修互助社")
    hashed = commands.hash_password(GOOD)
    with unit_of_work() as session:
        user = commands.register_account(session, SYSTEM, "qiaoshou", "李新", NOW, password_hash=hashed)
        commands.grant_role(
            session, SYSTEM, user, Role.ORGANISATION_MEMBER, NOW, organisation_ref=organisation.id
        )
    data = {"current": GOOD, "password": password, "again": password}
    answer = submit(sign.client_of(user), "/password", data)
    assert answer.status_code == 422
    assert page(answer).select_one("#password-error")


def test_one_time_passwords_meet_the_policy(app: object) -> None:
    for _ in range(50):
        commands.hash_password(one_time_password())


def test_nothing_slow_is_done_while_a_unit_of_work_is_open(app: object) -> None:
    hashed = commands.hash_password(GOOD)
    with unit_of_work():
        with pytest.raises(RuntimeError, match="before unit_of_work"):
            commands.hash_password(GOOD)
        with pytest.raises(RuntimeError, match="before unit_of_work"):
            commands.password_matches(hashed, GOOD)
    assert commands.password_matches(hashed, GOOD)


def test_the_place_says_how_long(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    longer = replace(app.config["SETTINGS"], password_length=15)
    monkeypatch.setitem(app.config, "SETTINGS", longer)
    with pytest.raises(RuleViolation, match=r"password\.short"):
        commands.hash_password(GOOD)
    commands.hash_password(one_time_password())


@pytest.mark.parametrize("text", ["7", "65", "eight", "-9", "１２"])
def test_the_environment_cannot_ask_for_less(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="PASSWORD_LENGTH"):
        from_environment({"INSTANCE_PATH": str(tmp_path), "PASSWORD_LENGTH": text})
    assert from_environment({"INSTANCE_PATH": str(tmp_path), "PASSWORD_LENGTH": "12"}).password_length == 12
