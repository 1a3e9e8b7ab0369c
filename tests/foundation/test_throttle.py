"""How often what anybody may send is taken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bs4 import Tag
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation import throttle
from app.foundation.database import db, unit_of_work
from app.foundation.settings import LIMITS, Limit, SettingsError, from_environment
from app.foundation.throttle import VisitorEntry, admit, limited
from app.needs.models import Need
from app.organisations.models import Organisation
from tests.factories import World, make_street
from tests.support.organisations import make_uscc
from tests.support.people import csrf_token, page, submit

NOON = datetime.fromisoformat("2026-04-09T12:00:00+08:00")
SMALL = Limit(browser=2, address=4, everybody=6, window=timedelta(minutes=10))


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def set_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Limit], None]:
    def change(form: str, limit: Limit) -> None:
        settings = app.config["SETTINGS"]
        limits = {**settings.limits, form: limit}
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, limits=limits))

    return change


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The moment that the throttle takes for now, to be moved."""
    moments = [NOON]
    monkeypatch.setattr(throttle, "now", lambda: moments[-1])
    return moments


def _need(world: World, title: str = "楼道的灯坏了") -> dict[str, str]:
    return {"community": world.north.slug, "title": title, "description": "三天没有人来修"}


def _organisation(number: int) -> dict[str, str]:
    return {
        "name": f"巧手便民维修互助社{number}",
        "org_type": "service_agency",
        "uscc": make_uscc(7000 + number),
        "domain": "便民维修",
        "contact_name": "张联系",
        "phone": "13812345678",
        "username": f"qiaoshou{number}x",
        "password": "槐花开满了一整条街",
    }


def _from(client: FlaskClient, address: str) -> dict[str, object]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def _count(session: Session, table: type[Need] | type[Organisation] | type[VisitorEntry]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_refused_form_keeps_what_was_typed_and_says_from_when(
    client: FlaskClient,
    world: World,
    session: Session,
    set_limit: Callable[[str, Limit], None],
    clock: list[datetime],
) -> None:
    set_limit("words", SMALL)
    for number in range(2):
        assert submit(client, "/needs/raise", _need(world, f"第{number}件")).status_code == 200
    answer = submit(client, "/needs/raise", _need(world, "又一件"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "601")
    shown = page(answer)
    summary = shown.select_one(".govuk-error-summary")
    assert summary is not None and "2026-04-09 12:10" in summary.get_text()
    title = shown.select_one("#title")
    assert isinstance(title, Tag) and title["value"] == "又一件"
    assert _count(session, Need) == 2
    clock.append(NOON + timedelta(minutes=10, seconds=1))
    assert submit(client, "/needs/raise", _need(world, "又一件")).status_code == 200


def test_a_form_that_is_not_whole_does_not_count(
    client: FlaskClient, world: World, session: Session, set_limit: Callable[[str, Limit], None]
) -> None:
    set_limit("words", SMALL)
    for _ in range(5):
        assert submit(client, "/needs/raise", _need(world, "")).status_code == 422
    assert _count(session, VisitorEntry) == 0


def test_a_browser_a_network_and_everybody_have_counts_of_their_own(
    app: Flask, world: World, set_limit: Callable[[str, Limit], None]
) -> None:
    set_limit("words", SMALL)

    def sends(client: FlaskClient, address: str) -> int:
        return submit(client, "/needs/raise", _need(world), **_from(client, address)).status_code

    one, two = app.test_client(), app.test_client()
    assert [sends(one, "10.0.0.1") for _ in range(3)] == [200, 200, 429]
    assert [sends(two, "10.0.0.2") for _ in range(3)] == [200, 200, 429]
    assert sends(app.test_client(), "10.0.0.3") == 429, "the network is full"
    assert [sends(app.test_client(), f"10.0.{n}.1") for n in range(1, 4)] == [200, 200, 429]


def test_a_hall_of_a_hundred_behind_one_address_is_not_stopped(app: Flask, world: World) -> None:
    for number in range(100):
        person = app.test_client()
        assert submit(person, "/needs/raise", _need(world, f"第{number}件")).status_code == 200
    slug = db.session.scalars(select(Need.slug)).first()
    for _ in range(100):
        assert "已附议" in submit(app.test_client(), f"/needs/{slug}/second").get_data(as_text=True)


def test_a_flood_of_registrations_ends_where_the_day_does(
    app: Flask, world: World, session: Session, set_limit: Callable[[str, Limit], None]
) -> None:
    set_limit("registration", replace(LIMITS["registration"], address=5))
    answers = [
        submit(app.test_client(), "/organisations/register", _organisation(number)) for number in range(9)
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 4
    assert _count(session, Organisation) == 5
    assert LIMITS["registration"].address < 134


def test_a_refusal_costs_no_hash_and_no_write(
    client: FlaskClient,
    world: World,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    set_limit: Callable[[str, Limit], None],
) -> None:
    set_limit("registration", replace(SMALL, browser=1))
    submit(client, "/organisations/register", _organisation(1))
    token = csrf_token(client)

    def never(*_: object) -> str:
        raise AssertionError("too much was done for a form that is not taken")

    monkeypatch.setattr("app.organisations.views.passwords.hash_password", never)
    monkeypatch.setattr(throttle, "unit_of_work", never)
    answer = client.post("/organisations/register", data={"csrf_token": token, **_organisation(2)})
    assert answer.status_code == 429


def test_whoever_is_signed_in_is_not_counted(
    app: Flask, world: World, session: Session, set_limit: Callable[[str, Limit], None]
) -> None:
    from app.domain.policy import Role
    from tests.support.people import Sign

    set_limit("words", SMALL)
    resident = Sign(app).client_of(world.user(Role.RESIDENT, world.north))
    for number in range(6):
        assert submit(resident, "/needs/raise", _need(world, f"第{number}件")).status_code == 200
    assert _count(session, VisitorEntry) == 0


def test_what_is_kept_is_gone_after_a_day(
    client: FlaskClient, world: World, session: Session, clock: list[datetime]
) -> None:
    submit(client, "/needs/raise", _need(world, "昨天的"))
    clock.append(NOON + timedelta(days=1, seconds=1))
    submit(client, "/needs/raise", _need(world, "今天的"))
    assert _count(session, VisitorEntry) == 1


def test_an_uncounted_change_is_an_error(app: Flask) -> None:
    @limited("words")
    def forgetful() -> str:
        with unit_of_work():
            return "changed"

    with app.test_request_context(method="POST"), pytest.raises(RuntimeError, match="counted"):
        forgetful()


def test_what_is_sent_at_once_does_not_slip_by(
    app: Flask, world: World, set_limit: Callable[[str, Limit], None]
) -> None:
    set_limit("words", SMALL)

    def one(_: int) -> bool:
        with app.app_context(), app.test_request_context(method="POST"):
            g.setdefault("throttle_uncounted", "words")
            try:
                admit()
                return True
            except RuleViolation:
                return False
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == SMALL.address


@pytest.mark.parametrize("text", ["10", "10 60", "0 60 200", "10 60 -1", "a b c", "10 60 200 1"])
def test_the_environment_gives_three_counts(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="LIMIT_REGISTRATION"):
        from_environment({"INSTANCE_PATH": str(tmp_path), "LIMIT_REGISTRATION": text})
    chosen = from_environment({"INSTANCE_PATH": str(tmp_path), "LIMIT_REGISTRATION": "20 120 400"}).limits
    assert chosen["registration"] == Limit(20, 120, 400, timedelta(days=1))
    assert chosen["words"] == LIMITS["words"]
