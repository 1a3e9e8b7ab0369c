"""Three parties recognise, three people approve, one signature binds the money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.chain import links
from app.contracts.commands import NewPart
from app.contracts.models import Approval, Contract, Recognition
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Actor, Role
from app.foundation.database import unit_of_work
from app.funds import commands as funds
from app.funds.queries import project_money
from app.organisations import commands as organisations
from tests.factories import World, make_street
from tests.support.contracts import (
    DECIDED,
    PREPARED,
    SIGNED,
    another,
    chain_of,
    decide,
    make_contract,
    make_joint_contract,
    new_contract,
    prepare,
    recognise,
    second_handler,
    sign,
)
from tests.support.notices import at, make_noticed


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def test_the_chain_begins_when_all_three_have_recognised(world: World) -> None:
    contract = make_joint_contract(world, "recognition")
    handler = second_handler(world)
    north = world.actor(Role.COMMUNITY_DELEGATE, world.north)
    south = world.actor(Role.COMMUNITY_DELEGATE, world.south)
    with unit_of_work() as session:
        commands.recognise_for_street(session, handler, contract, "一致", at(PREPARED))
        commands.recognise_for_community(session, north, contract, world.north, "同意", at(PREPARED))
    assert contract.state == "recognition"
    with unit_of_work() as session:
        commands.recognise_for_community(session, south, contract, world.south, "同意", at(PREPARED))
    assert contract.state == "handling"


def test_each_party_recognises_once_with_an_opinion_on_the_text_it_read(world: World) -> None:
    contract = prepare(world)
    handler = second_handler(world)
    delegate = world.actor(Role.COMMUNITY_DELEGATE, world.north)

    def for_street(actor: Actor, opinion: str = "一致", seen: int | None = None) -> None:
        with unit_of_work() as session:
            commands.recognise_for_street(session, actor, contract, opinion, at(PREPARED), seen)

    with _refused("recognition.opinion"):
        for_street(handler, " ")
    with _refused("form.stale"):
        for_street(handler, seen=0)
    for_street(handler, seen=1)
    with _refused("recognition.given"):
        for_street(delegate)
    with _refused("separation.same_person"), unit_of_work() as session:
        commands.recognise_for_community(session, handler, contract, world.north, "同意", at(PREPARED))
    with _refused("recognition.no_part"), unit_of_work() as session:
        commands.recognise_for_community(session, delegate, contract, world.south, "同意", at(PREPARED))


def test_the_database_keeps_one_recognition_a_party(world: World) -> None:
    contract = make_contract(world, "handling")
    for row in list(contract.recognitions):
        values = {c.name: getattr(row, c.name) for c in Recognition.__table__.columns if c.name != "id"}
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.add(Recognition(**values))


def test_three_people_approve_in_order_each_with_an_opinion(world: World) -> None:
    contract = make_contract(world, "handling")
    people = chain_of(world)
    for actor, state in zip(people, ("reviewing", "approving", "approved"), strict=True):
        with _refused("approval.opinion"):
            decide(actor, contract, opinion=" ")
        decide(actor, contract)
        assert contract.state == state
    assert [(link.step, link.approval and link.approval.user_id) for link in links(contract)] == [
        (step, actor.user_id) for step, actor in zip(("handler", "reviewer", "approver"), people, strict=True)
    ]
    with _refused("state.wrong"):
        decide(another(Role.APPROVER, "late"), contract)


def test_nobody_takes_two_steps_even_after_a_return(world: World) -> None:
    contract = make_contract(world, "reviewing")
    handler, reviewer, approver = chain_of(world)
    with _refused("separation.same_person"):
        decide(handler, contract)
    decide(reviewer, contract, agreed=False, opinion="付款条件写错了")
    assert (contract.state, contract.attempt) == ("handling", 2)
    with _refused("separation.same_person"):
        decide(reviewer, contract)
    decide(handler, contract)
    decide(reviewer, contract)
    with _refused("separation.same_person"):
        decide(reviewer, contract)
    decide(approver, contract)
    assert contract.state == "approved"


def test_the_preparer_never_approves_and_the_database_agrees(world: World) -> None:
    handler = another(Role.STREET_HANDLER, "preparer")
    proposal = make_noticed(world)
    with unit_of_work() as session:
        contract = commands.prepare_contract(session, handler, new_contract([proposal]), at(PREPARED))
    recognise(world, contract)
    decide(chain_of(world)[0], contract)
    decide(chain_of(world)[1], contract)
    with _refused("separation.same_person"):
        decide(handler, contract)
    for prepared_by_id in (handler.user_id, chain_of(world)[2].user_id):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.add(
                Approval(
                    contract_id=contract.id,
                    prepared_by_id=prepared_by_id,
                    attempt=1,
                    step="approver",
                    user_id=handler.user_id,
                    decision="agreed",
                    opinion="同意",
                    decided_at=at(DECIDED),
                )
            )


def test_the_database_keeps_one_step_a_person_and_one_decision_a_step(world: World) -> None:
    contract = make_contract(world, "approving")
    done = contract.approvals[0]
    values = {c.name: getattr(done, c.name) for c in Approval.__table__.columns if c.name != "id"}
    for change in ({"step": "approver"}, {"user_id": chain_of(world)[2].user_id}):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.add(Approval(**{**values, **change}))


def test_a_step_asked_for_by_name_is_not_another_one(world: World) -> None:
    contract = make_contract(world, "reviewing")
    other = second_handler(world)
    with _refused("state.wrong"), unit_of_work() as session:
        commands.decide_step(session, other, contract, "同意", True, at(DECIDED), step="handler")


def test_the_handler_cannot_return_but_can_change_what_came_back(world: World) -> None:
    contract = make_contract(world, "reviewing")
    handler, reviewer, _ = chain_of(world)
    decide(reviewer, contract, agreed=False, opinion="期限写错")
    with _refused("state.wrong"):
        decide(handler, contract, agreed=False)
    new = new_contract([part.proposal for part in contract.parts], ends_on=date(2026, 12, 31))
    with unit_of_work() as session:
        commands.change_contract(session, handler, contract, new, at(DECIDED))
    assert (contract.state, contract.ends_on, contract.attempt) == ("recognition", date(2026, 12, 31), 2)
    recognise(world, contract)
    assert contract.state == "handling"


def test_nothing_changes_once_the_chain_has_it(world: World) -> None:
    contract = make_contract(world, "reviewing")
    new = new_contract([part.proposal for part in contract.parts])
    with _refused("state.wrong"), unit_of_work() as session:
        commands.change_contract(session, SYSTEM, contract, new, at(DECIDED))


def test_signing_binds_the_money_of_each_part_and_starts_the_first_instalments(
    world: World, session: Session
) -> None:
    contract = make_joint_contract(world)
    assert (contract.state, contract.signed_on, contract.scope.public) == ("signed", SIGNED, True)
    for part in contract.parts:
        money = project_money(session, part.proposal.slug)
        assert (money.reserved_fen, money.committed_fen) == (0, part.amount_fen)
        assert part.proposal.state == "contracted"
        assert part.proposal.offering is not None
        assert part.proposal.offering.capacity_taken == 410
        assert [i.condition_met_on for i in part.instalments] == [SIGNED, None, None]


def test_what_a_part_costs_less_is_free_again(world: World, session: Session) -> None:
    proposal = make_noticed(world)
    make_contract(world, "signed", [proposal], parts=[NewPart(proposal, 3_500_000)])
    money = project_money(session, proposal.slug)
    assert (money.reserved_fen, money.committed_fen) == (0, 3_500_000)
    assert proposal.fund.free_fen == proposal.fund.total_fen - 3_500_000


@pytest.mark.parametrize(
    ("code", "signed_on"),
    [
        ("signing.before_approval", DECIDED - timedelta(days=1)),
        ("signing.in_future", SIGNED + timedelta(days=1)),
    ],
)
def test_a_signature_lies_between_approval_and_today(world: World, code: str, signed_on: date) -> None:
    contract = make_contract(world, "approved")
    with _refused(code):
        sign(world, contract, signed_on)
    sign(world, contract, DECIDED)


def test_a_contract_is_signed_once(world: World) -> None:
    contract = make_contract(world)
    with _refused("state.wrong"):
        sign(world, contract)


def test_without_its_reservation_nothing_is_signed(world: World, session: Session) -> None:
    contract = make_joint_contract(world, "approved")
    last = contract.parts[-1].proposal
    with unit_of_work() as unit:
        funds.release_reservation(unit, SYSTEM, last.fund, last.amount_fen, last.slug, at(DECIDED))
    with _refused("fund.not_reserved"):
        sign(world, contract)
    assert (contract.state, contract.signed_on) == ("approved", None)
    first = contract.parts[0].proposal
    assert project_money(session, first.slug).committed_fen == 0
    assert first.state == "awaiting_contract"


def test_an_organisation_listed_since_the_approval_is_not_signed_with(world: World) -> None:
    contract = make_contract(world, "approved")
    with unit_of_work() as session:
        organisations.enter_status(
            session, SYSTEM, contract.organisation, "blacklist", SIGNED, "名单", at(SIGNED)
        )
    with _refused("organisation.blacklist"):
        sign(world, contract)


def test_a_contract_signed_without_its_day_cannot_be_stored(world: World) -> None:
    contract = make_contract(world, "approved")
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.get_one(Contract, contract.id).state = "signed"


def test_a_signed_contract_is_announced_for_its_communities(world: World) -> None:
    handler = world.actor(Role.STREET_HANDLER)
    contract = make_joint_contract(world, "approved")
    with _refused("state.wrong"), unit_of_work() as session:
        commands.publish_contract(session, handler, contract, at(SIGNED))
    sign(world, contract)
    with unit_of_work() as session:
        notice = commands.publish_contract(session, handler, contract, at(SIGNED))
    assert (notice.kind, notice.subject_ref, notice.community_id) == ("contract", contract.slug, None)
    assert [part["amount_fen"] for part in notice.body["parts"]] == [3_800_000, 3_800_000]
