"""Second hands that meet: a request is confirmed once, and no reversal takes money that is promised meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.delivery import commands as delivery
from app.delivery.models import Payment
from app.domain.policy import SYSTEM, Role
from app.foundation import audit
from app.foundation.database import db, unit_of_work
from app.funds import commands
from app.funds.commands import Incoming
from app.funds.models import Fund, FundRequest, LedgerEntry
from tests.factories import NOW, World, make_street
from tests.support import crowd
from tests.support.contracts import another, make_contract
from tests.support.delivery import BEGUN, approve, pay, request
from tests.support.funds import make_fund
from tests.support.notices import at, make_noticed
from tests.support.proposals import make_applicant
from tests.support.races import DONE, at_once

YUAN = 100
CROWD = 4
Change = Callable[[Session], object]


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _ask(world: World, make: Callable[..., FundRequest], *what: Any) -> int:
    finance = world.actor(Role.FINANCE)
    with unit_of_work() as session:
        return make(session, finance, *what, NOW).id


def _confirm(ref: int, number: int = 0) -> Change:
    approver = another(Role.APPROVER, f"approver-{number}-{ref}")

    def change(session: Session) -> object:
        return commands.confirm_request(session, approver, session.get_one(FundRequest, ref), NOW)

    return change


def _reserve(fund_id: int, yuan: int) -> Change:
    def change(session: Session) -> object:
        return commands.reserve(session, SYSTEM, session.get_one(Fund, fund_id), yuan * YUAN, "p1", NOW)

    return change


def test_four_approvers_let_money_in_once(app: Flask, world: World) -> None:
    fund = make_fund(world.north, yuan=0)
    ref = _ask(world, commands.ask_appropriation, fund, Incoming(500 * YUAN, "财1"))
    outcomes = at_once(app, [_confirm(ref, number) for number in range(CROWD)])
    assert outcomes == [DONE, *["state.wrong"] * (CROWD - 1)]
    with unit_of_work() as session:
        assert session.scalars(select(Fund.appropriated_fen)).one() == 500 * YUAN
        assert session.scalar(select(func.count(LedgerEntry.id))) == 1
        assert audit.verify(session) is None


def test_a_yes_and_a_withdrawal_meet_and_one_of_them_stands(app: Flask, world: World) -> None:
    fund, finance = make_fund(world.north, yuan=0), world.actor(Role.FINANCE)
    ref = _ask(world, commands.ask_appropriation, fund, Incoming(500 * YUAN, "财1"))

    def withdraw(session: Session) -> object:
        return commands.withdraw_request(session, finance, session.get_one(FundRequest, ref), NOW)

    assert at_once(app, [_confirm(ref), withdraw]) == [DONE, "state.wrong"]
    with unit_of_work() as session:
        state = session.get_one(FundRequest, ref).state
        total = session.scalars(select(Fund.appropriated_fen)).one()
    assert (state, total) in (("confirmed", 500 * YUAN), ("withdrawn", 0))


@pytest.mark.parametrize("turn", range(3))
def test_a_reversal_and_a_reservation_never_take_the_same_money(app: Flask, world: World, turn: int) -> None:
    fund = make_fund(world.north, yuan=1000)
    entry_id = _entry(fund.id)
    ref = _ask(
        world, lambda s, a, now: commands.ask_reversal(s, a, s.get_one(LedgerEntry, entry_id), "错", now)
    )
    outcomes = at_once(app, [_confirm(ref), *[_reserve(fund.id, 600)] * 2])
    assert outcomes.count(DONE) == 1
    assert set(outcomes) <= {DONE, "fund.reversal_short", "fund.overcommitted"}
    with unit_of_work() as session:
        row = session.get_one(Fund, fund.id)
        assert (row.total_fen, row.reserved_fen) in ((0, 0), (1000 * YUAN, 600 * YUAN))


def test_a_carry_over_and_a_reservation_never_take_the_same_money(app: Flask, world: World) -> None:
    last, this = make_fund(world.north, 1000, 2025), make_fund(world.north, 0, 2026)
    ref = _ask(world, commands.ask_carry_over, this, Incoming(700 * YUAN))
    outcomes = at_once(app, [_confirm(ref), _reserve(last.id, 600)])
    assert outcomes == [DONE, "fund.overcommitted"]
    with unit_of_work() as session:
        row = session.get_one(Fund, last.id)
        assert (row.carried_out_fen, row.reserved_fen) in ((700 * YUAN, 0), (0, 600 * YUAN))
        assert session.get_one(Fund, this.id).carried_over_fen == row.carried_out_fen


def test_carrying_over_and_undoing_it_meet_without_a_deadlock(app: Flask, world: World) -> None:
    last, this = make_fund(world.north, 1000, 2025), make_fund(world.north, 0, 2026)
    first = _confirm(_ask(world, commands.ask_carry_over, this, Incoming(300 * YUAN, "结1")))
    with unit_of_work() as session:
        first(session)
    entry_id = _entry(this.id)
    undo = _ask(
        world, lambda s, a, now: commands.ask_reversal(s, a, s.get_one(LedgerEntry, entry_id), "错", now)
    )
    more = _ask(world, commands.ask_carry_over, this, Incoming(200 * YUAN, "结2"))
    assert at_once(app, [_confirm(undo), _confirm(more)]) == [DONE, DONE]
    with unit_of_work() as session:
        assert session.get_one(Fund, last.id).carried_out_fen == 200 * YUAN
        assert session.get_one(Fund, this.id).carried_over_fen == 200 * YUAN


def test_two_contracts_never_take_one_voucher_at_one_moment(app: Flask, world: World) -> None:
    contracts = [
        make_contract(world),
        make_contract(world, proposals=[make_noticed(world, make_applicant(world))]),
    ]
    refs = [approve(world, request(world, contract)).id for contract in contracts]
    finance = world.actor(Role.FINANCE)

    def paying(ref: int, voucher: str) -> Change:
        return lambda session: delivery.record_payment(
            session, finance, session.get_one(Payment, ref), voucher, BEGUN, at(BEGUN, 16)
        )

    spelt = zip(refs, ("FK2026-0100", "ＦＫ2026－0100"), strict=True)
    assert at_once(app, [paying(*each) for each in spelt]) == [DONE, "payment.voucher_used"]


def test_a_payment_is_undone_once(app: Flask, world: World) -> None:
    payment, finance = (
        pay(world, approve(world, request(world, make_contract(world)))),
        world.actor(Role.FINANCE),
    )
    with unit_of_work() as session:
        asked = delivery.ask_payment_reversal(session, finance, payment, "付错了", at(BEGUN, 17)).id
    approvers = [another(Role.APPROVER, f"approver-{number}") for number in range(CROWD)]
    ref = payment.id

    def agreeing(number: int) -> Change:
        return lambda session: delivery.confirm_payment_reversal(
            session,
            approvers[number],
            session.get_one(Payment, ref),
            session.get_one(FundRequest, asked),
            at(BEGUN, 18),
        )

    outcomes = at_once(app, [agreeing(number) for number in range(CROWD)])
    assert outcomes == [DONE, *["state.wrong"] * (CROWD - 1)]
    with unit_of_work() as session:
        assert session.scalars(select(Fund.paid_fen)).one() == 0


def _entry(fund_id: int) -> int:
    with unit_of_work() as session:
        return session.scalars(
            select(LedgerEntry.id).where(LedgerEntry.fund_id == fund_id, LedgerEntry.seq == 1)
        ).one()


@pytest.fixture
def scratch(app: Flask) -> Iterator[None]:
    """A request of 1,000 yuan as a table without a lock and without constraints."""
    _write("CREATE TABLE scratch_request (state VARCHAR(10) NOT NULL)")
    _write("CREATE TABLE scratch_entry (amount_fen BIGINT NOT NULL)")
    _write("INSERT INTO scratch_request VALUES ('waiting')")
    yield
    _write("DROP TABLE scratch_request")
    _write("DROP TABLE scratch_entry")


def test_control_without_lock_and_constraint_every_approver_lets_the_money_in(
    app: Flask, scratch: None
) -> None:
    """Everybody reads before anybody writes, as happens by chance without the lock: each finds it waiting."""
    all_have_read = threading.Barrier(CROWD)

    def confirm() -> None:
        waiting = _read("SELECT state FROM scratch_request") == "waiting"
        all_have_read.wait(timeout=60)
        if waiting:
            _write("UPDATE scratch_request SET state = 'confirmed'")
            _write("INSERT INTO scratch_entry VALUES (100000)")

    crowd.at_once(app, [confirm] * CROWD)
    assert _read("SELECT SUM(amount_fen) FROM scratch_entry") == CROWD * 100_000


def _read(statement: str) -> object:
    with db.engine.connect() as connection:
        return connection.scalar(text(statement))


def _write(statement: str) -> None:
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(statement))
