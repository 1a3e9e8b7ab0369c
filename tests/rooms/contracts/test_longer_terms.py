"""A term that is longer than was voted says why and is recognised again; one in the past is refused."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts import commands
from app.contracts.chain import missing_recognitions
from app.contracts.models import Contract, ContractPart
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from app.street import commands as streets
from tests.factories import NOW, SOURCE, World, make_street
from tests.support.contracts import (
    PREPARED,
    make_contract,
    make_joint_contract,
    new_contract,
    prepare,
    recognise,
    second_handler,
)
from tests.support.notices import at, make_noticed
from tests.support.supplements import answer, questions

LONGER = date(2027, 3, 10)
"""The proposals are voted for 8 months; from 11 May 2026 this is 10."""
REASON = "冬季两个月不能施工"


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _refused(code: str, field: str | None = None) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(
        RuleViolation, check=lambda error: error.code == code and field in (None, error.field)
    )


def _delegates_decide(world: World) -> None:
    with unit_of_work() as session:
        streets.set_rule(session, SYSTEM, world.street, "longer_term_recognition", "delegate", SOURCE, NOW)


def test_the_voted_months_are_frozen_with_the_part(world: World) -> None:
    contract = prepare(world)
    assert [part.voted_months for part in contract.parts] == [8]
    assert (contract.longer_term_by, contract.term_reason) == (None, "")


def test_more_than_was_voted_needs_a_reason(world: World) -> None:
    proposal = make_noticed(world)
    with _refused("term.reason", "term_reason"):
        prepare(world, [proposal], ends_on=LONGER)
    contract = prepare(world, [proposal], ends_on=LONGER, term_reason=REASON)
    assert (contract.longer_term_by, contract.term_reason) == ("resolution", REASON)


def test_the_resolution_of_the_shorter_term_does_not_recognise_the_longer(world: World) -> None:
    contract = prepare(world, ends_on=LONGER, term_reason=REASON)
    assert ("representatives", world.north.id) in missing_recognitions(contract)
    recognise(world, contract)
    assert contract.state == "recognition"
    (question,) = questions("term", contract.slug)
    assert (question.detail, question.reason) == ({"months": 10}, REASON)
    answer(world, world.north)
    assert contract.state == "handling"
    assert contract.parts[0].voted_months == 10
    assert [r.party for r in contract.recognitions].count("representatives") == 2


def test_a_no_leaves_the_contract_waiting_until_the_term_is_shortened(world: World) -> None:
    contract = prepare(world, ends_on=LONGER, term_reason=REASON)
    answer(world, world.north, passed=False)
    recognise(world, contract)
    assert contract.state == "recognition"
    shorter = new_contract([part.proposal for part in contract.parts])
    with unit_of_work() as session:
        commands.change_contract(session, world.actor(Role.STREET_HANDLER), contract, shorter, at(PREPARED))
    assert contract.longer_term_by is None
    recognise(world, contract)
    assert contract.state == "handling"


def test_a_changed_term_is_asked_anew_and_the_old_question_dropped(world: World) -> None:
    contract = prepare(world)
    handler, proposals = world.actor(Role.STREET_HANDLER), [part.proposal for part in contract.parts]
    for ends_on in (LONGER, date(2027, 4, 10)):
        with _refused("term.reason"), unit_of_work() as session:
            commands.change_contract(
                session, handler, contract, new_contract(proposals, ends_on=ends_on), at(PREPARED)
            )
        new = new_contract(proposals, ends_on=ends_on, term_reason=REASON)
        for _ in range(2):
            with unit_of_work() as session:
                commands.change_contract(session, handler, contract, new, at(PREPARED))
    assert [(q.detail["months"], q.state) for q in questions("term", contract.slug)] == [
        (10, "dropped"),
        (11, "open"),
    ]


def test_where_the_street_says_so_the_delegate_recognises_it_in_so_many_words(world: World) -> None:
    _delegates_decide(world)
    contract = prepare(world, ends_on=LONGER, term_reason=REASON)
    assert questions("term", contract.slug) == []
    with _refused("recognition.longer_term", "longer_term"):
        recognise(world, contract)
    delegate = world.actor(Role.COMMUNITY_DELEGATE, world.north)
    with unit_of_work() as session:
        commands.recognise_for_street(session, second_handler(world), contract, "同意", at(PREPARED))
        row = commands.recognise_for_community(
            session, delegate, contract, world.north, "同意", at(PREPARED), longer_term=True
        )
    assert (contract.state, row.term_months) == ("handling", 10)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("code", "field", "starts_on", "ends_on"),
    [
        ("term.past", "ends_on", date(2025, 5, 11), date(2025, 12, 10)),
        ("term.retroactive", "starts_on", date(2026, 4, 19), date(2026, 12, 10)),
    ],
)
def test_a_term_does_not_begin_before_it_is_written(
    world: World, code: str, field: str, starts_on: date, ends_on: date
) -> None:
    proposal = make_noticed(world)
    with _refused(code, field):
        prepare(world, [proposal], starts_on=starts_on, ends_on=ends_on)
    contract = prepare(world, [proposal], starts_on=PREPARED, ends_on=date(2026, 12, 19))
    new = new_contract([proposal], starts_on=starts_on, ends_on=ends_on)
    with _refused(code, field), unit_of_work() as session:
        commands.change_contract(session, world.actor(Role.STREET_HANDLER), contract, new, at(PREPARED))


def test_the_audit_names_both_terms_and_the_database_wants_a_reason(world: World, session: Session) -> None:
    contract = make_contract(world, "recognition", ends_on=LONGER, term_reason=REASON)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "contracts.prepare")).one()
    assert (entry.detail["months"], entry.detail["voted_months"]) == (10, 8)
    with pytest.raises(IntegrityError), unit_of_work() as unit:
        unit.get_one(Contract, contract.id).term_reason = ""


def test_a_joint_contract_asks_only_the_community_that_voted_less(world: World) -> None:
    contract = make_joint_contract(world, "recognition")
    north, south = contract.parts
    with unit_of_work() as session:
        session.get_one(ContractPart, south.id).voted_months = 10
    new = new_contract([north.proposal, south.proposal], ends_on=LONGER, term_reason=REASON)
    with unit_of_work() as session:
        commands.change_contract(session, world.actor(Role.STREET_HANDLER), contract, new, at(PREPARED))
    assert [question.proposal_id for question in questions("term", contract.slug)] == [north.proposal_id]
