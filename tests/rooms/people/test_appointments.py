"""A post takes two people, and no two accounts of one person are two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.domain.errors import RuleViolation
from app.domain.policy import APPOINTED, COMMUNITY_ROLES, SYSTEM, Actor, Role
from app.foundation import audit
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import Appointment, Membership, User
from app.people.queries.account_changes import listed_for
from app.people.queries.hands import IN_HAND, hands
from app.portal.queries.tasks import tasks
from tests.factories import NOW, World, actor_for, make_street, make_user
from tests.support.people import Sign, page, submit

PAPER = "街办〔2026〕5号"
HASH = "not a password's hash"
DAY = timedelta(days=1)


@pytest.fixture
def world(app: object) -> World:
    made = make_street()
    for role in (Role.ADMINISTRATOR, Role.APPROVER, Role.AUDITOR):
        made.user(role)
    return made


def account(world: World, name: str = "li", actor: Actor = SYSTEM) -> User:
    with unit_of_work() as session:
        return commands.register_account(session, actor, name, name, NOW)


def ask(world: World, user: User, role: Role = Role.FINANCE, actor: Actor | None = None) -> Appointment:
    community = world.north if role in COMMUNITY_ROLES else None
    with unit_of_work() as session:
        by = actor or world.actor(Role.ADMINISTRATOR)
        return commands.ask_appointment(session, by, user, role, PAPER, NOW, community)


def confirm(asked: Appointment, actor: Actor) -> Membership:
    with unit_of_work() as session:
        return commands.confirm_appointment(session, actor, asked, NOW)


def reset(actor: Actor, user: User, days_ago: int = 0) -> None:
    with unit_of_work() as session:
        commands.reset_password(session, actor, user, HASH, NOW - days_ago * DAY)


def kinds(user: User) -> list[str]:
    return [task.kind for task in tasks(db.session(), actor_for(user), NOW) if task.room == "people"]


@pytest.mark.parametrize("role", sorted(APPOINTED))
def test_a_post_is_asked_for_and_holds_once_somebody_else_agrees(world: World, role: Role) -> None:
    user = account(world)
    asked = ask(world, user, role)
    assert actor_for(user).roles == frozenset()
    given = confirm(asked, world.actor(Role.APPROVER))
    assert actor_for(user).roles == {role}
    assert (given.appointment_id, given.community_id) == (asked.id, asked.community_id)
    with pytest.raises(RuleViolation, match=r"state\.wrong"):
        confirm(asked, actor_for(make_user(Role.ADMINISTRATOR)))
    assert [change.action for change in listed_for(db.session(), user.id)][:2] == [
        "people.grant_role",
        "people.ask_appointment",
    ]
    assert audit.verify(db.session()) is None


def test_who_may_not_confirm(world: World) -> None:
    second = make_user(Role.ADMINISTRATOR)
    asked = ask(world, second, Role.STREET_HANDLER)
    admin = world.actor(Role.ADMINISTRATOR)
    with pytest.raises(RuleViolation, match=r"two_hands\.same_person"):
        confirm(asked, admin)
    with pytest.raises(RuleViolation, match=r"appointment\.own"):
        confirm(asked, actor_for(second))
    with pytest.raises(RuleViolation, match=r"two_hands\.same_person"):
        confirm(asked, SYSTEM)


@pytest.mark.parametrize("way", ["confirmer", "asker", "both", "through another", "made"])
def test_two_accounts_that_may_be_in_one_hand_do_not_agree(world: World, way: str) -> None:
    """The one who resets may be either of the two, or a third who has both."""
    admin, other = world.user(Role.ADMINISTRATOR), make_user(Role.ADMINISTRATOR)
    approver, between = world.user(Role.APPROVER), make_user(Role.ADMINISTRATOR)
    third = actor_for(make_user(Role.ADMINISTRATOR))
    if way == "confirmer":
        reset(actor_for(admin), approver)
    elif way == "asker":
        approver = other
        reset(actor_for(approver), admin)
    elif way == "both":
        reset(third, admin)
        reset(third, approver)
    elif way == "through another":
        reset(actor_for(admin), between)
        reset(actor_for(between), approver)
    else:
        approver = account(world, "approver2", actor_for(admin))
        with unit_of_work() as session:
            commands.grant_role(session, SYSTEM, approver, Role.APPROVER, NOW)
    asked = ask(world, account(world))
    with pytest.raises(RuleViolation, match=r"appointment\.one_hand"):
        confirm(asked, actor_for(approver))
    assert asked.state == "waiting", "somebody else still can"
    confirm(asked, actor_for(make_user(Role.APPROVER)))


def test_a_reset_of_long_ago_and_one_of_the_command_line_do_not_count(world: World) -> None:
    approver = world.user(Role.APPROVER)
    reset(world.actor(Role.ADMINISTRATOR), approver, days_ago=IN_HAND.days + 1)
    reset(SYSTEM, approver)
    confirm(ask(world, account(world)), actor_for(approver))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s, w, u: commands.deactivate_account(s, SYSTEM, u, NOW), "account.inactive"),
        (lambda s, w, u: commands.grant_role(s, SYSTEM, u, Role.FINANCE, NOW), "role.held"),
        (lambda s, w, u: commands.grant_role(s, SYSTEM, u, Role.AUDITOR, NOW), "role.apart"),
    ],
)
def test_what_changed_since_is_looked_at_again(
    world: World, change: Callable[[object, World, User], object], code: str
) -> None:
    user = account(world)
    asked = ask(world, user)
    with unit_of_work() as session:
        change(session, world, user)
    with pytest.raises(RuleViolation, match=code):
        confirm(asked, world.actor(Role.APPROVER))


def test_a_post_is_asked_for_once_with_its_reason_for_an_account_in_use(world: World) -> None:
    user, closed = account(world), account(world, "closed")
    with unit_of_work() as session:
        commands.deactivate_account(session, SYSTEM, closed, NOW)
    ask(world, user, Role.SECRETARY)
    for wrong, code in (
        (lambda: ask(world, user, Role.SECRETARY), "appointment.waiting"),
        (lambda: ask(world, closed), "account.inactive"),
        (lambda: ask(world, user, Role.REPRESENTATIVE), "role.seat"),
        (lambda: ask(world, world.user(Role.ADMINISTRATOR)), "role.self"),
    ):
        with pytest.raises(RuleViolation, match=code):
            wrong()
    with pytest.raises(RuleViolation, match=r"appointment\.reason"), unit_of_work() as session:
        actor = world.actor(Role.ADMINISTRATOR)
        commands.ask_appointment(session, actor, user, Role.FINANCE, " ", NOW)


def test_after_the_founding_no_door_gives_a_post_to_one_person(world: World) -> None:
    user, approver = account(world), world.actor(Role.APPROVER)
    asked = ask(world, user)
    refs = {"user": user.id, "other": world.user(Role.ADMINISTRATOR).id, "asked": asked.id}
    with unit_of_work() as session:
        commands.end_founding(session, NOW)
        commands.end_founding(session, NOW)
    for under in (None, asked):
        with pytest.raises(RuleViolation, match=r"role\.two_hands"), unit_of_work() as session:
            commands.grant_role(session, SYSTEM, user, Role.FINANCE, NOW, appointment=under)
    insert = (
        "INSERT INTO membership (user_id, role, starts_on, granted_by, appointment_id)"
        " VALUES (:user, 'finance', '2026-04-09', 'x', {})"
    )
    wrong = [
        insert.format("NULL"),
        insert.format(":asked"),
        "UPDATE membership SET role = 'finance' WHERE role = 'approver'",
        "UPDATE membership SET user_id = :user WHERE role = 'approver'",
        "UPDATE membership SET starts_on = '2020-01-01' WHERE role = 'approver'",
        "DELETE FROM membership WHERE role = 'approver'",
        "DELETE FROM founding_end",
        "UPDATE founding_end SET ended_at = NULL",
        "UPDATE appointment SET role = 'auditor'",
        "UPDATE appointment SET user_id = :other",
    ]
    for statement in wrong:
        _refused(statement, refs)
    confirm(db.session.get_one(Appointment, refs["asked"]), approver)
    _refused("UPDATE appointment SET state = 'waiting', answered_by_id = NULL, answered_at = NULL", refs)
    _refused(insert.format(":asked"), refs)
    assert actor_for(db.session.get_one(User, refs["user"])).roles == {Role.FINANCE}


def _refused(statement: str, refs: dict[str, int]) -> None:
    db.session.remove()
    used = {name: value for name, value in refs.items() if f":{name}" in statement}
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        connection.execute(text(statement), used)


def test_who_has_to_do_with_it_finds_it_among_the_tasks(world: World) -> None:
    admin, approver, second = (
        world.user(Role.ADMINISTRATOR),
        world.user(Role.APPROVER),
        make_user(Role.ADMINISTRATOR),
    )
    asked = ask(world, second, Role.REVIEWER)
    assert kinds(approver) == ["people.confirm_appointment"]
    assert kinds(admin) == kinds(second) == kinds(world.user(Role.AUDITOR)) == []
    with unit_of_work() as session:
        commands.refuse_appointment(session, world.actor(Role.APPROVER), asked, "文件上不是他", NOW)
    assert (kinds(approver), kinds(admin), kinds(second)) == ([], ["people.mend_appointment"], [])
    again = ask(world, second, Role.REVIEWER)
    assert kinds(admin) == []
    with unit_of_work() as session:
        commands.withdraw_appointment(session, world.actor(Role.ADMINISTRATOR), again, NOW)
    assert kinds(approver) == []


def test_the_pages_lead_from_the_request_to_the_post(world: World, sign: Sign) -> None:
    user = account(world)
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    approver = sign.client_of(world.user(Role.APPROVER))
    auditor = sign.client_of(world.user(Role.AUDITOR))
    where = f"/people/accounts/{user.slug}"
    form = {"role": Role.SECRETARY, "community": world.north.slug, "reason": PAPER}
    own = page(submit(admin, f"{where}/roles", form))
    asked = db.session.scalars(select(Appointment)).one()
    url = f"/people/appointments/{asked.slug}"
    assert "这件是您提出的" in own.get_text() and _buttons(own, url) == ["withdraw"]
    assert "等着确认" in page(admin.get(where)).get_text()
    assert "李" not in page(auditor.get("/people/appointments")).get_text()
    assert _buttons(page(auditor.get(url)), url) == []
    listed = page(approver.get("/people/appointments")).select_one(f'a[href="{url}"]')
    assert listed is not None
    assert _buttons(page(approver.get(url)), url) == ["confirm"]
    assert submit(approver, f"{url}/refuse", {"answer": ""}).status_code == 422
    assert "已确认" in page(submit(approver, f"{url}/confirm")).get_text()
    told = page(admin.get(where)).get_text()
    assert "提出" in told and "确认" in told and "等着确认" not in told
    for state in ("confirmed", "refused", "withdrawn", "nonsense"):
        assert approver.get("/people/appointments", query_string={"state": state}).status_code == 200


def test_the_page_says_why_one_cannot_confirm(world: World, sign: Sign) -> None:
    approver = world.user(Role.APPROVER)
    with unit_of_work() as session:
        actor, moment = world.actor(Role.ADMINISTRATOR), now()
        user = commands.register_account(session, actor, "li", "李会计", moment)
        asked = commands.ask_appointment(session, actor, user, Role.FINANCE, PAPER, moment)
        commands.reset_password(session, actor, approver, HASH, moment)
        approver.one_time_until = None
    client, url = sign.client_of(approver), f"/people/appointments/{asked.slug}"
    shown = page(client.get(url))
    assert "由别人确认" in shown.get_text() and _buttons(shown, url) == []
    answered = submit(client, f"{url}/confirm").get_data(as_text=True)
    assert "可能在一个人手里" in answered
    assert db.session.get_one(Appointment, asked.id).state == "waiting"


def _buttons(shown: BeautifulSoup, url: str) -> list[str]:
    actions = [str(form.get("action", "")) for form in shown.select("main form")]
    return [action.rpartition("/")[2] for action in actions if action.startswith(url)]


def test_a_post_taken_away_on_its_first_day_leaves_its_row(world: World, sign: Sign) -> None:
    user = account(world)
    given = confirm(ask(world, user), world.actor(Role.APPROVER))
    with unit_of_work() as session:
        commands.end_role(session, world.actor(Role.ADMINISTRATOR), user, given.id, NOW)
    assert actor_for(user).roles == frozenset()
    kept = db.session.get_one(Membership, given.id)
    assert (kept.ends_on, kept.ended_at) == (kept.starts_on - DAY, NOW)
    shown = page(sign.client_of(world.user(Role.AUDITOR)).get(f"/people/accounts/{user.slug}")).get_text()
    assert "当天免去" in shown


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=20), st.integers(1, 9))
def test_whoever_opens_an_account_has_all_that_it_opened(edges: list[tuple[int, int]], account: int) -> None:
    found = hands(edges, account)
    assert account in found
    assert all(maker in found for maker, made in edges if made in found)
