"""Posts that nobody holds together, at whatever door somebody comes in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import Appointment, User
from tests.factories import NOW, TODAY, World, actor_for, make_street, make_user
from tests.support.races import DONE, at_once

APART = (Role.ADMINISTRATOR, Role.AUDITOR, Role.APPROVER, Role.FINANCE)
NEXT_YEAR = date(TODAY.year + 1, 1, 1)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def appoint(user: User, role: Role) -> None:
    """Asked by one administrator, confirmed by another."""
    asker, other = (actor_for(make_user(Role.ADMINISTRATOR)) for _ in range(2))
    with unit_of_work() as session:
        asked = commands.ask_appointment(session, asker, user, role, "街办〔2026〕5号", NOW)
        commands.confirm_appointment(session, other, asked, NOW)


def grant(user: User, role: Role, starts_on: date | None = None, ends_on: date | None = None) -> None:
    with unit_of_work() as session:
        commands.grant_role(session, SYSTEM, user, role, NOW, starts_on=starts_on, ends_on=ends_on)


@pytest.mark.parametrize("give", [appoint, grant])
@pytest.mark.parametrize("pair", list(combinations(APART, 2)), ids="-".join)
def test_these_posts_are_never_one_person(
    world: World, pair: tuple[Role, Role], give: Callable[[User, Role], None]
) -> None:
    for first, second in (pair, pair[::-1]):
        user = make_user(first)
        with pytest.raises(RuleViolation, match=r"role\.apart"):
            give(user, second)


def test_a_post_to_come_counts_and_one_that_is_over_does_not(world: World) -> None:
    coming = make_user(Role.REVIEWER)
    grant(coming, Role.APPROVER, starts_on=NEXT_YEAR)
    for first, last, apart in (
        (None, None, True),
        (None, NEXT_YEAR, True),
        (None, NEXT_YEAR - timedelta(days=1), False),
        (NEXT_YEAR + timedelta(days=400), None, True),
    ):
        if apart:
            with pytest.raises(RuleViolation, match=r"role\.apart"):
                grant(coming, Role.FINANCE, first, last)
        else:
            grant(coming, Role.FINANCE, first, last)
    former = make_user(Role.AUDITOR)
    with unit_of_work() as session:
        commands.end_role(session, SYSTEM, former, former.memberships[0].id, NOW)
    appoint(former, Role.FINANCE)


def test_other_posts_can_be_one_persons(world: World) -> None:
    for role in APART:
        user = make_user(role)
        appoint(user, Role.STREET_HANDLER)
        appoint(user, Role.REVIEWER)
    handler = make_user(Role.STREET_HANDLER)
    grant(handler, Role.APPROVER)


def test_two_administrators_at_once_give_one_of_two_posts(app: Flask, world: World) -> None:
    asker, other = (actor_for(make_user(Role.ADMINISTRATOR)) for _ in range(2))
    for _ in range(5):
        user = make_user(Role.REVIEWER)
        with unit_of_work() as session:
            refs = [
                commands.ask_appointment(session, asker, user, role, "街办〔2026〕5号", NOW).id
                for role in (Role.APPROVER, Role.FINANCE)
            ]

        def give(session: Session, ref: int) -> None:
            commands.confirm_appointment(session, other, session.get_one(Appointment, ref), NOW)

        answers = at_once(app, [lambda s, ref=ref: give(s, ref) for ref in refs])  # type: ignore[misc]
        assert answers == [DONE, "role.apart"]


INSERT = text(
    "INSERT INTO membership (user_id, role, starts_on, ends_on, granted_by)"
    " VALUES (:user, :role, :first, :last, 'x')"
)


def test_the_database_refuses_it_by_itself(world: World) -> None:
    user = make_user(Role.APPROVER)
    row: dict[str, object] = {"user": user.id, "first": TODAY.isoformat(), "last": None}
    db.session.remove()
    with pytest.raises(DBAPIError, match="apart"), db.engine.begin() as connection:
        connection.execute(INSERT, {**row, "role": "finance"})
    with db.engine.begin() as connection:
        connection.execute(INSERT, {**row, "role": "reviewer"})
        connection.execute(INSERT, {**row, "role": "finance", "first": "2020-01-01", "last": "2020-12-31"})
    with pytest.raises(DBAPIError, match="apart"), db.engine.begin() as connection:
        connection.execute(text("UPDATE membership SET ends_on = NULL WHERE role = 'finance'"))
    with pytest.raises(DBAPIError, match="apart"), db.engine.begin() as connection:
        connection.execute(text("UPDATE membership SET role = 'auditor' WHERE role = 'reviewer'"))
