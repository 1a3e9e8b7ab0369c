"""Whatever happens, in whatever order: the totals are the ledger's sums, and nothing is spent twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation.database import db, unit_of_work
from app.funds import commands
from app.funds.effects import TOTALS, balance_of
from app.funds.models import Fund, LedgerEntry
from tests.factories import NOW, make_street
from tests.support.funds import make_fund

Step = Callable[[Session, Fund, int, str], object]

STEPS: dict[str, Step] = {
    "appropriate": lambda s, f, fen, p: commands.appropriate(s, SYSTEM, f, fen, NOW),
    "carry_over": lambda s, f, fen, p: commands.carry_over(s, SYSTEM, f, fen, NOW),
    "reserve": lambda s, f, fen, p: commands.reserve(s, SYSTEM, f, fen, p, NOW),
    "release_reservation": lambda s, f, fen, p: commands.release_reservation(s, SYSTEM, f, fen, p, NOW),
    "commit": lambda s, f, fen, p: commands.commit(s, SYSTEM, f, fen, p, NOW),
    "supplement": lambda s, f, fen, p: commands.commit(s, SYSTEM, f, fen, p, NOW, from_reservation=False),
    "release_commitment": lambda s, f, fen, p: commands.release_commitment(s, SYSTEM, f, fen, p, NOW),
    "pay": lambda s, f, fen, p: commands.pay(s, SYSTEM, f, fen, p, "FK", NOW),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(STEPS)),
        st.integers(min_value=1, max_value=60),
        st.sampled_from(["p1", "p2"]),
        st.sampled_from([0, 1]),
    ),
    min_size=1,
    max_size=25,
)


@pytest.fixture
def funds(app: object) -> list[int]:
    """Two years of one fund, so that carrying over moves money between them."""
    world = make_street()
    return [make_fund(world.north, yuan=0, year=year).id for year in (2025, 2026)]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(sequence=steps)
def test_totals_are_the_sums_of_the_ledger(
    funds: list[int], sequence: list[tuple[str, int, str, int]]
) -> None:
    for name, fen, project, which in sequence:
        _try(name, fen, project, funds[which])
        for fund_id in funds:
            _holds(fund_id)


def _try(name: str, fen: int, project: str, fund_id: int) -> None:
    try:
        with unit_of_work() as session:
            STEPS[name](session, session.get_one(Fund, fund_id), fen, project)
    except RuleViolation:
        pass


def _holds(fund_id: int) -> None:
    session = db.session()
    session.rollback()
    fund = session.get_one(Fund, fund_id)
    mine = LedgerEntry.fund_id == fund_id
    sums = session.execute(
        select(LedgerEntry.kind, func.sum(LedgerEntry.amount_fen)).where(mine).group_by(LedgerEntry.kind)
    ).all()
    balance = balance_of((kind, int(amount)) for kind, amount in sums)
    assert {total: getattr(fund, total) for total in TOTALS} == {t: getattr(balance, t) for t in TOTALS}
    assert balance.free_fen >= 0 and balance.unpaid_fen >= 0 and balance.reserved_fen >= 0
    entries = session.execute(
        select(LedgerEntry.seq, LedgerEntry.free_fen).where(mine).order_by(LedgerEntry.seq)
    ).all()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert not entries or entries[-1].free_fen == fund.free_fen
