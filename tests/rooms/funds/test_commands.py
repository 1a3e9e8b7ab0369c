"""Money in a fund: every rule and every refusal."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation import audit
from app.foundation.database import unit_of_work
from app.funds import commands, queries
from app.funds.models import Fund, LedgerEntry
from tests.factories import NOW, World, make_street
from tests.support.funds import FUND_NAME, appropriate, carry_over, make_fund

YUAN = 100


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def fund(world: World) -> Fund:
    return make_fund(world.north, yuan=1000)


def test_a_project_takes_its_money_along_the_whole_road(session: Session, fund: Fund) -> None:
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, fund, 600 * YUAN, "p1", NOW)
        commands.commit(unit, SYSTEM, fund, 500 * YUAN, "p1", NOW)
        commands.release_reservation(unit, SYSTEM, fund, 100 * YUAN, "p1", NOW)
        commands.commit(unit, SYSTEM, fund, 50 * YUAN, "p1", NOW, from_reservation=False)
        commands.pay(unit, SYSTEM, fund, 300 * YUAN, "p1", "FK-1", NOW)
        commands.release_commitment(unit, SYSTEM, fund, 250 * YUAN, "p1", NOW, note="结项结余")
    assert queries.project_money(session, "p1") == queries.ProjectMoney(0, 300 * YUAN, 300 * YUAN, 350 * YUAN)
    assert (fund.reserved_fen, fund.committed_fen, fund.paid_fen) == (0, 300 * YUAN, 300 * YUAN)
    assert fund.free_fen == 700 * YUAN
    entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq)).all()
    assert [entry.seq for entry in entries] == list(range(1, 8))
    assert [entry.free_fen // YUAN for entry in entries] == [1000, 400, 400, 500, 450, 450, 700]


def test_no_more_can_be_held_than_is_free(fund: Fund) -> None:
    with unit_of_work() as unit, pytest.raises(RuleViolation) as refused:
        commands.reserve(unit, SYSTEM, fund, 1000 * YUAN + 1, "p1", NOW)
    assert refused.value.code == "fund.overcommitted"
    assert refused.value.params["free_fen"] == 1000 * YUAN
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, fund, 1000 * YUAN, "p1", NOW)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="overcommitted"):
        commands.commit(unit, SYSTEM, fund, 1, "p1", NOW, from_reservation=False)


def test_a_project_lives_on_its_own_money_alone(fund: Fund) -> None:
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, fund, 300 * YUAN, "p1", NOW)
        commands.reserve(unit, SYSTEM, fund, 300 * YUAN, "p2", NOW)
        commands.commit(unit, SYSTEM, fund, 300 * YUAN, "p2", NOW)
    for refused, code in (
        (lambda unit: commands.commit(unit, SYSTEM, fund, 301 * YUAN, "p1", NOW), "fund.not_reserved"),
        (lambda unit: commands.release_reservation(unit, SYSTEM, fund, 1, "p2", NOW), "fund.not_reserved"),
        (lambda unit: commands.pay(unit, SYSTEM, fund, 1, "p1", "FK-1", NOW), "fund.not_committed"),
        (lambda unit: commands.pay(unit, SYSTEM, fund, 301 * YUAN, "p2", "FK-1", NOW), "fund.not_committed"),
        (lambda unit: commands.release_commitment(unit, SYSTEM, fund, 1, "p1", NOW), "fund.not_committed"),
        (lambda unit: commands.pay(unit, SYSTEM, fund, 1, "p2", "  ", NOW), "fund.voucher"),
    ):
        with unit_of_work() as unit, pytest.raises(RuleViolation) as violation:
            refused(unit)
        assert violation.value.code == code


def test_what_is_paid_is_not_given_back(fund: Fund) -> None:
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, fund, 300 * YUAN, "p1", NOW)
        commands.commit(unit, SYSTEM, fund, 300 * YUAN, "p1", NOW)
        commands.pay(unit, SYSTEM, fund, 200 * YUAN, "p1", "FK-1", NOW)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="not_committed"):
        commands.release_commitment(unit, SYSTEM, fund, 101 * YUAN, "p1", NOW)


@pytest.mark.parametrize("amount", [0, -1, 10**13 + 1])
def test_an_amount_is_above_zero_and_below_all_reason(world: World, fund: Fund, amount: int) -> None:
    finance, new = world.actor(Role.FINANCE), commands.Incoming(amount, "财〔2026〕3号")
    for ask in (commands.ask_appropriation, commands.ask_carry_over):
        with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"fund\.amount"):
            ask(unit, finance, fund, new, NOW)


def test_a_fund_is_opened_once(world: World, fund: Fund) -> None:
    for name, year, code in (
        (f" {FUND_NAME} ", 2026, "fund.exists"),
        ("", 2026, "fund.name"),
        ("x", 26, "fund.year"),
    ):
        with unit_of_work() as unit, pytest.raises(RuleViolation) as refused:
            commands.open_fund(unit, SYSTEM, world.north, year, name, NOW)
        assert refused.value.code == code


def test_carrying_over_takes_from_last_years_fund(world: World, session: Session) -> None:
    last = make_fund(world.north, yuan=1000, year=2025)
    this = make_fund(world.north, yuan=0, year=2026)
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, last, 900 * YUAN, "p1", NOW)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="overcommitted"):
        carry_over(unit, this, 101 * YUAN)
    with unit_of_work() as unit:
        carry_over(unit, this, 100 * YUAN)
    session.refresh(last)
    assert (last.free_fen, last.total_fen) == (0, 900 * YUAN)
    assert (this.free_fen, this.carried_over_fen) == (100 * YUAN, 100 * YUAN)


def test_carrying_over_from_before_the_hall_knew_the_fund(world: World) -> None:
    fund = make_fund(world.north, yuan=0)
    with unit_of_work() as unit:
        carry_over(unit, fund, 8600 * YUAN)
    assert fund.total_fen == 8600 * YUAN


def test_a_form_sent_twice_asks_once(world: World, fund: Fund, session: Session) -> None:
    seen, finance = queries.mark(session, fund), world.actor(Role.FINANCE)
    with unit_of_work() as unit:
        new = commands.Incoming(5 * YUAN, "财〔2026〕8号")
        commands.ask_appropriation(unit, finance, fund, new, NOW, seen=seen)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"form\.stale"):
        other = commands.Incoming(5 * YUAN, "财〔2026〕9号")
        commands.ask_appropriation(unit, finance, fund, other, NOW, seen=seen)
    assert fund.total_fen == 1000 * YUAN


def test_the_database_itself_refuses_what_no_command_would_do(fund: Fund, session: Session) -> None:
    for change in (
        {"reserved_fen": 1000 * YUAN + 1},
        {"committed_fen": 1000 * YUAN + 1},
        {"paid_fen": 1},
        {"carried_out_fen": 1000 * YUAN + 1},
        {"reserved_fen": -1},
    ):
        with pytest.raises(IntegrityError), unit_of_work() as unit:
            unit.execute(update(Fund).where(Fund.id == fund.id).values(**change))


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET amount_fen = 1", "DELETE FROM ledger_entry"])
def test_the_ledger_only_grows(fund: Fund, change: str) -> None:
    with pytest.raises(DBAPIError, match="only grows"), unit_of_work() as unit:
        unit.execute(text(change))


def test_every_movement_is_on_record(world: World, session: Session) -> None:
    fund = make_fund(world.north, yuan=0)
    with unit_of_work() as unit:
        appropriate(unit, fund, 5 * YUAN)
        commands.reserve(unit, SYSTEM, fund, 5 * YUAN, "p1", NOW)
    rows = session.scalars(
        select(audit.AuditEntry)
        .where(audit.AuditEntry.subject == f"fund:{fund.slug}")
        .order_by(audit.AuditEntry.seq)
    ).all()
    assert [row.action for row in rows[1:]] == [
        "funds.ask_appropriation",
        "funds.appropriated",
        "funds.reserved",
    ]
    assert rows[2].detail["asked_by"] == rows[1].actor_id != rows[2].actor_id
    assert audit.verify(session) is None


def test_rows_of_the_year_add_up(world: World, session: Session) -> None:
    make_fund(world.north, yuan=1000)
    make_fund(world.south, yuan=500)
    make_fund(world.south, yuan=70, year=2025)
    rows = queries.fund_rows(session, 2026)
    assert [row.community for row in rows] == [world.north.name, world.south.name]
    assert queries.sum_balances([row.balance for row in rows]).total_fen == 1500 * YUAN
    assert list(queries.years(session)) == [2026, 2025]
    found = queries.fund_of(session, world.south.id, 2025)
    assert found is not None and found.total_fen == 70 * YUAN
    assert session.scalar(select(func.count(Fund.id))) == 3
