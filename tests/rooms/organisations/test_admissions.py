"""What the street does with applications: many of them, false ones, ones with another's name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, Role
from app.foundation import jobs
from app.foundation.audit import AuditEntry
from app.foundation.clock import now
from app.foundation.database import unit_of_work
from app.foundation.visitors import KEPT
from app.organisations import commands
from app.organisations.commands import NewMember, NewOrganisation
from app.organisations.models import Organisation
from app.organisations.waiting import SIZE, applications_page
from app.people import commands as people
from app.people.models import User
from app.people.queries import user_by_username
from tests.factories import NOW, World, make_street
from tests.support.organisations import make_organisation, make_uscc
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries

GOOD = "槐花开满了一整条街"


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def handler(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.STREET_HANDLER))


def _apply(world: World, number: int, came_from: str | None = None, **more: object) -> Organisation:
    values = {
        "name": f"第{number}互助社",
        "org_type": "service_agency",
        "uscc": make_uscc(8000 + number),
        "contact_name": "张联系",
        "phone": f"138{number:08d}",
        **more,
    }
    new = NewOrganisation(**values)  # type: ignore[arg-type]
    member = NewMember(f"member{number}x", "张联系", _hashed())
    with unit_of_work() as session:
        return commands.register_with_member(session, ANYONE, world.street, new, member, NOW, came_from)


_known: list[str] = []


def _hashed() -> str:
    if not _known:
        _known.append(people.hash_password(GOOD))
    return _known[0]


def test_another_may_apply_with_a_code_but_one_alone_is_admitted(world: World, session: Session) -> None:
    """Else whoever applies first in somebody's name keeps them out, and a stranger learns who applied."""
    first = _apply(world, 1)
    second = _apply(world, 2, name=first.name, uscc=first.uscc)
    actor = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        commands.admit_organisation(unit, actor, second, NOW)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"organisation\.admitted_before"):
        commands.admit_organisation(unit, actor, first, NOW)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"organisation\.uscc_taken"):
        new = NewOrganisation("第三家", "service_agency", uscc=str(first.uscc))
        commands.register_organisation(unit, ANYONE, world.street, new, NOW)


def test_what_is_shared_is_flagged(world: World, session: Session) -> None:
    make_organisation("暖邻居家养老服务中心", uscc=make_uscc(901))
    same_code = _apply(world, 1, came_from="hall", phone="13900000000")
    _apply(world, 2, came_from="hall", uscc=same_code.uscc)
    _apply(world, 3, phone="13900000000")
    plain = _apply(world, 4)
    found = {item.organisation.name: dict(item.doubts) for item in applications_page(session, 1).items}
    assert found == {
        "第1互助社": {"uscc": 1, "phone": 1, "applied_from": 1},
        "第2互助社": {"uscc": 1, "applied_from": 1},
        "第3互助社": {"phone": 1},
        plain.name: {},
    }
    names = [item.organisation.name for item in applications_page(session, 1, doubt="applied_from").items]
    assert names == ["第1互助社", "第2互助社"]


@pytest.mark.parametrize("text", ["第7互", " 138 0000 0007 ", "１３８００００００07", "code"])
def test_applications_are_found(world: World, session: Session, text: str) -> None:
    for number in range(6, 9):
        _apply(world, number)
    wanted = make_uscc(8007).lower() if text == "code" else text
    assert [item.organisation.name for item in applications_page(session, 1, wanted).items] == ["第7互助社"]


def test_the_list_is_paged_and_asks_as_often_for_many(
    world: World, handler: FlaskClient, session: Session
) -> None:
    _apply(world, 1)
    with count_queries() as few:
        handler.get("/organisations/admissions")
    for number in range(2, SIZE + 4):
        _apply(world, number, came_from="hall")
    with count_queries() as many:
        shown = page(handler.get("/organisations/admissions"))
    assert len(shown.select("#waiting .row")) == SIZE
    assert many.count == few.count
    assert len(page(handler.get("/organisations/admissions?page=2")).select("#waiting .row")) == 3


def test_false_applications_are_refused_together_and_their_accounts_closed(
    world: World, handler: FlaskClient, client: FlaskClient, session: Session
) -> None:
    spam = [_apply(world, number, came_from="hall") for number in range(3)]
    true = _apply(world, 9)
    asked = page(handler.get("/organisations/admissions/refuse?doubt=applied_from&all=1"))
    ticked = [box["value"] for box in asked.select("input[name=chosen][checked]")]
    assert ticked == [organisation.slug for organisation in spam]
    for missing in ("chosen", "reason", "sure"):
        data = {"chosen": ticked, "reason": "同一处的空白申请", "sure": "y"}
        del data[missing]
        assert submit(handler, "/organisations/admissions/refuse", data).status_code == 422
    data = {"chosen": ticked, "reason": "同一处的空白申请", "sure": "y"}
    assert "3 份" in submit(handler, "/organisations/admissions/refuse", data).get_data(as_text=True)
    states = session.execute(select(Organisation.name, Organisation.state, Organisation.state_reason)).all()
    assert {name: state for name, state, _ in states} == {
        "第0互助社": "refused",
        "第1互助社": "refused",
        "第2互助社": "refused",
        true.name: "applied",
    }
    audited = session.scalars(select(AuditEntry).where(AuditEntry.action == "organisations.refuse")).all()
    assert [(entry.subject, entry.detail) for entry in audited] == [
        (f"organisation:{organisation.slug}", {"together": True}) for organisation in spam
    ]
    for number, status in ((0, 302), (9, 200)):
        submit(client, "/sign-in", {"username": f"member{number}x", "password": GOOD})
        assert client.get("/tasks").status_code == status
    again = submit(handler, "/organisations/admissions/refuse", data)
    assert again.status_code == 422 and page(again).select_one("#chosen-error")


def test_an_account_that_acts_for_another_stays_open(world: World, session: Session) -> None:
    spam, true = _apply(world, 1), _apply(world, 2)
    user = user_by_username(session, "member1x")
    assert user is not None
    actor = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        commands.join_organisation(unit, ANYONE, true, user, NOW)
        commands.refuse_together(unit, actor, [spam], "虚假", NOW)
    assert user.active


def test_who_was_turned_away_is_forgotten_after_the_term(
    app: Flask, world: World, client: FlaskClient, session: Session
) -> None:
    refused, came_back = _apply(world, 1), _apply(world, 2)
    actor, began = world.actor(Role.STREET_HANDLER), now()
    with unit_of_work() as unit:
        for organisation in (refused, came_back):
            commands.refuse_organisation(unit, actor, organisation, "缺证书", began)
    with unit_of_work() as unit:
        commands.reapply(unit, actor, came_back, began)
    submit(client, "/sign-in", {"username": "member1x", "password": GOOD})
    assert "缺证书" in client.get(f"/organisations/{refused.slug}").get_data(as_text=True)
    term = timedelta(days=app.config["SETTINGS"].refused_kept_days)
    jobs.run_due(began + term - timedelta(seconds=1))
    assert refused.contact_name == "张联系"
    jobs.run_due(began + term)
    session.rollback()
    assert (refused.name, refused.state_reason, refused.contact_name, refused.phone) == (
        "第1互助社",
        "缺证书",
        "",
        "",
    )
    assert came_back.contact_name == "张联系"
    assert client.get("/tasks").status_code == 302
    kept = session.execute(select(User.display_name, User.phone, User.password_hash, User.active)).all()
    assert ("（已删除的账号）", None, None, False) in [tuple(row) for row in kept]
    assert user_by_username(session, "member1x") is None
    assert session.scalar(select(func.count()).select_from(User).where(User.username == "member2x")) == 1


def test_where_an_application_came_from_is_forgotten_with_the_decision(world: World) -> None:
    organisation, actor = _apply(world, 1, came_from="hall"), world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        commands.admit_organisation(unit, actor, organisation, NOW)
    assert organisation.applied_from is None


def test_where_an_application_came_from_is_forgotten_in_a_day_and_that_two_came_together_is_kept(
    world: World, session: Session
) -> None:
    for n, came_from in enumerate(("hall", "hall", "home", None), 1):
        _apply(world, n, came_from=came_from)
    jobs.run_due(NOW + KEPT - timedelta(seconds=1))
    assert set(session.scalars(select(Organisation.applied_from))) == {"hall", "home", None}
    session.rollback()
    jobs.run_due(NOW + KEPT)
    first, second, third, fourth = session.scalars(
        select(Organisation.applied_from).order_by(Organisation.id)
    )
    assert first == second and first is not None and len(first) == 64
    assert third is fourth is None
    found = applications_page(session, 1, doubt="applied_from")
    assert [item.organisation.name for item in found.items] == ["第1互助社", "第2互助社"]


def test_a_page_notes_where_it_came_from_and_never_the_address(
    client: FlaskClient, world: World, session: Session
) -> None:
    data = {
        "name": "巧手便民维修互助社",
        "org_type": "service_agency",
        "uscc": make_uscc(700),
        "contact_name": "张联系",
        "phone": "13812345678",
        "username": "qiaoshou",
        "password": GOOD,
    }
    submit(client, "/organisations/register", data)
    kept = session.scalars(select(Organisation.applied_from)).one()
    assert kept is not None and len(kept) == 64 and "127" != kept[:3]
