"""Money comes in, and a wrong entry is undone, by two people; nobody does either alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Actor, Role
from app.foundation.database import unit_of_work
from app.funds import commands, queries
from app.funds.commands import Incoming
from app.funds.models import Fund, FundRequest, LedgerEntry
from tests.factories import NOW, World, make_street
from tests.support.contracts import another
from tests.support.funds import appropriate, carry_over, make_fund, reverse

YUAN = 100
PAPER = "财〔2026〕3号"
IN_2025 = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)
"""The last minute of 2025 in the street's zone."""


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def fund(world: World) -> Fund:
    return make_fund(world.north, yuan=0)


@pytest.fixture
def finance(world: World) -> Actor:
    return world.actor(Role.FINANCE)


@pytest.fixture
def approver(world: World) -> Actor:
    return world.actor(Role.APPROVER)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def ask(fund: Fund, actor: Actor, yuan: int = 500, paper: str = PAPER) -> FundRequest:
    with unit_of_work() as session:
        return commands.ask_appropriation(session, actor, fund, Incoming(yuan * YUAN, paper, "首批"), NOW)


def confirm(request: FundRequest, actor: Actor) -> LedgerEntry:
    with unit_of_work() as session:
        return commands.confirm_request(session, actor, request, NOW)


def test_asking_moves_nothing_and_the_second_hand_moves_it(
    fund: Fund, finance: Actor, approver: Actor, session: Session
) -> None:
    request = ask(fund, finance)
    assert fund.total_fen == 0 and not queries.ledger(session, fund)
    entry = confirm(request, approver)
    assert fund.total_fen == 500 * YUAN
    assert (entry.kind, entry.amount_fen, entry.note) == ("appropriated", 500 * YUAN, "首批")
    assert entry.request is request
    assert (request.asked_by_id, request.answered_by_id) == (finance.user_id, approver.user_id)
    with refused("state.wrong"):
        confirm(request, another(Role.APPROVER, "second"))
    assert fund.total_fen == 500 * YUAN


def test_nobody_confirms_their_own(fund: Fund, world: World, finance: Actor) -> None:
    both = another(Role.APPROVER, "both")
    request = ask(fund, both)
    for alone in (both, SYSTEM):
        with refused("two_hands.same_person"):
            confirm(request, alone)
    assert fund.total_fen == 0


def test_a_refusal_says_why_and_the_asker_takes_back_what_is_theirs(
    fund: Fund, finance: Actor, approver: Actor
) -> None:
    first, second = ask(fund, finance), ask(fund, finance, paper="财〔2026〕4号")
    with refused("two_hands.answer"), unit_of_work() as session:
        commands.refuse_request(session, approver, first, " ", NOW)
    with unit_of_work() as session:
        commands.refuse_request(session, approver, first, "文号和文件对不上", NOW)
    with refused("two_hands.not_asker"), unit_of_work() as session:
        commands.withdraw_request(session, approver, second, NOW)
    with unit_of_work() as session:
        commands.withdraw_request(session, finance, second, NOW)
    assert (first.state, first.answer, second.state) == ("refused", "文号和文件对不上", "withdrawn")
    assert fund.total_fen == 0
    ask(fund, finance)


@pytest.mark.parametrize("kind", ["appropriated", "carried_over", "carried_out"])
def test_the_database_lets_no_money_in_without_two_people(
    fund: Fund, finance: Actor, approver: Actor, kind: str
) -> None:
    request = ask(fund, finance)

    def enter(**more: object) -> None:
        with unit_of_work() as session:
            values = {"fund_id": fund.id, "seq": 1, "kind": kind, "amount_fen": 500 * YUAN, "free_fen": 0}
            said = {"voucher_no": "", "note": "", "actor_name": "x", "occurred_at": NOW}
            session.execute(insert(LedgerEntry).values(**values, **said, **more))

    for more in ({}, {"request_id": request.id}):
        with pytest.raises(DBAPIError, match="two people"):
            enter(**more)
    with unit_of_work() as session:
        commands.refuse_request(session, approver, request, "不对", NOW)
    with pytest.raises(DBAPIError, match="two people"):
        enter(request_id=request.id)


def test_a_paper_brings_money_into_a_fund_once_however_it_is_spelt(
    world: World, fund: Fund, finance: Actor, approver: Actor
) -> None:
    with refused("fund.document"):
        ask(fund, finance, paper=" — ")
    request = ask(fund, finance)
    for again in (PAPER, "财[2026] 3号", "财（２０２６）３号"):
        with refused("fund.document_used"):
            ask(fund, finance, paper=again)
    entry = confirm(request, approver)
    with refused("fund.document_used"):
        ask(fund, finance)
    ask(make_fund(world.south, yuan=0), finance)
    with unit_of_work() as session:
        reverse(session, entry)
    confirm(ask(fund, finance, 50), approver)
    assert fund.total_fen == 50 * YUAN


def test_before_the_years_end_carrying_over_needs_a_reason(world: World, finance: Actor) -> None:
    last, this = make_fund(world.north, 1000, 2025), make_fund(world.north, 0, 2026)

    def carry(reason: str, now: datetime) -> FundRequest:
        with unit_of_work() as session:
            return commands.ask_carry_over(session, finance, this, Incoming(100 * YUAN, "", reason), now)

    with refused("fund.early_reason"):
        carry(" ", IN_2025)
    early = carry("十二月没有会议了，提前转", IN_2025)
    assert early.reason and early.source_fund_id == last.id
    assert carry("", datetime(2025, 12, 31, 16, 0, tzinfo=UTC)).reason == ""


def test_carrying_over_from_nowhere_needs_a_paper(fund: Fund, finance: Actor) -> None:
    with refused("fund.document"), unit_of_work() as session:
        commands.ask_carry_over(session, finance, fund, Incoming(100), NOW)


def test_last_years_money_is_looked_at_again_when_it_is_confirmed(
    world: World, finance: Actor, approver: Actor
) -> None:
    last, this = make_fund(world.north, 1000, 2025), make_fund(world.north, 0, 2026)
    with unit_of_work() as session:
        request = commands.ask_carry_over(session, finance, this, Incoming(800 * YUAN), NOW)
    with unit_of_work() as session:
        commands.reserve(session, SYSTEM, last, 300 * YUAN, "p1", NOW)
    with refused("fund.overcommitted"):
        confirm(request, approver)
    assert (request.state, this.total_fen, last.total_fen) == ("waiting", 0, 1000 * YUAN)


def test_a_fund_of_last_year_opened_in_between_is_noticed(
    world: World, fund: Fund, finance: Actor, approver: Actor
) -> None:
    with unit_of_work() as session:
        request = commands.ask_carry_over(session, finance, fund, Incoming(100, PAPER), NOW)
    make_fund(world.north, 1000, 2025)
    with refused("fund.source_changed"):
        confirm(request, approver)


def test_a_wrong_appropriation_is_undone_by_an_entry_of_its_own(
    fund: Fund, finance: Actor, approver: Actor, session: Session
) -> None:
    entry = confirm(ask(fund, finance, 5000), approver)
    with unit_of_work() as unit:
        with pytest.raises(RuleViolation, match=r"fund\.reversal_reason"):
            commands.ask_reversal(unit, finance, entry, " ", NOW)
        request = commands.ask_reversal(unit, finance, entry, "多写了一个零", NOW)
    assert fund.total_fen == 5000 * YUAN
    with refused("fund.reversal_waiting"), unit_of_work() as unit:
        commands.ask_reversal(unit, finance, entry, "多写了一个零", NOW)
    with refused("two_hands.same_person"):
        confirm(request, finance)
    undoing = confirm(request, approver)
    assert (undoing.kind, undoing.amount_fen, undoing.note) == (
        "appropriation_reversed",
        5000 * YUAN,
        "多写了一个零",
    )
    assert undoing.reverses is entry and undoing.request is request
    assert (fund.total_fen, fund.appropriated_fen) == (0, 0)
    with refused("fund.reversed_already"), unit_of_work() as unit:
        commands.ask_reversal(unit, finance, entry, "再来一次", NOW)
    with refused("fund.not_reversible"), unit_of_work() as unit:
        commands.ask_reversal(unit, finance, undoing, "冲正错了", NOW)
    rows = {row.entry.seq: row for row in queries.ledger(session, fund)}
    assert (rows[1].reversed_by, rows[1].other, rows[2].reversed_by, rows[2].other) == (2, 2, None, 1)


def test_money_that_is_promised_is_not_taken_back(fund: Fund, finance: Actor, approver: Actor) -> None:
    entry = confirm(ask(fund, finance, 500), approver)
    with unit_of_work() as session:
        request = commands.ask_reversal(session, finance, entry, "填错", NOW)
        commands.reserve(session, SYSTEM, fund, 200 * YUAN, "p1", NOW)
    with refused("fund.reversal_short") as short:
        confirm(request, approver)
    assert short.value.params["free_fen"] == 300 * YUAN
    assert (request.state, fund.total_fen) == ("waiting", 500 * YUAN)
    with unit_of_work() as session:
        commands.withdraw_request(session, finance, request, NOW)
    with refused("fund.reversal_short"), unit_of_work() as session:
        commands.ask_reversal(session, finance, entry, "填错", NOW)


def test_undoing_a_carry_over_gives_the_money_back_to_last_year(
    world: World, finance: Actor, session: Session
) -> None:
    last, this = make_fund(world.north, 1000, 2025), make_fund(world.north, 0, 2026)
    with unit_of_work() as unit:
        entry = carry_over(unit, this, 400 * YUAN)
    with refused("fund.not_reversible"), unit_of_work() as unit:
        out = unit.scalars(select(LedgerEntry).where(LedgerEntry.kind == "carried_out")).one()
        commands.ask_reversal(unit, finance, out, "填错", NOW)
    with unit_of_work() as unit:
        reverse(unit, entry)
    session.refresh(last)
    assert (last.carried_out_fen, last.free_fen) == (0, 1000 * YUAN)
    assert (this.carried_over_fen, this.total_fen) == (0, 0)
    kinds = session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)).all()
    assert kinds[-2:] == ["carry_out_reversed", "carry_over_reversed"]


def test_a_payments_reversal_is_not_confirmed_in_the_funds_room(
    fund: Fund, finance: Actor, approver: Actor
) -> None:
    with unit_of_work() as session:
        appropriate(session, fund, 500)
        commands.reserve(session, SYSTEM, fund, 500, "p1", NOW)
        commands.commit(session, SYSTEM, fund, 500, "p1", NOW)
        entry = commands.pay(session, SYSTEM, fund, 500, "p1", "FK-1", NOW)
        with pytest.raises(RuleViolation, match=r"fund\.not_reversible"):
            commands.ask_reversal(session, finance, entry, "付错了", NOW)
        request = commands.hold_for_reversal(session, finance, entry, "付错了", NOW, "payment-1")
    with refused("fund.confirm_payment"):
        confirm(request, approver)
    with unit_of_work() as session:
        commands.confirm_payment_reversal(session, approver, request, NOW)
    assert (fund.paid_fen, fund.committed_fen) == (0, 500)


def test_an_entry_is_reversed_once_in_the_database_too(fund: Fund, finance: Actor, approver: Actor) -> None:
    entry = confirm(ask(fund, finance), approver)
    with unit_of_work() as session:
        undoing = reverse(session, entry)
    with pytest.raises(DBAPIError), unit_of_work() as session:
        session.execute(
            insert(LedgerEntry).values(
                fund_id=fund.id,
                seq=9,
                kind="appropriation_reversed",
                amount_fen=entry.amount_fen,
                free_fen=0,
                voucher_no="",
                note="",
                actor_name="x",
                occurred_at=NOW,
                request_id=undoing.request_id,
                reverses_id=entry.id,
            )
        )
