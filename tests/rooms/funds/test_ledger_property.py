"""Whatever happens, in whatever order, by whomever: the totals are the ledger's sums, nothing is spent twice, money
comes in or goes back by two people alone, and an entry is undone once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Actor, Role
from app.foundation.database import db, unit_of_work
from app.funds import commands
from app.funds.commands import Incoming
from app.funds.effects import BY_TWO, REVERSALS, TOTALS, balance_of
from app.funds.models import Fund, FundRequest, LedgerEntry
from tests.factories import NOW, World, make_street
from tests.support.contracts import another
from tests.support.funds import make_fund

Move = Callable[[Session, Fund, int, str], object]
MOVES: dict[str, Move] = {
    "reserve": lambda s, f, fen, p: commands.reserve(s, SYSTEM, f, fen, p, NOW),
    "release_reservation": lambda s, f, fen, p: commands.release_reservation(s, SYSTEM, f, fen, p, NOW),
    "commit": lambda s, f, fen, p: commands.commit(s, SYSTEM, f, fen, p, NOW),
    "supplement": lambda s, f, fen, p: commands.commit(s, SYSTEM, f, fen, p, NOW, from_reservation=False),
    "release_commitment": lambda s, f, fen, p: commands.release_commitment(s, SYSTEM, f, fen, p, NOW),
    "pay": lambda s, f, fen, p: commands.pay(s, SYSTEM, f, fen, p, "FK", NOW),
}
SETTINGS = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
amounts = st.integers(min_value=1, max_value=60)
years = st.sampled_from([0, 1])
picks = st.integers(min_value=0, max_value=4)
"""The newest ones: what was just asked for is what is answered, and what came in last is what is undone."""
hands = st.integers(min_value=0, max_value=2)


class Ledgers(RuleBasedStateMachine):
    """Two years of one fund, so that carrying over moves money between them, and ``crew`` who ask and answer."""

    world: World
    crew: list[Actor]

    def __init__(self) -> None:
        super().__init__()
        self.papers = 0
        name = f"经费{len(db.session().scalars(select(Fund.id)).all())}"
        self.funds = [make_fund(self.world.north, 0, year, name).id for year in (2025, 2026)]

    def _try(self, change: Callable[[Session], object]) -> None:
        try:
            with unit_of_work() as session:
                change(session)
        except RuleViolation:
            pass

    def _actor(self, number: int) -> Actor:
        return self.crew[number % len(self.crew)]

    def _request(self, session: Session, number: int) -> FundRequest | None:
        found = session.scalars(
            select(FundRequest).where(FundRequest.fund_id.in_(self.funds)).order_by(FundRequest.id.desc())
        ).all()
        return found[number % len(found)] if found else None

    def _answer(self, number: int, answer: Callable[[Session, FundRequest], object]) -> None:
        def change(session: Session) -> None:
            request = self._request(session, number)
            if request is not None:
                answer(session, request)

        self._try(change)

    @initialize()
    def begin(self) -> None:
        """Where there are two people, both years begin with money, so that it can be spent and missed."""
        for year in (0, 1) if len(self.crew) > 1 else ():
            self.ask(0, 50, year, False)
            self.confirm(1, 0)

    @rule(who=hands, fen=amounts, year=years, carried=st.booleans())
    def ask(self, who: int, fen: int, year: int, carried: bool) -> None:
        self.papers += 1
        ask = commands.ask_carry_over if carried and year else commands.ask_appropriation
        new = Incoming(fen, f"财{self.papers}")
        self._try(lambda s: ask(s, self._actor(who), s.get_one(Fund, self.funds[year]), new, NOW))

    @rule(who=hands, which=picks)
    def ask_to_reverse(self, who: int, which: int) -> None:
        def change(session: Session) -> None:
            kinds = [kind for kind in REVERSALS if kind != "carried_out"]
            found = session.scalars(
                select(LedgerEntry)
                .where(LedgerEntry.fund_id.in_(self.funds), LedgerEntry.kind.in_(kinds))
                .order_by(LedgerEntry.id)
            ).all()
            if found:
                entry = found[which % len(found)]
                commands.hold_for_reversal(session, self._actor(who), entry, "填错", NOW)

        self._try(change)

    @rule(who=hands, which=picks)
    def confirm(self, who: int, which: int) -> None:
        def answer(session: Session, request: FundRequest) -> None:
            paid = request.kind == "reversal" and self._kind_of(session, request) == "paid"
            agree = commands.confirm_payment_reversal if paid else commands.confirm_request
            agree(session, self._actor(who), request, NOW)

        self._answer(which, answer)

    @staticmethod
    def _kind_of(session: Session, request: FundRequest) -> str:
        return session.scalars(
            select(LedgerEntry.kind).where(
                LedgerEntry.fund_id == request.fund_id, LedgerEntry.seq == request.reverses_seq
            )
        ).one()

    @rule(who=hands, which=picks)
    def refuse(self, who: int, which: int) -> None:
        self._answer(which, lambda s, r: commands.refuse_request(s, self._actor(who), r, "不对", NOW))

    @rule(who=hands, which=picks)
    def withdraw(self, who: int, which: int) -> None:
        self._answer(which, lambda s, r: commands.withdraw_request(s, self._actor(who), r, NOW))

    @rule(move=st.sampled_from(sorted(MOVES)), fen=amounts, project=st.sampled_from(["p1", "p2"]), year=years)
    def spend(self, move: str, fen: int, project: str, year: int) -> None:
        self._try(lambda s: MOVES[move](s, s.get_one(Fund, self.funds[year]), fen, project))

    @invariant()
    def holds(self) -> None:
        session = db.session()
        session.rollback()
        last, this = (self._check_fund(session, fund_id) for fund_id in self.funds)
        assert last.carried_out_fen == this.carried_over_fen
        assert last.carried_over_fen == this.carried_out_fen == 0
        if len(self.crew) == 1:
            assert last.total_fen == this.total_fen == 0

    def _check_fund(self, session: Session, fund_id: int) -> Fund:
        fund = session.get_one(Fund, fund_id)
        entries = session.scalars(
            select(LedgerEntry).where(LedgerEntry.fund_id == fund_id).order_by(LedgerEntry.seq)
        ).all()
        balance = balance_of((entry.kind, entry.amount_fen) for entry in entries)
        assert {t: getattr(fund, t) for t in TOTALS} == {t: getattr(balance, t) for t in TOTALS}
        assert min(balance.free_fen, balance.unpaid_fen, balance.reserved_fen) >= 0
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        assert not entries or entries[-1].free_fen == fund.free_fen
        _check_hands(entries)
        return fund


def _check_hands(entries: list[LedgerEntry]) -> None:
    """Two different people stand behind all that came in and all that was undone, once and whole."""
    undone = Counter(entry.reverses_id for entry in entries if entry.reverses_id is not None)
    assert set(undone.values()) <= {1}
    for entry in entries:
        if entry.kind in BY_TWO:
            request = entry.request
            assert request is not None and request.state == "confirmed"
            assert request.asked_by_id != request.answered_by_id == entry.actor_id
        if entry.reverses is not None:
            assert entry.kind == REVERSALS[entry.reverses.kind]
            assert (entry.amount_fen, entry.fund_id) == (entry.reverses.amount_fen, entry.reverses.fund_id)


@pytest.mark.parametrize("people", [3, 1])
def test_a_history_of(app: Flask, people: int) -> None:
    """Several people, or one alone: then no money comes in and none goes."""
    world = make_street()

    class Histories(Ledgers):
        pass

    Histories.world = world
    Histories.crew = [another(Role.FINANCE, f"hand-{number}") for number in range(people)]
    run_state_machine_as_test(Histories, settings=SETTINGS)
