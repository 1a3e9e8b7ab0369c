"""Supplements drafted or signed at the same moment: together never over the cap, never a fen the fund has not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.commands import NewSupplement
from app.contracts.models import Amendment, Contract, ContractPart, Instalment
from app.domain.policy import SYSTEM
from app.foundation.database import db, unit_of_work
from app.funds import commands as funds
from app.funds.queries import project_money
from tests.factories import World, make_street
from tests.support.contracts import make_contract
from tests.support.notices import at
from tests.support.races import DONE, at_once
from tests.support.supplements import DRAFTED, draft, make_supplement, office

CAP = 380_000
HALF_AND_MORE = 200_000


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _drafting(world: World, contract: Contract) -> Callable[[Session], object]:
    contract_id, part_id, drafter = contract.id, contract.parts[0].id, office(world, "drafter")

    def change(session: Session) -> object:
        new = NewSupplement(session.get_one(ContractPart, part_id), HALF_AND_MORE, "理由", "内容")
        return commands.draft_supplement(
            session, drafter, session.get_one(Contract, contract_id), new, at(DRAFTED)
        )

    return change


def test_two_that_wait_cannot_exceed_the_cap_together(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world)
    found = at_once(app, [_drafting(world, contract)] * 4)
    assert found == [DONE] + ["supplement.over_cap"] * 3
    session.rollback()
    assert session.scalar(select(func.sum(Amendment.amount_fen))) == HALF_AND_MORE


def test_control_without_the_lock_both_would_fit(app: Flask, world: World) -> None:
    """Everybody reads before anybody writes: each by itself is under the cap, together they are over it."""
    make_contract(world)
    all_have_read = threading.Barrier(4)

    def fits(_: int) -> bool:
        with app.app_context():
            taken = db.session().scalar(select(func.coalesce(func.sum(Amendment.amount_fen), 0))) or 0
            all_have_read.wait(timeout=60)
            db.session.remove()
            return taken + HALF_AND_MORE <= CAP

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(fits, range(4))) * HALF_AND_MORE > CAP


def _signing(world: World, supplement: Amendment) -> Callable[[Session], object]:
    ref, signer = supplement.id, office(world, "signer")

    def change(session: Session) -> object:
        row = session.get_one(Amendment, ref)
        return commands.sign_supplement(session, signer, row, DRAFTED, at(DRAFTED, 17))

    return change


def test_signed_at_once_it_takes_its_money_once(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world)
    supplement = make_supplement(world, contract, "approved")
    slug = contract.parts[0].proposal.slug
    assert at_once(app, [_signing(world, supplement)] * 3) == [DONE, "state.wrong", "state.wrong"]
    session.rollback()
    assert project_money(session, slug).committed_fen == 3_950_000
    assert session.scalar(select(func.count(Instalment.id)).where(Instalment.amendment_id.is_not(None))) == 1


def test_two_for_the_last_money_one_gets_it(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world)
    both = [make_supplement(world, contract, "approved", 90_000) for _ in range(2)]
    with unit_of_work() as unit:
        fund = contract.parts[0].proposal.fund
        funds.reserve(unit, SYSTEM, fund, fund.free_fen - 90_000, "another", at(DRAFTED))
    found = at_once(app, [_signing(world, supplement) for supplement in both])
    assert found == [DONE, "fund.overcommitted"]
    session.rollback()
    session.refresh(contract)
    assert contract.amount_fen == 3_890_000


def test_signing_while_it_is_withdrawn_does_one_of_both(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world)
    supplement = make_supplement(world, contract, "approved")
    ref, drafter = supplement.id, office(world, "drafter")

    def withdraw(unit: Session) -> object:
        return commands.withdraw_supplement(unit, drafter, unit.get_one(Amendment, ref), at(DRAFTED))

    assert at_once(app, [_signing(world, supplement), withdraw]) == [DONE, "state.wrong"]
    session.rollback()
    session.refresh(contract)
    state = session.get_one(Amendment, ref).state
    assert (state, contract.amount_fen) in (("in_force", 3_950_000), ("withdrawn", 3_800_000))


def test_a_draft_and_a_change_do_not_slip_past_each_other(app: Flask, world: World, session: Session) -> None:
    contract = make_contract(world)
    first = draft(world, contract, 100_000)
    ref, part_id, drafter = first.id, contract.parts[0].id, office(world, "drafter")

    def grow(unit: Session) -> object:
        new = NewSupplement(unit.get_one(ContractPart, part_id), HALF_AND_MORE, "理由", "内容")
        return commands.change_supplement(unit, drafter, unit.get_one(Amendment, ref), new, at(DRAFTED))

    found = at_once(app, [_drafting(world, contract), grow])
    assert found == [DONE, "supplement.over_cap"]
    session.rollback()
    assert session.scalar(select(func.sum(Amendment.amount_fen))) in (HALF_AND_MORE, 300_000)
