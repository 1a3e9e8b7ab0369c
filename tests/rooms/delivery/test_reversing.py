"""A payment recorded wrongly is undone by two people, and the instalment is paid anew; vouchers are folded."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.delivery import commands
from app.delivery.models import Payment
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.database import unit_of_work
from app.funds import commands as funds
from app.funds.models import FundRequest, LedgerEntry
from app.funds.queries import project_money
from tests.factories import World, make_street
from tests.support.contracts import another, make_contract, make_joint_contract
from tests.support.delivery import (
    BEGUN,
    NOTICE_OVER,
    approve,
    close,
    make_accepted,
    organisation_actor,
    pay,
    pay_instalment,
    request,
)
from tests.support.delivery_pages import Stage, fetch
from tests.support.notices import at, make_noticed
from tests.support.people import page, submit
from tests.support.proposals import make_applicant

SPELLINGS = ("ＦＫ2026－0100", "fk2026 0100", "FK2026—0100", "Fk2026\u200b-0100")


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


@pytest.fixture
def contract(world: World) -> Contract:
    return make_contract(world)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def ask(world: World, payment: Payment, reason: str = "付错了账户，款已退回") -> FundRequest:
    finance = world.actor(Role.FINANCE)
    with unit_of_work() as session:
        return commands.ask_payment_reversal(session, finance, payment, reason, at(BEGUN, 17))


def agree(payment: Payment, asked: FundRequest, actor: Actor) -> Payment:
    with unit_of_work() as session:
        return commands.confirm_payment_reversal(session, actor, payment, asked, at(BEGUN, 18))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_two_contracts_are_not_paid_under_one_voucher_however_it_is_spelt(
    world: World, contract: Contract, spelling: str
) -> None:
    pay(world, approve(world, request(world, contract)), "FK2026-0100")
    other = make_contract(world, proposals=[make_noticed(world, make_applicant(world))])
    payment = approve(world, request(world, other))
    with refused("payment.voucher_used"):
        pay(world, payment, spelling)
    pay(world, payment, "FK2026-0101")


def test_a_voucher_without_a_number_is_none(world: World, contract: Contract) -> None:
    payment = approve(world, request(world, contract))
    with refused("payment.voucher"):
        pay(world, payment, "——")


def test_a_voucher_is_kept_as_it_was_typed(world: World, contract: Contract) -> None:
    payment = pay(world, approve(world, request(world, contract)), "ＦＫ2026－0100")
    assert (payment.voucher_no, payment.voucher_key) == ("ＦＫ2026－0100", "fk2026-0100")
    assert payment.entry is not None and payment.entry.voucher_no == "ＦＫ2026－0100"


def test_a_reversed_payment_is_asked_for_and_paid_anew_with_another_voucher(
    world: World, contract: Contract, session: Session
) -> None:
    payment = pay(world, approve(world, request(world, contract)), "FK-1")
    proposal = contract.parts[0].proposal
    asked = ask(world, payment)
    assert (payment.state, proposal.fund.paid_fen) == ("paid", payment.amount_fen)
    with refused("two_hands.same_person"):
        agree(payment, asked, world.actor(Role.FINANCE))
    agree(payment, asked, world.actor(Role.APPROVER))
    assert (payment.state, payment.voucher_no, payment.paid_on) == ("reversed", "FK-1", BEGUN)
    assert project_money(session, proposal.slug).paid_fen == proposal.fund.paid_fen == 0
    undoing = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "payment_reversed")).one()
    assert undoing.reverses is payment.entry
    assert (undoing.project_ref, undoing.note) == (proposal.slug, "付错了账户，款已退回")
    again = approve(world, request(world, contract))
    for spelling in ("FK-1", "ｆｋ—１"):
        with refused("payment.voucher_reversed"):
            pay(world, again, spelling)
    pay(world, again, "FK-2")
    assert project_money(session, proposal.slug).paid_fen == again.amount_fen
    with refused("state.wrong"):
        ask(world, payment)


def test_only_what_was_paid_is_undone_and_nobody_of_the_provider_takes_part(
    world: World, contract: Contract
) -> None:
    payment = request(world, contract)
    with refused("state.wrong"):
        ask(world, payment)
    pay(world, approve(world, payment))
    member = organisation_actor(world, contract)
    with refused("recusal.interest"), unit_of_work() as session:
        commands.ask_payment_reversal(session, member, payment, "我们要退", at(BEGUN, 17))
    with refused("fund.reversal_reason"):
        ask(world, payment, " ")
    asked = ask(world, payment)
    with refused("fund.reversal_waiting"):
        ask(world, payment)
    with refused("recusal.interest"):
        agree(payment, asked, member)


def test_a_request_confirms_no_other_payment(world: World) -> None:
    joint = make_joint_contract(world)
    first, second = (pay(world, approve(world, request(world, joint, part=n)), "FK-9") for n in (0, 1))
    asked = ask(world, first)
    with refused("payment.no_entry"):
        agree(second, asked, world.actor(Role.APPROVER))
    assert (first.state, second.state) == ("paid", "paid")


def test_a_refused_reversal_leaves_the_payment_and_can_be_asked_again(
    world: World, contract: Contract
) -> None:
    payment, approver = pay(world, approve(world, request(world, contract))), world.actor(Role.APPROVER)
    asked = ask(world, payment)
    with unit_of_work() as session:
        funds.refuse_request(session, approver, asked, "回单没有错", at(BEGUN, 18))
    with refused("state.wrong"):
        agree(payment, asked, approver)
    assert payment.state == "paid"
    agree(payment, ask(world, payment), another(Role.APPROVER, "second"))


def test_nothing_closes_over_a_reversed_payment_and_a_closed_project_is_paid_again(
    world: World, session: Session
) -> None:
    contract = make_accepted(world)
    paid = [pay_instalment(world, contract, seq, NOTICE_OVER) for seq in (1, 2, 3)]
    approver, handler = world.actor(Role.APPROVER), world.actor(Role.STREET_HANDLER)
    agree(paid[0], ask(world, paid[0]), approver)
    with refused("close.unpaid"), unit_of_work() as unit:
        commands.close_project(unit, handler, contract, at(NOTICE_OVER, 17))
    again = approve(world, request(world, contract, 1, NOTICE_OVER), NOTICE_OVER)
    pay(world, again, "FK-again", NOTICE_OVER)
    close(world, contract)
    agree(paid[2], ask(world, paid[2]), approver)
    last = approve(world, request(world, contract, 3, NOTICE_OVER), NOTICE_OVER)
    pay(world, last, "FK-last", NOTICE_OVER)
    money = project_money(session, contract.parts[0].proposal.slug)
    assert (money.paid_fen, money.unpaid_fen) == (contract.amount_fen, 0)
    with refused("payment.requested_already"):
        request(world, contract, 3, NOTICE_OVER)


def test_the_database_keeps_one_live_payment_and_one_entry_each(world: World, contract: Contract) -> None:
    payment = pay(world, approve(world, request(world, contract)))
    for change in ({"voucher_key": ""}, {"state": "undone"}):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            row = session.get_one(Payment, payment.id)
            for name, value in change.items():
                setattr(row, name, value)
    agree(payment, ask(world, payment), world.actor(Role.APPROVER))
    again = pay(world, approve(world, request(world, contract)), "FK-2")
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.get_one(Payment, again.id).entry_id = payment.entry_id


def test_the_pages_of_a_reversal(stage: Stage, client: FlaskClient) -> None:
    finance, approver = stage.client(Role.FINANCE), stage.client(Role.APPROVER)
    member = stage.client(Role.ORGANISATION_MEMBER)
    payment = pay(stage.world, approve(stage.world, request(stage.world, stage.contract)), "FK-7")
    base = f"/delivery/payment/{payment.slug}"
    assert f"{base}/reverse" in fetch(finance, base)
    assert f"{base}/reverse" not in fetch(approver, base)
    fetch(finance, f"{base}/reverse")
    assert submit(finance, f"{base}/reverse", {"reason": ""}).status_code == 422
    asked = submit(finance, f"{base}/reverse", {"reason": "付错了账户"}).get_data(as_text=True)
    assert "冲正等街道审批确认" in asked
    assert "付错了账户" not in fetch(member, base)
    link = page(approver.get("/funds/requests")).select_one(".rows a")
    html = fetch(approver, str(link["href"]))  # type: ignore[index]
    assert f"{base}/confirm-reversal" in html
    assert member.post(f"{base}/confirm-reversal").status_code in (400, 403, 404)
    assert "付款冲正记入台账" in submit(approver, f"{base}/confirm-reversal").get_data(as_text=True)
    assert "已经有人办过了" in submit(approver, f"{base}/confirm-reversal").get_data(as_text=True)
    told = fetch(member, base)
    assert "这笔付款已经冲正" in told and "付错了账户" in told and "FK-7" in told
    assert f"/delivery/project/{stage.slug}/request/1" in fetch(member, f"/delivery/project/{stage.slug}")
    fetch(finance, "/delivery/payments?state=reversed")
    public = fetch(client, f"/projects/{stage.slug}")
    assert "冲正第 1 期付款" in public and "付错了账户" in public
    assert "只有已经支付的款才能冲正" in fetch(finance, f"{base}/reverse")


def test_a_used_voucher_is_told_before_please_check(stage: Stage) -> None:
    other = make_contract(stage.world, proposals=[make_noticed(stage.world, make_applicant(stage.world))])
    pay(stage.world, approve(stage.world, request(stage.world, other)), "FK2026-0100")
    payment = approve(stage.world, request(stage.world, stage.contract))
    entered = {"voucher_no": "ＦＫ2026－0100", "paid_on": BEGUN.isoformat()}
    answer = submit(stage.client(Role.FINANCE), f"/delivery/payment/{payment.slug}/pay", entered)
    assert answer.status_code == 422
    found = page(answer)
    assert "已经用在另一份合同上" in found.select_one("#voucher_no-error").get_text()  # type: ignore[union-attr]
    assert found.select_one("#voucher_no")["value"] == "ＦＫ2026－0100"  # type: ignore[index]
