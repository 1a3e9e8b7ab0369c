"""Eight workers at one fund at once: never a fen too much, and a control that shows the race is real."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation import audit
from app.foundation.database import db, unit_of_work
from app.funds import commands
from app.funds.models import Fund, LedgerEntry
from tests.factories import NOW, make_street
from tests.support.funds import make_fund

WORKERS = 8
TIMES = 100
YUAN = 100


def _together(app: Flask, work: Callable[[int], int]) -> int:
    """Run ``work`` in eight threads that start at one moment, each with connections of its own; the sum."""
    start = threading.Barrier(WORKERS)

    def one(number: int) -> int:
        with app.app_context():
            start.wait(timeout=60)
            try:
                return work(number)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(WORKERS) as pool:
        return sum(pool.map(one, range(WORKERS)))


def test_eight_workers_never_reserve_more_than_there_is(app: Flask, session: Session) -> None:
    world = make_street()
    fund_id = make_fund(world.north, yuan=1000).id
    each = 3 * YUAN

    def reserve(number: int) -> int:
        granted = 0
        for _ in range(TIMES):
            try:
                with unit_of_work() as unit:
                    commands.reserve(unit, SYSTEM, unit.get_one(Fund, fund_id), each, f"p{number}", NOW)
                granted += each
            except RuleViolation as refused:
                assert refused.code == "fund.overcommitted"
        return granted

    granted = _together(app, reserve)
    session.rollback()
    fund = session.get_one(Fund, fund_id)
    assert granted == 999 * YUAN == fund.reserved_fen
    kept = select(func.sum(LedgerEntry.amount_fen)).where(LedgerEntry.kind == "reserved")
    assert session.scalar(kept) == granted
    numbers = session.scalars(select(LedgerEntry.seq).order_by(LedgerEntry.seq)).all()
    assert list(numbers) == list(range(1, 335))
    assert audit.verify(session) is None


def test_one_payment_of_eight_at_once_is_made(app: Flask, session: Session) -> None:
    world = make_street()
    fund_id = make_fund(world.north, yuan=1000).id
    with unit_of_work() as unit:
        fund = unit.get_one(Fund, fund_id)
        commands.reserve(unit, SYSTEM, fund, 500 * YUAN, "p1", NOW)
        commands.commit(unit, SYSTEM, fund, 500 * YUAN, "p1", NOW)

    def pay(number: int) -> int:
        try:
            with unit_of_work() as unit:
                fund = unit.get_one(Fund, fund_id)
                commands.pay(unit, SYSTEM, fund, 300 * YUAN, "p1", f"FK-{number}", NOW)
        except RuleViolation:
            return 0
        return 1

    assert _together(app, pay) == 1
    session.rollback()
    assert session.get_one(Fund, fund_id).paid_fen == 300 * YUAN


@pytest.fixture
def scratch(app: Flask) -> Iterator[None]:
    """A fund of 1,000 yuan as a table without a lock and without a CHECK."""
    _write("CREATE TABLE scratch_reservation (amount_fen BIGINT NOT NULL)")
    yield
    _write("DROP TABLE scratch_reservation")


def test_control_without_lock_and_check_the_fund_is_overcommitted(app: Flask, scratch: None) -> None:
    """Everybody reads before anybody writes, as happens by chance without the lock: each sees enough money."""
    all_have_read = threading.Barrier(WORKERS)
    total, each = 1000 * YUAN, 300 * YUAN

    def reserve(number: int) -> int:
        enough = _reserved() + each <= total
        all_have_read.wait(timeout=60)
        if enough:
            _write(f"INSERT INTO scratch_reservation VALUES ({each})")  # noqa: S608 (a number of this test)
        return each if enough else 0

    assert _together(app, reserve) == WORKERS * each
    assert _reserved() > total


def _reserved() -> int:
    with db.engine.connect() as connection:
        return connection.scalar(text("SELECT COALESCE(SUM(amount_fen), 0) FROM scratch_reservation")) or 0


def _write(statement: str) -> None:
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text(statement))
