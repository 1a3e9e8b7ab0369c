"""Supplements of one hand, notices with objections and contracts come through the new tables, and back."""

from __future__ import annotations

from datetime import date

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from app.contracts.models import Amendment, Contract
from app.foundation.database import db
from app.notices.models import Notice
from tests.factories import make_street
from tests.support.contracts import make_contract
from tests.support.migrations import rows
from tests.support.notices import post_result
from tests.support.supplements import draft, make_supplement

BEFORE = "0013"


def test_a_supplement_of_one_hand_comes_through_in_force(session_gone: None) -> None:
    world = make_street()
    contract = make_contract(world)
    supplement = make_supplement(world, contract)
    post_result(world)
    kept = (supplement.id, supplement.amount_fen, supplement.prepared_by_id)
    contract_slug = contract.slug
    db.session.remove()
    downgrade(revision=BEFORE)
    assert rows("SELECT id, amount_fen, made_by_id FROM amendment") == [kept]
    assert rows("SELECT amendment_id FROM instalment WHERE amendment_id IS NOT NULL") == [(kept[0],)]
    assert rows("SELECT subject_ref FROM notice WHERE kind = 'contract'") == [(contract_slug,)]
    assert len(rows("SELECT id FROM notice")) == 3
    upgrade()
    session = db.session()
    found = session.scalars(select(Amendment)).one()
    assert (found.id, found.amount_fen, found.prepared_by_id) == kept
    assert (found.state, found.signed_on, found.attempt) == ("in_force", date(2026, 5, 20), 1)
    assert len(found.slug) == 10
    again = session.scalars(select(Contract)).one()
    assert [(part.voted_months, part.proposal.months) for part in again.parts] == [(8, 8)]
    assert (again.term_reason, again.longer_term_by, len(again.approvals)) == ("", None, 3)
    assert session.scalars(select(Notice.kind).order_by(Notice.id)).all() == ["result", "contract", "result"]
    assert rows("SELECT key FROM rule_setting WHERE key LIKE 'supplement_resolution%'") == [
        ("supplement_resolution_percent",)
    ]


def test_what_waits_is_finished_before_a_step_back(session_gone: None) -> None:
    world = make_street()
    draft(world, make_contract(world))
    db.session.remove()
    with pytest.raises((RuntimeError, SystemExit)):
        downgrade(revision=BEFORE)
    assert rows("SELECT state FROM amendment") == [("recognition",)]
