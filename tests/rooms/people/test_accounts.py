"""Accounts, roles and passwords, through the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.audit import AuditEntry
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import Appointment, User
from app.people.queries import roles_on
from tests.factories import NOW, TODAY, World, actor_for, make_street, make_user
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries

PASSWORD = "槐花开满了一整条街"


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def admin(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.ADMINISTRATOR))


def account(name: str = "li", password: str | None = PASSWORD, phone: str | None = None) -> User:
    hashed = commands.hash_password(password) if password else None
    with unit_of_work() as session:
        return commands.register_account(
            session, SYSTEM, name, "李代表", NOW, phone=phone, password_hash=hashed
        )


def sign_in(client: FlaskClient, name: str, password: str) -> bool:
    submit(client, "/sign-in", {"username": name, "password": password})
    return client.get("/tasks").status_code != 302


def test_a_phone_signs_in_as_its_account(client: FlaskClient) -> None:
    account(phone="13800001234")
    assert sign_in(client, "１３８ ００００ １２３４", PASSWORD)


def test_whatever_is_looked_for_is_no_fault(admin: FlaskClient, world: World) -> None:
    for path in ("/people/accounts", f"/people/communities/{world.north.slug}/representatives"):
        assert admin.get(path, query_string={"q": "長" * 60_000}).status_code == 200


@pytest.mark.parametrize(
    "name", ["13800001234", "１３８００００１２３４", "+86 138-0000-1234", "010-62345678"]
)
def test_nobody_takes_a_phone_for_a_username(app: object, name: str) -> None:
    """Else a stranger who registers under a representative's number keeps the representative out."""
    with pytest.raises(RuleViolation, match=r"account\.phone"):
        account(name)


def test_guesses_are_answered_with_a_wait_and_the_right_password_after_it_works(
    app: object, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    account()
    answers = [
        submit(client, "/sign-in", {"username": "li", "password": f"猜的密码第{n}次"}) for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "再试" in page(answers[-1]).select_one(".govuk-error-summary").get_text()
    assert submit(client, "/sign-in", {"username": "li", "password": PASSWORD}).status_code == 429
    monkeypatch.setattr("app.people.views.signing_in.now", lambda: now() + timedelta(seconds=6))
    assert sign_in(client, "li", PASSWORD)


def test_a_known_browser_is_not_slowed_by_strangers(app: object, client: FlaskClient, sign: Sign) -> None:
    account()
    assert sign_in(client, "li", PASSWORD)
    submit(client, "/sign-out")
    stranger = sign.app.test_client()
    for number in range(7):
        submit(stranger, "/sign-in", {"username": "li", "password": f"猜的密码第{number}次"})
    assert sign_in(client, "li", PASSWORD)
    assert not sign_in(stranger, "li", PASSWORD)


def test_a_closed_account_reads_like_an_unknown_one(client: FlaskClient) -> None:
    user = account()
    with unit_of_work() as session:
        commands.deactivate_account(session, SYSTEM, user, NOW)
    texts = [
        page(submit(client, "/sign-in", {"username": name, "password": PASSWORD})).select_one(
            ".govuk-error-message"
        )
        for name in ("li", "nobody")
    ]
    assert texts[0] is not None and texts[0] == texts[1]


def test_a_new_account_gets_a_one_time_password_that_must_be_changed(
    world: World, admin: FlaskClient, client: FlaskClient
) -> None:
    data = {
        "display_name": "王书记",
        "username": "Wang.1",
        "phone": "",
        "role": Role.SECRETARY,
        "community": world.north.slug,
        "reason": "党委会会议纪要",
    }
    shown = page(submit(admin, "/people/accounts/new", data))
    password = shown.select_one(".done__reference strong").get_text()
    user = db.session.scalars(select(User).where(User.username == "wang.1")).one()
    asked = db.session.scalars(select(Appointment)).one()
    assert (asked.user_id, asked.role, asked.community_id) == (user.id, "secretary", world.north.id)
    assert not user.memberships and shown.select(f'a[href="/people/appointments/{asked.slug}"]')
    assert password not in admin.get(f"/people/accounts/{user.slug}").get_data(as_text=True)
    submit(client, "/sign-in", {"username": "wang.1", "password": password})
    assert client.get("/tasks").headers["Location"] == "/password"
    changed = {"current": password, "password": PASSWORD, "again": PASSWORD}
    submit(client, "/password", changed)
    assert client.get("/tasks").status_code == 200
    submit(client, "/sign-out")
    assert not sign_in(client, "wang.1", password)
    assert sign_in(client, "wang.1", PASSWORD)


def test_a_one_time_password_is_good_for_a_week(
    world: World, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = account(password=None)
    hashed = commands.hash_password(PASSWORD)
    with unit_of_work() as session:
        commands.reset_password(session, SYSTEM, user, hashed, now())
    monkeypatch.setattr("app.people.views.signing_in.now", lambda: now() + timedelta(days=7))
    assert not sign_in(client, "li", PASSWORD)


def test_a_password_is_changed_only_by_who_knows_it_and_ends_other_sign_ins(
    client: FlaskClient, sign: Sign
) -> None:
    user = account()
    elsewhere = sign.client_of(user)
    assert sign_in(client, "li", PASSWORD)
    for data, field in (
        ({"current": "不是这个密码", "password": "新的一句好记的话", "again": "新的一句好记的话"}, "current"),
        ({"current": PASSWORD, "password": "短", "again": "短"}, "password"),
        ({"current": PASSWORD, "password": "aaaaaaaaaa", "again": "aaaaaaaaaa"}, "password"),
        ({"current": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "password"),
        ({"current": PASSWORD, "password": "新的一句好记的话", "again": "两遍不一样的话"}, "again"),
    ):
        answer = submit(client, "/password", data)
        assert answer.status_code == 422
        assert page(answer).select_one(f"#{field}-error"), field
    good = {"current": PASSWORD, "password": "新的一句好记的话", "again": "新的一句好记的话"}
    assert submit(client, "/password", good, follow=False).status_code == 303
    assert client.get("/tasks").status_code == 200
    assert elsewhere.get("/tasks").status_code == 302


def test_a_password_may_not_hold_the_phone(client: FlaskClient) -> None:
    account(phone="13800001234")
    assert sign_in(client, "li", PASSWORD)
    data = {"current": PASSWORD, "password": "x13800001234", "again": "x13800001234"}
    assert "不要用账号、姓名、手机号" in submit(client, "/password", data).get_data(as_text=True)


def test_deactivating_ends_sign_ins_at_once_and_can_be_undone(admin: FlaskClient, sign: Sign) -> None:
    user = account()
    theirs = sign.client_of(user)
    assert theirs.get("/tasks").status_code == 200
    submit(admin, f"/people/accounts/{user.slug}/deactivate")
    assert theirs.get("/tasks").status_code == 302
    submit(admin, f"/people/accounts/{user.slug}/reactivate")
    assert theirs.get("/tasks").status_code == 302
    assert sign.client_of(user).get("/tasks").status_code == 200


def test_roles_are_asked_for_and_taken(world: World, admin: FlaskClient) -> None:
    user = account()
    where = f"/people/accounts/{user.slug}/roles"
    data = {"role": Role.SECRETARY, "community": world.north.slug, "reason": "党委会会议纪要"}
    for wrong, field in (({"community": ""}, "role"), ({"reason": ""}, "reason")):
        answer = submit(admin, where, {**data, **wrong})
        assert answer.status_code == 422 and page(answer).select_one(f"#{field}-error")
    submit(admin, where, data)
    assert "正等着确认" in submit(admin, where, data).get_data(as_text=True)
    approver = world.actor(Role.APPROVER)
    with unit_of_work() as session:
        asked = session.scalars(select(Appointment)).one()
        held = commands.confirm_appointment(session, approver, asked, now())
    assert "已经有这个角色" in submit(admin, where, data).get_data(as_text=True)
    submit(admin, f"{where}/end", {"membership": held.id})
    db.session.refresh(user)
    assert not roles_on(user, now().date())


def test_nobody_asks_for_themselves_and_auditors_are_no_administrators(world: World) -> None:
    actor = world.actor(Role.ADMINISTRATOR)
    own = world.user(Role.ADMINISTRATOR)
    auditor = world.user(Role.AUDITOR)
    for user, role, code in (
        (own, Role.APPROVER, "role.self"),
        (auditor, Role.ADMINISTRATOR, "role.apart"),
        (auditor, Role.REPRESENTATIVE, "role.seat"),
    ):
        with pytest.raises(RuleViolation) as caught, unit_of_work() as session:
            commands.ask_appointment(session, actor, user, role, "党委会会议纪要", NOW)
        assert caught.value.code == code


def test_the_last_administrator_stays(world: World) -> None:
    first = world.user(Role.ADMINISTRATOR)
    with pytest.raises(RuleViolation) as caught, unit_of_work() as session:
        commands.deactivate_account(session, SYSTEM, first, NOW)
    assert caught.value.code == "account.last_administrator"
    second = make_user(Role.ADMINISTRATOR, username="second")
    with unit_of_work() as session:
        commands.deactivate_account(session, actor_for(second), first, NOW)
    with pytest.raises(RuleViolation), unit_of_work() as session:
        commands.end_role(session, SYSTEM, second, second.memberships[0].id, NOW)
    assert roles_on(second, TODAY)


def test_accounts_are_found_by_name_username_phone_and_role(world: World, admin: FlaskClient) -> None:
    account("li.daibiao", phone="13800001234")
    world.user(Role.FINANCE)
    for query, there, not_there in (
        ("q=李代", "li.daibiao", "finance--"),
        ("q=13800001234", "li.daibiao", "finance--"),
        ("q=1380000", "没有这样的账号", "li.daibiao"),
        ("role=finance", "finance--", "li.daibiao"),
        ("q=%25", "没有这样的账号", "li.daibiao"),
    ):
        text = page(admin.get(f"/people/accounts?{query}")).select_one("#results").get_text()
        assert there in text and not_there not in text, query


def test_the_list_of_accounts_asks_the_same_whatever_there_is(world: World, admin: FlaskClient) -> None:
    admin.get("/people/accounts")
    counts = []
    for _ in range(2):
        with count_queries() as log:
            admin.get("/people/accounts")
        counts.append(log.count)
        for number in range(30):
            make_user(Role.SECRETARY, world.north, username=f"u{number}-{len(counts)}")
    assert counts[0] == counts[1], log


def test_phones_are_not_shown_whole(world: World, admin: FlaskClient) -> None:
    user = account(phone="13800001234")
    text = admin.get(f"/people/accounts/{user.slug}").get_data(as_text=True)
    assert "138****1234" in text and "13800001234" not in text


def test_accounts_are_for_administrators_and_auditors_change_nothing(world: World, sign: Sign) -> None:
    user = account()
    auditor = sign.client_of(world.user(Role.AUDITOR))
    assert auditor.get(f"/people/accounts/{user.slug}").status_code == 200
    for action in ("deactivate", "password", "roles"):
        assert submit(auditor, f"/people/accounts/{user.slug}/{action}").status_code in (403, 404)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert secretary.get("/people/accounts").status_code == 403
    entries = db.session.scalars(select(AuditEntry.action)).all()
    assert "people.deactivate_account" not in entries
