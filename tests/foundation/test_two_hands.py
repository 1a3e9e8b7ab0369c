"""What takes two hands takes them by construction: every table of requests, in the database itself."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import Base, db, unit_of_work
from app.foundation.two_hands import TwoHands, settle, two_people
from app.funds import commands
from app.funds.models import FundRequest
from tests.factories import NOW, World, make_street
from tests.support.contracts import another
from tests.support.funds import make_fund

TABLES = sorted(
    str(mapper.local_table) for mapper in Base.registry.mappers if issubclass(mapper.class_, TwoHands)
)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def asked(world: World) -> FundRequest:
    fund, finance = make_fund(world.north, yuan=0), world.actor(Role.FINANCE)
    with unit_of_work() as session:
        new = commands.Incoming(100, "财〔2026〕3号")
        return commands.ask_appropriation(session, finance, fund, new, NOW)


def test_there_is_something_to_look_at() -> None:
    assert "fund_request" in TABLES


@pytest.mark.parametrize("table", TABLES)
def test_every_table_of_requests_carries_the_constraints(app: object, table: str) -> None:
    """Read from the database, not from the models: a migration that forgets one lets one person do both."""
    kept = {check["name"] for check in inspect(db.engine).get_check_constraints(table)}
    wanted = {f"ck_{table}_{constraint.name}" for constraint in two_people()}
    assert wanted <= kept


def test_the_database_refuses_one_person_who_asks_and_answers(asked: FundRequest, world: World) -> None:
    asker, other = asked.asked_by_id, world.user(Role.APPROVER).id
    mine = update(FundRequest).where(FundRequest.id == asked.id)
    for wrong in (
        {"state": "confirmed", "answered_by_id": asker, "answered_at": NOW},
        {"state": "refused", "answered_by_id": asker, "answered_at": NOW},
        {"state": "withdrawn", "answered_by_id": other, "answered_at": NOW},
        {"state": "confirmed", "answered_by_id": None, "answered_at": NOW},
        {"state": "confirmed", "answered_by_id": other, "answered_at": None},
        {"state": "waiting", "answered_by_id": other, "answered_at": NOW},
        {"state": "settled", "answered_by_id": other, "answered_at": NOW},
    ):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.execute(mine.values(**wrong))
    with unit_of_work() as session:
        session.execute(mine.values(state="confirmed", answered_by_id=other, answered_at=NOW))


@pytest.mark.parametrize(
    ("action", "who", "code"),
    [
        ("confirm", "asker", "two_hands.same_person"),
        ("refuse", "asker", "two_hands.same_person"),
        ("confirm", "system", "two_hands.same_person"),
        ("withdraw", "other", "two_hands.not_asker"),
        ("withdraw", "system", "two_hands.not_asker"),
        ("refuse", "other", "two_hands.answer"),
    ],
)
def test_who_may_answer(world: World, asked: FundRequest, action: str, who: str, code: str) -> None:
    people = {"asker": world.actor(Role.FINANCE), "other": world.actor(Role.APPROVER), "system": SYSTEM}
    with pytest.raises(RuleViolation) as refused, unit_of_work() as session:
        settle(session, people[who], asked, action, NOW, " ")
    assert refused.value.code == code


def test_what_is_answered_stays_answered(world: World, asked: FundRequest, session: Session) -> None:
    approver, second = world.actor(Role.APPROVER), another(Role.APPROVER, "second")
    with unit_of_work() as unit:
        settle(unit, approver, asked, "refuse", NOW, " 文号不对 ")
    assert (asked.state, asked.answered_by_id, asked.answer) == ("refused", approver.user_id, "文号不对")
    for action, actor in (("confirm", second), ("refuse", second), ("withdraw", world.actor(Role.FINANCE))):
        with pytest.raises(RuleViolation, match=r"state\.wrong"), unit_of_work() as unit:
            settle(unit, actor, asked, action, NOW, "又看了一遍")
