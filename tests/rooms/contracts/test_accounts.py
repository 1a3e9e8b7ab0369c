"""The payee's account is frozen where money is promised: no one alone moves it, on no path, and the print stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.contracts import commands as contracts
from app.contracts.models import Contract, ContractAccount
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.organisations import commands
from app.organisations.commands import Account
from app.organisations.models import AccountChange
from tests.factories import World, make_street
from tests.support.accounts import (
    BANK,
    FIRST,
    MOMENT,
    SECOND,
    ask,
    check,
    confirm,
    move_account,
    new_change,
)
from tests.support.contracts import SIGNED, another, decide, make_contract, new_contract, prepare, sign
from tests.support.delivery import organisation_actor
from tests.support.notices import at, make_noticed
from tests.support.organisations import make_organisation


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def edit(member: Actor, contract: Contract) -> None:
    with unit_of_work() as session:
        account = Account("甲银行", SECOND)
        commands.change_bank_account(session, member, contract.organisation, account, at(SIGNED))


@pytest.mark.parametrize("stage", ["recognition", "signed"])
def test_one_member_alone_does_not_move_an_account_that_a_contract_names(world: World, stage: str) -> None:
    contract = make_contract(world, stage)
    with refused("bank.bound"):
        edit(organisation_actor(world, contract), contract)
    assert contract.organisation.bank_account == contract.bank_account == FIRST
    assert contract.account_holder == contract.organisation.name


def test_before_any_contract_a_member_edits_freely_and_the_contract_takes_what_is_there(world: World) -> None:
    proposal = make_noticed(world)
    member = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=proposal.organisation_id)
    with unit_of_work() as session:
        commands.change_bank_account(
            session, member, proposal.organisation, Account(BANK, "6222 0000 1111-3333"), MOMENT
        )
    with refused("account_change.free"), unit_of_work() as session:
        commands.ask_account_change(session, member, proposal.organisation, new_change(), MOMENT)
    contract = prepare(world, [proposal])
    assert (contract.bank_name, contract.bank_account) == (BANK, "6222000011113333")


def test_no_contract_is_prepared_or_signed_without_an_account(world: World) -> None:
    proposal = make_noticed(world)
    with unit_of_work():
        proposal.organisation.bank_account = ""
    with refused("account.missing"):
        prepare(world, [proposal])
    with unit_of_work():
        proposal.organisation.bank_account = FIRST
    contract = make_contract(world, "approved", [proposal])
    with unit_of_work():
        contract.bank_account = ""
    with refused("contract.no_account"):
        sign(world, contract)


def test_three_people_move_it_and_each_only_in_their_place(world: World) -> None:
    contract = make_contract(world)
    member, handler, reviewer = (
        organisation_actor(world, contract),
        world.actor(Role.STREET_HANDLER),
        world.actor(Role.REVIEWER),
    )
    change = ask(world, contract)
    with refused("account_change.waiting"):
        ask(world, contract, "110060000000000098")
    with refused("account_change.unchecked"):
        confirm(world, change)
    everything = Actor(handler.user_id, "", handler.grants | reviewer.grants)
    for actor, code in (
        (reviewer, "account_change.not_handler"),
        (member, "account_change.not_handler"),
        (Actor(member.user_id, "", handler.grants), "two_hands.same_person"),
        (Actor(handler.user_id, "", handler.grants | member.grants), "recusal.interest"),
    ):
        with refused(code):
            check(world, change, actor)
    check(world, change, everything)
    with refused("state.wrong"):
        check(world, change)
    for actor, code in (
        (everything, "account_change.same_post"),
        (world.actor(Role.FINANCE), "account_change.not_reviewer"),
        (another(Role.STREET_HANDLER, "handler-2"), "account_change.not_reviewer"),
        (Actor(member.user_id, "", reviewer.grants), "two_hands.same_person"),
        (Actor(reviewer.user_id, "", reviewer.grants | member.grants), "recusal.interest"),
    ):
        with refused(code):
            confirm(world, change, actor)
    assert contract.organisation.bank_account == FIRST
    confirm(world, change)
    assert (change.state, contract.organisation.bank_account) == ("confirmed", SECOND)
    for again in (lambda: confirm(world, change), lambda: check(world, change)):
        with refused("state.wrong"):
            again()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"again": "110060000000000098"}, "account_change.differs"),
        ({"again": "x"}, "account_change.differs"),
        ({"account": Account("风尚银行", FIRST), "again": FIRST}, "account_change.same"),
        ({"account": Account(" ", SECOND)}, "bank.name"),
        ({"account": Account(BANK, "12")}, "bank.account"),
        ({"reason": " "}, "account_change.reason"),
        ({"file": None}, "account_change.file"),
    ],
)
def test_what_asking_refuses(world: World, more: dict[str, object], code: str) -> None:
    contract = make_contract(world)
    member = organisation_actor(world, contract)
    with refused(code), unit_of_work() as session:
        commands.ask_account_change(session, member, contract.organisation, new_change(**more), MOMENT)


@pytest.mark.parametrize("role", [Role.STREET_HANDLER, Role.FINANCE, Role.COMMUNITY_WORKER])
def test_nobody_asks_for_an_organisation(world: World, role: Role) -> None:
    contract = make_contract(world)
    community = world.north if role is Role.COMMUNITY_WORKER else None
    with refused("account_change.not_member"):
        ask(world, contract, actor=world.actor(role, community))
    other = make_organisation("别家中心")
    with refused("account_change.not_member"):
        ask(world, contract, actor=world.actor(Role.ORGANISATION_MEMBER, organisation_ref=other.id))


def test_a_request_is_refused_withdrawn_or_stopped_and_the_account_stays(world: World) -> None:
    contract = make_contract(world)
    reviewer, finance = world.actor(Role.REVIEWER), world.actor(Role.FINANCE)
    member = organisation_actor(world, contract)
    first = check(world, ask(world, contract))
    with refused("two_hands.answer"), unit_of_work() as session:
        commands.refuse_account_change(session, reviewer, first, " ", MOMENT)
    with refused("account_change.not_post"), unit_of_work() as session:
        commands.refuse_account_change(session, finance, first, "不行", MOMENT)
    with unit_of_work() as session:
        commands.refuse_account_change(session, reviewer, first, "证明过期", MOMENT)
    second = ask(world, contract)
    with unit_of_work() as session:
        commands.withdraw_account_change(session, member, second, "", MOMENT)
    third = ask(world, contract)
    colleague = Actor(another(Role.AUDITOR, "colleague").user_id, "", member.grants)
    with refused("two_hands.answer"), unit_of_work() as session:
        commands.withdraw_account_change(session, colleague, third, "", MOMENT)
    with unit_of_work() as session:
        commands.withdraw_account_change(session, colleague, third, "不是我们要换的", MOMENT)
    assert [c.state for c in (first, second, third)] == ["refused", "withdrawn", "refused"]
    assert first.answer == "证明过期"
    assert contract.organisation.bank_account == FIRST
    for change in (first, second, third):
        with refused("state.wrong"):
            confirm(world, change)


def test_signed_contracts_get_one_more_account_and_stay_as_signed(world: World, session: Session) -> None:
    contract = make_contract(world)
    first = move_account(world, contract)
    second = move_account(world, contract, "110060000000000077")
    rows = session.scalars(select(ContractAccount).order_by(ContractAccount.number)).all()
    assert [(row.number, row.bank_account, row.change_id) for row in rows] == [
        (1, SECOND, first.id),
        (2, "110060000000000077", second.id),
    ]
    assert contract.bank_account == FIRST


@pytest.mark.parametrize("stage", ["recognition", "handling", "reviewing", "approving", "approved"])
def test_a_text_not_yet_signed_takes_the_new_account_and_its_chain_begins_anew(
    world: World, stage: str
) -> None:
    contract = make_contract(world, stage)
    revision = contract.revision
    change = move_account(world, contract)
    db.session.refresh(contract)
    assert (contract.bank_account, contract.account_change_id) == (SECOND, change.id)
    assert contract.state == ("recognition" if stage == "recognition" else "handling")
    assert contract.revision == revision + 1
    if stage == "recognition":
        return
    for step, actor in enumerate((Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER)):
        assert contract.state == ("handling", "reviewing", "approving")[step]
        decide(world.actor(actor), contract)
    sign(world, contract)
    assert contract.bank_account == SECOND


def test_a_change_of_the_text_takes_the_account_as_it_is_then(world: World) -> None:
    contract = prepare(world)
    move_account(world, contract)
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        new = new_contract([part.proposal for part in contract.parts])
        contracts.change_contract(session, handler, contract, new, MOMENT)
    assert contract.bank_account == SECOND


def test_the_log_holds_old_and_new_masked_and_never_a_whole_number(world: World, session: Session) -> None:
    move_account(world, make_contract(world))
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action.contains("account"))).all()
    told = {entry.action: entry.detail for entry in entries}
    for action in ("ask_account_change", "check_account_change", "confirm_account_change"):
        detail = told[f"organisations.{action}"]
        assert (detail["old"], detail["new"]) == ("•••• 2222", "•••• 0099")
    assert told["contracts.add_account"]["new"] == "•••• 0099"
    for entry in session.scalars(select(AuditEntry)):
        assert FIRST not in str(entry.detail) and SECOND not in str(entry.detail)


FORBIDDEN = (
    "UPDATE organisation SET bank_account = '1' WHERE id = :organisation",
    "UPDATE organisation SET bank_account = :first WHERE id = :organisation",
    "UPDATE organisation SET account_bound = false WHERE id = :organisation",
    "UPDATE contract SET bank_account = '1' WHERE id = :contract",
    "UPDATE contract SET account_holder = '别人' WHERE id = :contract",
    "UPDATE contract_account SET bank_account = '1'",
    "DELETE FROM contract_account",
    "INSERT INTO contract_account (contract_id, number, account_holder, bank_name, bank_account, since, change_id)"
    " SELECT :contract, 9, '户', bank_name, bank_account, asked_at, id FROM account_change WHERE id = :waiting",
    "UPDATE account_change SET bank_account = '1' WHERE id = :waiting",
    "UPDATE account_change SET answer = '改' WHERE id = :moved",
    "DELETE FROM account_change WHERE id = :waiting",
    "UPDATE account_change SET checked_by_id = asked_by_id, checked_at = asked_at, check_note = '看过'"
    " WHERE id = :waiting",
    "UPDATE account_change SET state = 'confirmed', answered_at = asked_at, answered_by_id = :handler"
    " WHERE id = :waiting",
    "UPDATE account_change SET state = 'confirmed', answered_at = asked_at, checked_at = asked_at,"
    " check_note = '看过', checked_by_id = :handler, answered_by_id = :handler WHERE id = :waiting",
)


def test_the_database_itself_holds_every_account(world: World) -> None:
    contract = make_contract(world)
    values = {"organisation": contract.organisation_id, "contract": contract.id, "first": FIRST}
    values["moved"] = move_account(world, contract).id
    values["waiting"] = waiting = ask(world, contract, "110060000000000077", MOMENT + timedelta(hours=1)).id
    values["handler"] = world.user(Role.STREET_HANDLER).id
    for statement in FORBIDDEN:
        with pytest.raises(DatabaseError), unit_of_work() as session:
            session.execute(text(statement), values)
    with unit_of_work() as session:
        assert session.get_one(AccountChange, waiting).state == "waiting"
