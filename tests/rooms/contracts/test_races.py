"""Two at once: whoever is second is refused, on either database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.commands import NewPart
from app.contracts.models import Approval, Contract
from app.domain.policy import SYSTEM, Actor, Role
from app.funds import commands as funds
from app.funds.queries import project_money
from app.proposals.models import Proposal
from tests.factories import World, make_street
from tests.support.contracts import (
    DECIDED,
    PREPARED,
    SIGNED,
    another,
    chain_of,
    make_contract,
    new_contract,
    prepare,
)
from tests.support.notices import at, make_noticed
from tests.support.proposals import make_applicant
from tests.support.races import DONE, at_once

Change = Callable[[Session], object]


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _deciding(actor: Actor, contract: Contract, step: str, agreed: bool = True) -> Change:
    contract_id = contract.id

    def decide(session: Session) -> object:
        found = session.get_one(Contract, contract_id)
        return commands.decide_step(session, actor, found, "同意", agreed, at(DECIDED), step)

    return decide


def _signing(actor: Actor, contract: Contract) -> Change:
    contract_id = contract.id

    def sign(session: Session) -> object:
        found = session.get_one(Contract, contract_id)
        return commands.sign_contract(session, actor, found, SIGNED, at(SIGNED))

    return sign


def _preparing(actor: Actor, proposal: Proposal) -> Change:
    proposal_id = proposal.id

    def draw_up(session: Session) -> object:
        found = session.get_one(Proposal, proposal_id)
        new = new_contract([], parts=[NewPart(found, found.amount_fen)])
        return commands.prepare_contract(session, actor, new, at(PREPARED))

    return draw_up


def _decided(session: Session, contract: Contract, step: str) -> int:
    count = select(func.count(Approval.id)).where(Approval.contract_id == contract.id, Approval.step == step)
    return session.scalar(count) or 0


def test_of_two_approvers_at_once_one_decides(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world, "approving")
    approvers = chain_of(world)[2], another(Role.APPROVER, "second-approver")
    outcomes = at_once(app, [_deciding(approver, contract, "approver") for approver in approvers])
    assert outcomes == [DONE, "state.wrong"]
    assert _decided(session, contract, "approver") == 1
    session.refresh(contract)
    assert contract.state == "approved"


def test_agreement_and_return_at_once_leave_one_decision(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world, "approving")
    approvers = chain_of(world)[2], another(Role.APPROVER, "second-approver")
    changes = [
        _deciding(approvers[0], contract, "approver"),
        _deciding(approvers[1], contract, "approver", agreed=False),
    ]
    assert at_once(app, changes) == [DONE, "state.wrong"]
    assert _decided(session, contract, "approver") == 1


def test_the_same_person_twice_takes_one_step(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world, "reviewing")
    reviewer = chain_of(world)[1]
    outcomes = at_once(app, [_deciding(reviewer, contract, "reviewer")] * 4)
    assert outcomes == [DONE, *["state.wrong"] * 3]
    assert _decided(session, contract, "reviewer") == 1
    assert _decided(session, contract, "approver") == 0


def test_signing_twice_binds_the_money_once(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world, "approved")
    handler = world.actor(Role.STREET_HANDLER)
    assert at_once(app, [_signing(handler, contract)] * 3) == [DONE, "state.wrong", "state.wrong"]
    proposal = contract.parts[0].proposal
    session.rollback()
    money = project_money(session, proposal.slug)
    assert (money.reserved_fen, money.committed_fen) == (0, proposal.amount_fen)


def test_signing_while_the_reservation_is_released_never_binds_free_money(
    app: Flask, world: World, session: Session
) -> None:
    contract = make_contract(world, "approved")
    proposal = contract.parts[0].proposal
    proposal_id, handler = proposal.id, world.actor(Role.STREET_HANDLER)

    def release(unit: Session) -> object:
        found = unit.get_one(Proposal, proposal_id)
        return funds.release_reservation(unit, SYSTEM, found.fund, found.amount_fen, found.slug, at(SIGNED))

    assert at_once(app, [_signing(handler, contract), release]) == [DONE, "fund.not_reserved"]
    session.rollback()
    session.refresh(contract)
    money = project_money(session, proposal.slug)
    assert money.reserved_fen == 0
    assert money.committed_fen == (proposal.amount_fen if contract.state == "signed" else 0)


def test_a_proposal_prepared_twice_at_once_is_in_one_contract(app: Flask, world: World) -> None:
    proposal = make_noticed(world)
    handler = world.actor(Role.STREET_HANDLER)
    assert at_once(app, [_preparing(handler, proposal)] * 2) == ["contract.proposal_taken", DONE]


def test_contracts_prepared_at_once_get_numbers_of_their_own(
    app: Flask, world: World, session: Session
) -> None:
    who = make_applicant(world)
    proposals = [make_noticed(world, who) for _ in range(4)]
    handler = world.actor(Role.STREET_HANDLER)
    assert at_once(app, [_preparing(handler, proposal) for proposal in proposals]) == [DONE] * 4
    codes = session.scalars(select(Contract.code).order_by(Contract.code)).all()
    assert codes == [f"HT2026-00{number}" for number in (1, 2, 3, 4)]


def test_two_delegates_of_one_community_recognise_once(app: Flask, world: World) -> None:
    contract = prepare(world)
    contract_id = contract.id
    first = world.actor(Role.COMMUNITY_DELEGATE, world.north)
    community_slug = world.north.slug

    def recognise(session: Session) -> object:
        found = session.get_one(Contract, contract_id)
        community = next(
            p.proposal.community for p in found.parts if p.proposal.community.slug == community_slug
        )
        return commands.recognise_for_community(session, first, found, community, "同意", at(PREPARED))

    assert at_once(app, [recognise, recognise]) == [DONE, "recognition.given"]
