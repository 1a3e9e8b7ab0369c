"""A payment and a change of its account at the same moment: nothing is paid to an account that was already replaced.

The control reads the account before its transaction, as one must not, and the same figures catch it.
"""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.contracts import commands as contracts
from app.contracts.models import Contract
from app.contracts.queries import account_in_force
from app.delivery import commands
from app.delivery.models import Payment
from app.domain.policy import Role
from app.foundation import audit
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.organisations import commands as organisations
from app.organisations.models import AccountChange
from app.proposals.models import Proposal
from tests.factories import World, make_street
from tests.support.accounts import FIRST, MOMENT, SECOND, ask, check
from tests.support.contracts import another, make_contract, new_contract
from tests.support.crowd import at_once as in_threads
from tests.support.delivery import BEGUN, approve, request
from tests.support.notices import at, make_noticed
from tests.support.proposals import make_applicant
from tests.support.races import DONE, at_once


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _paid_to_a_replaced_account(session: Session) -> bool:
    """Whether the log shows a payment after the change that went to the account of before."""
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    changed = [e.seq for e in entries if e.action == "organisations.confirm_account_change"]
    paid = [e.seq for e in entries if e.action == "delivery.pay_payment"]
    to = session.scalars(select(Payment.bank_account).where(Payment.state == "paid")).all()
    return bool(changed and paid) and min(paid) > changed[0] and to == [FIRST]


def test_nothing_is_paid_to_an_account_already_replaced(app: Flask, world: World) -> None:
    contract = make_contract(world)
    payment = approve(world, request(world, contract))
    change = check(world, ask(world, contract))
    payers = [another(Role.FINANCE, f"finance-{number}") for number in range(3)]
    reviewer = world.actor(Role.REVIEWER)
    ref, change_ref = payment.id, change.id

    def paying(number: int) -> object:
        def change_(session: Session) -> object:
            row = session.get_one(Payment, ref)
            return commands.record_payment(
                session, payers[number], row, f"FK-{number}", BEGUN, at(BEGUN, 16), seen_version=0
            )

        return change_

    def confirming(session: Session) -> object:
        row = session.get_one(AccountChange, change_ref)
        return organisations.confirm_account_change(session, reviewer, row, MOMENT)

    outcomes = at_once(app, [confirming, *(paying(n) for n in range(3))])  # type: ignore[list-item]
    assert outcomes in ([DONE, DONE, "state.wrong", "state.wrong"], [DONE] + ["state.wrong"] * 3)
    with unit_of_work() as session:
        row = session.get_one(Payment, ref)
        assert (row.state, row.bank_account) == (
            ("paid", FIRST) if outcomes[1] == DONE else ("requested", "")
        )
        assert not _paid_to_a_replaced_account(session)


def test_the_control_that_reads_before_its_transaction_pays_the_old_account(app: Flask, world: World) -> None:
    contract = make_contract(world)
    payment = approve(world, request(world, contract))
    change = check(world, ask(world, contract))
    finance, approver, reviewer = (
        world.actor(Role.FINANCE),
        world.actor(Role.APPROVER),
        world.actor(Role.REVIEWER),
    )
    ref, change_ref, contract_ref = payment.id, change.id, contract.id
    read, changed = threading.Event(), threading.Event()

    def careless() -> str:
        account = account_in_force(db.session(), db.session.get_one(Contract, contract_ref))
        db.session.rollback()
        read.set()
        assert changed.wait(60)
        with unit_of_work() as session:
            values = {
                "state": "paid",
                "voucher_no": "FK-1",
                "voucher_key": "fk-1",
                "paid_on": BEGUN,
                "paid_by_id": finance.user_id,
                "decided_by_id": approver.user_id,
                "account_version": account.number,
                "bank_account": account.bank_account,
            }
            session.execute(update(Payment).where(Payment.id == ref).values(**values))
            audit.record(session, finance, "delivery.pay_payment", "payment:control", MOMENT)
        return DONE

    def confirming() -> str:
        assert read.wait(60)
        with unit_of_work() as session:
            row = session.get_one(AccountChange, change_ref)
            organisations.confirm_account_change(session, reviewer, row, MOMENT)
        changed.set()
        return DONE

    assert in_threads(app, [careless, confirming]) == [DONE, DONE]
    with unit_of_work() as session:
        assert _paid_to_a_replaced_account(session)


def test_a_contract_written_at_that_moment_has_the_account_that_stands_afterwards(
    app: Flask, world: World
) -> None:
    first = make_contract(world)
    applicant = make_applicant(world, organisation=first.organisation)
    proposal = make_noticed(world, applicant)
    change = check(world, ask(world, first))
    reviewer, handler = world.actor(Role.REVIEWER), world.actor(Role.STREET_HANDLER)
    change_ref, proposal_ref = change.id, proposal.id

    def confirming() -> str:
        with unit_of_work() as session:
            row = session.get_one(AccountChange, change_ref)
            organisations.confirm_account_change(session, reviewer, row, MOMENT)
        return DONE

    def preparing() -> str:
        with unit_of_work() as session:
            new = new_contract([session.get_one(Proposal, proposal_ref)])
            contracts.prepare_contract(session, handler, new, MOMENT)
        return DONE

    assert in_threads(app, [confirming, preparing]) == [DONE, DONE]
    with unit_of_work() as session:
        unsigned = session.scalars(select(Contract).where(Contract.signed_on.is_(None))).one()
        assert (unsigned.bank_account, unsigned.organisation.bank_account) == (SECOND, SECOND)
