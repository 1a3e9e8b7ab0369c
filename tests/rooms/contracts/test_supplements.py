"""A supplement goes the contract's own chain, and changes what was signed only when it is in force."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.chain import missing_recognitions
from app.contracts.commands import NewSupplement
from app.contracts.models import Amendment, AmendmentApproval, AmendmentRecognition, Contract
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.funds import commands as funds
from app.funds.queries import project_money
from app.notices.models import Notice
from app.notices.queries import passed_resolution
from app.organisations import commands as organisations
from tests.factories import World, make_street
from tests.support.contracts import SIGNED, make_contract, make_joint_contract
from tests.support.notices import at
from tests.support.supplements import (
    DRAFTED,
    LARGE,
    SMALL,
    answer,
    draft,
    make_supplement,
    office,
    questions,
    recognise_supplement,
    sign_supplement,
    step,
)


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def _figures(session: Session, contract: Contract) -> tuple[int, int, int, int]:
    """Amount of contract and part, instalments, fen committed for the project."""
    part = contract.parts[0]
    committed = project_money(session, part.proposal.slug).committed_fen
    return contract.amount_fen, part.amount_fen, len(part.instalments), committed


def test_nothing_moves_before_it_is_signed(world: World, session: Session) -> None:
    contract = make_contract(world)
    before = _figures(session, contract)
    supplement = draft(world, contract)
    assert _figures(session, contract) == before
    recognise_supplement(world, supplement)
    for post in ("handler", "reviewer", "approver"):
        step(world, supplement, post)
        assert _figures(session, contract) == before
    assert supplement.state == "approved"
    sign_supplement(world, supplement)
    assert _figures(session, contract) == (3_950_000, 3_950_000, 4, 3_950_000)
    assert (contract.original_amount_fen, supplement.signed_on) == (3_800_000, DRAFTED)
    last = contract.parts[0].instalments[-1]
    assert (last.seq, last.amount_fen, last.condition, last.amendment_id) == (
        4,
        SMALL,
        "accepted",
        supplement.id,
    )


def test_its_notice_tells_original_supplement_and_total(world: World, session: Session) -> None:
    contract = make_contract(world)
    supplement = make_supplement(world, contract)
    notice = session.scalars(select(Notice).where(Notice.kind == "supplement")).one()
    assert (notice.subject_ref, notice.community_id) == (supplement.slug, world.north.id)
    assert [notice.body[key] for key in ("amount_fen", "original_fen", "total_fen")] == [
        SMALL,
        3_800_000,
        3_950_000,
    ]


def test_by_its_size_the_representatives_recognise_it_too(world: World, session: Session) -> None:
    contract = make_contract(world)
    supplement = draft(world, contract, LARGE)
    assert missing_recognitions(supplement) == [
        ("street", None),
        ("community", world.north.id),
        ("representatives", world.north.id),
    ]
    street, delegate = office(world, "recogniser"), world.actor(Role.COMMUNITY_DELEGATE, world.north)
    with unit_of_work() as unit:
        commands.recognise_for_street(unit, street, supplement, "同意", at(DRAFTED))
        commands.recognise_for_community(unit, delegate, supplement, world.north, "同意", at(DRAFTED))
    assert supplement.state == "recognition"
    first = passed_resolution(session, contract.parts[0].proposal_id)
    answer(world, world.north)
    assert supplement.state == "handling"
    later = supplement.recognitions[-1].resolution_id
    assert later is not None
    assert passed_resolution(session, contract.parts[0].proposal_id) == first
    assert first is not None
    assert later != first.id


def test_a_no_of_the_representatives_leaves_it_waiting(world: World) -> None:
    supplement = draft(world, make_contract(world), LARGE)
    answer(world, world.north, passed=False)
    assert ("representatives", world.north.id) in missing_recognitions(supplement)
    assert [q.state for q in questions("supplement", supplement.slug)] == ["answered"]


def test_small_ones_together_are_as_large(world: World) -> None:
    contract = make_contract(world)
    assert not draft(world, contract, 100_000).needs_resolution
    assert draft(world, contract, 100_000).needs_resolution


def test_those_that_wait_count_towards_the_cap(world: World) -> None:
    contract = make_contract(world)
    first = draft(world, contract, 200_000)
    with _refused("supplement.over_cap"):
        draft(world, contract, 180_001)
    with unit_of_work() as session:
        commands.withdraw_supplement(session, office(world, "drafter"), first, at(DRAFTED))
    second = draft(world, contract, 380_000)
    assert (first.state, second.number) == ("withdrawn", 2)
    assert questions("supplement", first.slug)[0].state == "dropped"


def test_what_a_supplement_must_say(world: World) -> None:
    contract = make_contract(world, "approved")
    with _refused("state.wrong"):
        draft(world, contract)
    contract = make_contract(world)
    with _refused("amendment.reason"):
        draft(world, contract, reason=" ")
    with _refused("amendment.buys"):
        draft(world, contract, buys="")
    with _refused("supplement.not_positive"):
        draft(world, contract, 0)


def test_the_fund_must_hold_it_when_drafted_and_when_signed(world: World, session: Session) -> None:
    contract = make_contract(world)
    fund = contract.parts[0].proposal.fund
    supplement = make_supplement(world, contract, "approved")
    with unit_of_work() as unit:
        funds.reserve(unit, SYSTEM, fund, fund.free_fen, "another", at(DRAFTED))
    with _refused("fund.overcommitted"):
        sign_supplement(world, supplement)
    with _refused("fund.overcommitted"):
        draft(world, contract, 100)
    assert (supplement.state, contract.amount_fen) == ("approved", 3_800_000)


def test_three_people_and_the_preparer_never_approves(world: World) -> None:
    supplement = make_supplement(world, make_contract(world), "handling")
    handler, reviewer = office(world, "handler"), office(world, "reviewer")
    step(world, supplement, "handler")
    for actor in (handler,):
        with _refused("separation.same_person"), unit_of_work() as session:
            commands.decide_step(session, actor, supplement, "同意", True, at(DRAFTED))
    step(world, supplement, "reviewer")
    for actor in (reviewer, office(world, "drafter")):
        with _refused("separation.same_person"), unit_of_work() as session:
            commands.decide_step(session, actor, supplement, "同意", True, at(DRAFTED))


def test_the_database_keeps_three_people_and_one_recognition_a_party(world: World) -> None:
    supplement = make_supplement(world, make_contract(world), "approving", LARGE)
    done = supplement.approvals[0]
    values = {c.name: getattr(done, c.name) for c in AmendmentApproval.__table__.columns if c.name != "id"}
    drafter = office(world, "drafter").user_id
    for change in (
        {"step": "approver"},
        {"user_id": office(world, "approver").user_id},
        {"step": "approver", "user_id": drafter},
        {"step": "approver", "user_id": drafter, "prepared_by_id": office(world, "signer").user_id},
    ):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.add(AmendmentApproval(**{**values, **change}))
    for row in list(supplement.recognitions):
        columns = AmendmentRecognition.__table__.columns
        copy = {c.name: getattr(row, c.name) for c in columns if c.name != "id"}
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.add(AmendmentRecognition(**copy))
    for wrong in ({"state": "in_force"}, {"signed_on": DRAFTED}, {"state": "somewhere"}):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            row = session.get_one(Amendment, supplement.id)
            for name, value in wrong.items():
                setattr(row, name, value)


def test_a_return_goes_to_the_handler_and_a_change_is_recognised_again(world: World) -> None:
    supplement = make_supplement(world, make_contract(world), "reviewing", LARGE)
    step(world, supplement, "reviewer", agreed=False, opinion="数量不清")
    assert (supplement.state, supplement.attempt) == ("handling", 2)
    with unit_of_work() as session:
        new = NewSupplement(supplement.part, SMALL, "增加一个楼门", "楼门会 3 场")
        commands.change_supplement(session, office(world, "drafter"), supplement, new, at(DRAFTED))
    assert (supplement.state, supplement.revision, supplement.needs_resolution) == ("recognition", 2, False)
    assert supplement.recognitions == []
    with _refused("form.stale"), unit_of_work() as session:
        commands.recognise_for_street(
            session, office(world, "recogniser"), supplement, "同意", at(DRAFTED), 1
        )


def test_nothing_changes_once_the_chain_has_it_and_a_withdrawn_one_is_not_signed(world: World) -> None:
    supplement = make_supplement(world, make_contract(world), "reviewing")
    new = NewSupplement(supplement.part, 380_000, "更多", "更多")
    with _refused("state.wrong"), unit_of_work() as session:
        commands.change_supplement(session, office(world, "drafter"), supplement, new, at(DRAFTED))
    step(world, supplement, "reviewer")
    step(world, supplement, "approver")
    with unit_of_work() as session:
        commands.withdraw_supplement(session, office(world, "drafter"), supplement, at(DRAFTED))
    with _refused("state.wrong"):
        sign_supplement(world, supplement)


def test_the_day_of_its_signature_lies_between_approval_and_today(world: World) -> None:
    supplement = make_supplement(world, make_contract(world), "approved")
    with _refused("signing.before_approval"):
        sign_supplement(world, supplement, DRAFTED - timedelta(days=1))
    with _refused("signing.in_future"):
        sign_supplement(world, supplement, DRAFTED + timedelta(days=1))
    sign_supplement(world, supplement)
    with _refused("state.wrong"):
        sign_supplement(world, supplement)


def test_an_organisation_listed_meanwhile_gets_no_more(world: World) -> None:
    contract = make_contract(world)
    supplement = make_supplement(world, contract, "approved")
    with unit_of_work() as session:
        organisations.enter_status(
            session, SYSTEM, contract.organisation, "blacklist", SIGNED, "名单", at(DRAFTED)
        )
    with _refused("organisation.blacklist"):
        sign_supplement(world, supplement)


def test_one_communitys_supplement_is_its_own_to_recognise(world: World) -> None:
    contract = make_joint_contract(world)
    supplement = draft(world, contract)
    south = world.actor(Role.COMMUNITY_DELEGATE, world.south)
    with _refused("recognition.no_part"), unit_of_work() as session:
        commands.recognise_for_community(session, south, supplement, world.south, "同意", at(DRAFTED))
