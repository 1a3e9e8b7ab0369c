"""Whoever works on somebody's account is seen: by its owner on every page, by the auditor beside what it did next."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from app.domain.policy import SYSTEM, Role
from app.foundation import audit
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import User
from app.people.queries.account_changes import beside, listed_for, told_to
from app.people.signin import WITH_ONE_TIME_PASSWORD
from app.portal.queries.tasks import tasks
from tests.factories import NOW, World, actor_for, make_street
from tests.support.contracts import make_contract
from tests.support.people import Sign, page, submit

PASSWORD = "槐花开满了一整条街"
HOUR = timedelta(hours=1)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def reset(world: World, user: User, at: datetime, by_system: bool = False) -> None:
    actor = SYSTEM if by_system else world.actor(Role.ADMINISTRATOR)
    hashed = commands.hash_password(PASSWORD)
    with unit_of_work() as session:
        commands.reset_password(session, actor, user, hashed, at)


def take_up(user: User, at: datetime) -> None:
    hashed = commands.hash_password("另一句更好记的话语")
    with unit_of_work() as session:
        commands.change_password(session, actor_for(user), user, hashed, at)


def test_the_owner_is_told_on_every_page_and_in_tasks_and_nothing_puts_it_away(
    world: World, sign: Sign
) -> None:
    approver = world.user(Role.APPROVER)
    reset(world, approver, now())
    take_up(approver, now())
    client = sign.client_of(approver)
    for path in ("/", "/contracts/", "/tasks"):
        told = page(client.get(path)).select_one(".notice--warn").get_text()
        assert "您的账号被改动" in told and "重设密码" in told and "管理员" in told
    assert "people.account_changed" in [task.kind for task in tasks(db.session(), actor_for(approver), now())]
    account = page(client.get("/account")).get_text()
    assert "重设密码" in account and "管理员" in account
    assert not page(client.get("/account")).select("main form button"), "nothing to dismiss it with"
    assert not [
        t for t in tasks(db.session(), actor_for(world.user(Role.FINANCE)), now()) if t.room == "people"
    ]


def test_a_reset_of_an_administrator_and_one_from_the_command_line_leave_the_same_trace(world: World) -> None:
    other = world.user(Role.ADMINISTRATOR)
    reset(world, other, NOW, by_system=True)
    (told,) = told_to(db.session(), other.id, NOW + HOUR)
    assert (told.action, told.post, told.at) == ("people.reset_password", "system", NOW)
    assert not told_to(db.session(), other.id, NOW + timedelta(days=15))
    assert listed_for(db.session(), other.id)[0].action == "people.reset_password"


@pytest.mark.parametrize("change", ["phone", "name", "reactivate"])
def test_other_ways_into_an_account_are_told_too(world: World, change: str) -> None:
    admin, user = world.actor(Role.ADMINISTRATOR), world.user(Role.FINANCE)
    with unit_of_work() as session:
        if change == "reactivate":
            commands.deactivate_account(session, admin, user, NOW)
            commands.reactivate_account(session, admin, user, NOW)
        else:
            name = "街道审批岗" if change == "name" else user.display_name
            commands.change_details(
                session, admin, user, name, "13900001111" if change == "phone" else None, NOW
            )
    (told,) = told_to(db.session(), user.id, NOW + HOUR)
    assert told.post == "administrator"
    assert beside(db.session(), [("pay", user.id, NOW + HOUR)])["pay"].action == told.action


def test_what_is_done_within_a_day_of_the_first_use_shows_the_reset_beside_it(world: World) -> None:
    user = world.user(Role.APPROVER)
    reset(world, user, NOW)
    used = NOW + timedelta(days=3)
    take_up(user, used)
    acts = {
        "before": NOW - HOUR,
        "while it waits": NOW + timedelta(days=2),
        "just after": used + HOUR,
        "within the day": used + timedelta(hours=23, minutes=59),
        "a day later": used + timedelta(days=1),
    }
    marked = beside(db.session(), [(name, user.id, at) for name, at in acts.items()])
    assert set(marked) == {"while it waits", "just after", "within the day"}
    assert {change.at for change in marked.values()} == {NOW}
    assert beside(db.session(), [("other", world.user(Role.FINANCE).id, used + HOUR)]) == {}


def test_two_resets_in_a_row_hide_nothing(world: World) -> None:
    user = world.user(Role.APPROVER)
    reset(world, user, NOW)
    reset(world, user, NOW + HOUR)
    take_up(user, NOW + 2 * HOUR)
    reset(world, user, NOW + timedelta(days=5))
    found = beside(
        db.session(), [(0, user.id, NOW + 3 * HOUR), (1, user.id, NOW + timedelta(days=5, hours=1))]
    )
    assert [found[key].at for key in (0, 1)] == [NOW + HOUR, NOW + timedelta(days=5)]
    assert len(told_to(db.session(), user.id, NOW + timedelta(days=6))) == 3


def test_the_auditor_sees_it_in_the_log_and_on_the_contract(world: World, sign: Sign) -> None:
    reviewer = world.user(Role.REVIEWER)
    auditor = sign.client_of(world.user(Role.AUDITOR))
    moment = datetime(2026, 4, 20, 20, tzinfo=NOW.tzinfo)
    reset(world, reviewer, moment)
    contract = make_contract(world)
    log = page(auditor.get("/audit?action=contracts.decide_step"))
    marks = [row.get_text() for row in log.select("tbody tr") if "账号刚被改动" in row.get_text()]
    assert len(marks) == 1 and reviewer.display_name.split("-")[0] in marks[0] and "重设密码" in marks[0]
    url = f"/contracts/{contract.slug}/chain"
    assert "账号刚被改动" in auditor.get(url).get_data(as_text=True)
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    assert "账号刚被改动" not in handler.get(url).get_data(as_text=True)


def test_with_a_one_time_password_every_page_but_the_change_leads_to_the_change(
    app: Flask, world: World, sign: Sign
) -> None:
    user = world.user(Role.FINANCE)
    reset(world, user, now())
    client = sign.client_of(user)
    with app.test_request_context():
        addresses = [
            (rule.endpoint, method, url_for(rule.endpoint, **{name: "1" for name in rule.arguments}))
            for rule in app.url_map.iter_rules()
            for method in ("GET", "POST")
            if method in (rule.methods or ()) and rule.endpoint not in WITH_ONE_TIME_PASSWORD
        ]
    assert len(addresses) > 150
    for endpoint, method, address in addresses:
        answer = client.open(address, method=method, data=token(client) if method == "POST" else None)
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/password"), (endpoint, method)


def token(client: FlaskClient) -> dict[str, str]:
    if not hasattr(client, "kept_token"):
        client.kept_token = page(client.get("/password")).find("input", {"name": "csrf_token"})["value"]  # type: ignore[attr-defined, index]
    return {"csrf_token": client.kept_token}  # type: ignore[attr-defined]


def test_the_one_time_password_cannot_be_kept(world: World, client: FlaskClient, sign: Sign) -> None:
    user = world.user(Role.FINANCE)
    elsewhere = sign.client_of(user)
    reset(world, user, now())
    assert elsewhere.get("/tasks").status_code == 302, "its sign-ins ended"
    submit(client, "/sign-in", {"username": user.username, "password": PASSWORD})
    same = {"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}
    assert submit(client, "/password", same).status_code == 422
    assert client.get("/tasks").headers["Location"] == "/password"


def test_a_role_that_ends_is_gone_at_the_next_request(world: World, sign: Sign) -> None:
    user = world.user(Role.FINANCE)
    client = sign.client_of(user)
    admin = world.actor(Role.ADMINISTRATOR)
    assert client.get("/delivery/payments").status_code == 200
    with unit_of_work() as session:
        account = session.get_one(User, user.id)
        commands.end_role(session, admin, account, account.memberships[0].id, now())
    assert client.get("/delivery/payments").status_code == 403


def test_the_log_stays_whole(world: World) -> None:
    reset(world, world.user(Role.FINANCE), NOW)
    assert audit.verify(db.session()) is None
