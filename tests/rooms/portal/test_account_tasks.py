"""A change of account waits for one post after the other, and everybody it concerns is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.portal.queries.tasks import tasks, tasks_count
from app.portal.queries.tasks.parts import ANSWER_SHOWN
from tests.factories import World, make_street
from tests.support.accounts import FIRST, MOMENT, ask, check, confirm
from tests.support.contracts import make_contract
from tests.support.delivery import approve, organisation_actor, request
from tests.support.notices import make_noticed


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def kinds(actor: Actor, later: timedelta = timedelta()) -> set[str]:
    """Kinds of tasks about accounts; the count of the badge must agree with the list."""
    session, now = db.session(), MOMENT + later
    found = tasks(session, actor, now)
    assert tasks_count(session, actor, now) == sum({t.kind: t.total for t in found}.values())
    return {task.kind for task in found if task.room in ("organisations", "payments")}


def test_each_is_told_in_turn(world: World) -> None:
    contract = make_contract(world)
    approve(world, request(world, contract))
    handler, reviewer = world.actor(Role.STREET_HANDLER), world.actor(Role.REVIEWER)
    approver, finance = world.actor(Role.APPROVER), world.actor(Role.FINANCE)
    member = organisation_actor(world, contract)
    assert kinds(finance) == {"payments.pay"}
    change = ask(world, contract)
    assert (kinds(handler), kinds(reviewer)) == ({"organisations.check_account"}, set())
    assert kinds(Actor(handler.user_id, "", handler.grants | member.grants)) == set()
    check(world, change)
    assert (kinds(handler), kinds(reviewer)) == (set(), {"organisations.confirm_account"})
    assert kinds(Actor(handler.user_id, "", handler.grants | reviewer.grants)) == set()
    confirm(world, change)
    assert (kinds(reviewer), kinds(finance)) == (set(), set())
    assert kinds(approver) == {"payments.approve_again"}
    assert kinds(member) == {"organisations.read_answer"}
    assert kinds(member, ANSWER_SHOWN) == set()


def test_an_organisation_whose_contract_is_to_come_is_asked_for_its_account(world: World) -> None:
    proposal = make_noticed(world)
    member = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=proposal.organisation_id)
    assert kinds(member) == set()
    with unit_of_work():
        proposal.organisation.bank_account = ""
    assert kinds(member) == {"organisations.bank"}
    with unit_of_work():
        proposal.organisation.bank_account = FIRST
    assert kinds(member) == set()
