"""Days of a contract and of its signature; the first text of a contract."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands import prepare_contract
from app.contracts.prefill import end_of_term, first_text
from app.contracts.queries import contract_rules
from app.contracts.terms import Signing, check_signing, codes, sign_by, term_months
from app.domain.policy import Role
from app.domain.workdays import Calendar
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from tests.factories import make_street
from tests.support.contracts import PREPARED, SIGNED, make_contract, prepare
from tests.support.notices import at, make_noticed

NOTICED = date(2026, 4, 17)
DAYS = Signing(date(2026, 4, 21), NOTICED, date(2026, 5, 11), date(2027, 1, 10))


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 36))
def test_a_term_of_so_many_months_takes_so_many_months(first: date, months: int) -> None:
    last = end_of_term(first, months)
    assert term_months(first, last) == months
    if first.day <= 28:
        assert term_months(first, last + timedelta(days=1)) == months + 1


@pytest.mark.parametrize(
    ("signed_on", "found"),
    [
        (date(2026, 4, 20), ["signing.before_approval"]),
        (date(2026, 4, 21), []),
        (date(2026, 5, 11), []),
        (date(2026, 5, 12), ["signing.after_start"]),
        (date(2026, 5, 17), ["signing.after_start"]),
        (date(2026, 5, 18), ["signing.late", "signing.after_start"]),
        (date(2027, 1, 10), ["signing.late", "signing.after_start"]),
        (date(2027, 1, 11), ["signing.after_term"]),
        (date(2027, 2, 2), ["signing.in_future"]),
    ],
)
def test_the_day_of_a_signature(signed_on: date, found: list[str]) -> None:
    assert codes(check_signing(DAYS, signed_on, date(2027, 2, 1))) == found
    assert sign_by(NOTICED) == date(2026, 5, 17)


def test_a_warning_is_kept_with_the_signature_and_stops_nothing(app: Flask, session: Session) -> None:
    world = make_street()
    make_contract(world, starts_on=SIGNED - timedelta(days=1), ends_on=date(2026, 12, 20))
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "contracts.sign")).one()
    assert entry.detail["warnings"] == ["signing.after_start"]


def test_a_long_term_is_kept_as_a_warning(app: Flask, session: Session) -> None:
    world = make_street()
    prepare(world, ends_on=date(2027, 5, 11), term_reason="冬天停工两个月")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "contracts.prepare")).one()
    assert entry.detail["warnings"] == ["term.needs_reasons"]


def test_the_first_text_can_be_prepared_as_it_is(app: Flask, session: Session) -> None:
    world = make_street()
    proposal = make_noticed(world)
    handler = world.actor(Role.STREET_HANDLER)
    rules = contract_rules(session, {world.north.id})
    new = first_text([proposal], rules, Calendar(), PREPARED)
    assert new.starts_on == date(2026, 5, 7)
    assert "入户访谈" in new.content
    with unit_of_work() as unit:
        contract = prepare_contract(unit, handler, new, at(PREPARED))
    assert (contract.amount_fen, len(contract.parts[0].instalments)) == (proposal.amount_fen, 3)
