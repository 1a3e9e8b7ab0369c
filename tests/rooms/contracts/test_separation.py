"""Nobody stands at both ends of a pair of steps on one purchase; each step is on record with its post and day."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.commands.separation import enter_step, take_step
from app.contracts.models import Contract, PurchaseStep
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Actor, Role
from app.domain.separation import HANDLING, SEPARATE_STEPS, STEPS, Apart
from app.foundation.database import db, unit_of_work
from app.people import commands as people
from app.people.models import User
from app.people.queries import actor_of
from tests.factories import NOW, TODAY, World, make_street, make_user
from tests.support.contracts import (
    DECIDED,
    PREPARED,
    SIGNED,
    make_contract,
    new_contract,
    prepare,
    recognise,
    second_handler,
)
from tests.support.notices import at
from tests.support.people import Sign, page, submit
from tests.support.races import DONE, at_once


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _refused(code: str = "separation.same_person") -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def third_handler() -> Actor:
    """A handler who neither prepared nor recognised."""
    return actor_of(db.session(), make_user(Role.STREET_HANDLER, username="third-handler"), TODAY)


def user_of(actor: Actor) -> User:
    return db.session.get_one(User, actor.user_id)


def with_posts(user: User, *roles: Role) -> Actor:
    """Somebody who holds further street posts (those that may be one person's)."""
    with unit_of_work() as session:
        for role in roles:
            people.grant_role(session, SYSTEM, user, role, NOW)
    return actor_of(db.session(), user, TODAY)


def test_each_step_to_the_signature_is_on_record_with_its_post_and_day(world: World) -> None:
    contract = make_contract(world)
    handler = world.user(Role.STREET_HANDLER)
    told = [(row.step, row.user_id, row.post) for row in contract.steps]
    assert [step for step, *_ in told] == [
        "proposer",
        "examiner",
        "preparer",
        "recogniser",
        "delegate",
        "handler",
        "reviewer",
        "approver",
        "signer",
    ]
    by_step = {step: (user, post) for step, user, post in told}
    assert by_step["preparer"] == by_step["signer"] == (handler.id, "street_handler")
    assert by_step["recogniser"] == (second_handler(world).user_id, "street_handler")
    assert by_step["examiner"] == (world.user(Role.REVIEWER).id, "reviewer")
    assert by_step["proposer"][1] == "organisation_member"
    assert contract.steps[-1].taken_at == at(SIGNED, 16)


@pytest.mark.parametrize("pair", SEPARATE_STEPS, ids=lambda pair: f"{pair.first}-{pair.second}")
def test_whoever_took_one_end_is_refused_the_other_and_nothing_is_written(world: World, pair: Apart) -> None:
    contract = make_contract(world, "recognition")
    person = make_user(Role.STREET_HANDLER)
    actor = Actor(person.id, person.display_name)
    for first, second in ((pair.first, pair.second), (pair.second, pair.first)):
        with unit_of_work() as session:
            session.query(PurchaseStep).delete()
            enter_step(session, contract, first, person.id, "", NOW)
        with _refused(), unit_of_work() as session:
            take_step(session, actor, contract, second, NOW)
        assert [row.step for row in contract.steps] == [first]


def test_the_preparer_does_not_recognise_review_or_approve(world: World) -> None:
    user = world.user(Role.STREET_HANDLER)
    contract = prepare(world)
    everything = with_posts(user, Role.REVIEWER, Role.APPROVER)
    with _refused(), unit_of_work() as session:
        commands.recognise_for_street(session, everything, contract, "一致", at(PREPARED))
    recognise(world, contract)
    third = third_handler()
    with unit_of_work() as session:
        commands.decide_step(session, third, contract, "同意", True, at(DECIDED))
    with _refused(), unit_of_work() as session:
        commands.decide_step(session, everything, contract, "同意", True, at(DECIDED))


def test_who_rewrote_it_is_a_preparer_too(world: World) -> None:
    contract = prepare(world)
    second = second_handler(world)
    new = new_contract([part.proposal for part in contract.parts], title="改过的合同")
    with unit_of_work() as session:
        commands.change_contract(session, second, contract, new, at(PREPARED))
    for actor in (second, world.actor(Role.STREET_HANDLER)):
        with _refused(), unit_of_work() as session:
            commands.recognise_for_street(session, actor, contract, "一致", at(PREPARED))


def test_who_reviewed_does_not_sign_and_who_approved_does_not_supplement(world: World) -> None:
    contract = make_contract(world, "approved")
    both = with_posts(world.user(Role.REVIEWER), Role.STREET_HANDLER)
    with _refused(), unit_of_work() as session:
        commands.sign_contract(session, both, contract, SIGNED, at(SIGNED, 16))
    signed = make_contract(world)
    approver = with_posts(world.user(Role.APPROVER), Role.STREET_HANDLER)
    with _refused(), unit_of_work() as session:
        new = commands.NewSupplement(signed.parts[0], 100, "加一场", "一场活动")
        commands.draft_supplement(session, approver, signed, new, at(SIGNED, 17))


def test_who_proposed_and_left_the_organisation_stays_out_of_its_purchase(world: World) -> None:
    proposal_owner = prepare(world)
    proposer = next(row for row in proposal_owner.steps if row.step == "proposer").user
    with unit_of_work() as session:
        people.end_role(session, SYSTEM, proposer, proposer.memberships[0].id, NOW)
        people.grant_role(session, SYSTEM, proposer, Role.STREET_HANDLER, NOW)
    former = actor_of(db.session(), proposer, TODAY)
    assert not former.organisations()
    with _refused(), unit_of_work() as session:
        commands.recognise_for_street(session, former, proposal_owner, "一致", at(PREPARED))


def test_one_person_at_two_desks_at_once_takes_one_step(app: Flask, world: World) -> None:
    user = make_user(Role.STREET_HANDLER, username="two-desks")
    actor = Actor(user.id, user.display_name)
    for _ in range(3):
        contract = prepare(world)
        ref = contract.id

        def take(session: Session, step: str, ref: int = ref) -> None:
            held = session.get_one(Contract, ref, with_for_update=True)
            take_step(session, actor, held, step, NOW)

        answers = at_once(app, [lambda s: take(s, "reviewer"), lambda s: take(s, "approver")])
        assert answers == [DONE, "separation.same_person"]


def test_the_page_says_why_and_who_can_in_the_buttons_place(world: World, sign: Sign) -> None:
    contract = prepare(world)
    own, other = world.user(Role.STREET_HANDLER), second_handler(world)
    url = f"/contracts/{contract.slug}"
    shown = page(sign.client_of(own).get(f"{url}/chain"))
    assert not shown.select(f"a[href='{url}/recognise']")
    notice = shown.select_one(".notice").get_text()
    assert "“街道认定”要由别人办" in notice and "拟合同" in notice and other.name in notice
    assert not page(sign.client_of(own).get(f"{url}/recognise")).select("textarea")
    second = user_of(other)
    assert page(sign.client_of(second).get(f"{url}/chain")).select(f"a[href='{url}/recognise']")
    submit(sign.client_of(own), f"{url}/recognise", {"opinion": "一致", "revision": "1"})
    assert (
        db.session.scalar(select(func.count(PurchaseStep.id)).where(PurchaseStep.step == "recogniser")) == 0
    )


def test_where_nobody_else_can_the_page_asks_for_an_appointment(world: World, sign: Sign) -> None:
    contract = prepare(world)
    shown = page(sign.client_of(world.user(Role.STREET_HANDLER)).get(f"/contracts/{contract.slug}/chain"))
    assert "请管理员再任命一名街道经办" in shown.select_one(".notice").get_text()


def test_the_chain_shows_everybody_the_posts_and_the_office_the_names(
    world: World, sign: Sign, client: object
) -> None:
    contract = make_contract(world)
    url = f"/contracts/{contract.slug}/chain"
    reviewer = world.user(Role.REVIEWER)
    inside = page(sign.client_of(reviewer).get(url)).get_text()
    outside = page(client.get(url)).get_text()  # type: ignore[attr-defined]
    assert reviewer.display_name in inside and reviewer.display_name not in outside
    assert "街道复核" in outside and "谁办了哪一步" in outside


def test_a_handling_side_of_one_person_is_enough_beside_the_checks(world: World) -> None:
    contract = make_contract(world)
    handler = world.user(Role.STREET_HANDLER).id
    taken = {row.step for row in contract.steps if row.user_id == handler}
    assert taken <= set(HANDLING) and set(STEPS) >= taken
