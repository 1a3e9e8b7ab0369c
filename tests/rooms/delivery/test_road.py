"""One contract from its plan to its close."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.funds.queries import project_money
from app.needs.models import Need
from app.notices.queries import notice_of
from app.organisations.queries import track_records
from tests.factories import World, make_street
from tests.support.contracts import make_joint_contract
from tests.support.delivery import (
    BEGUN,
    CLOSED,
    NOTICE_OVER,
    close,
    make_accepted,
    make_delivering,
    pay_instalment,
)


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def test_the_whole_way_pays_every_fen_and_closes(world: World, session: Session) -> None:
    contract = make_delivering(world)
    part = contract.parts[0]
    assert part.proposal.state == "delivering"
    need = part.proposal.need
    assert need is not None and need.state == "delivering"
    pay_instalment(world, contract, 1, BEGUN)
    make_accepted(world, contract)
    assert [i.condition_met_on for i in part.instalments][1:] == [CLOSED, NOTICE_OVER]
    for seq in (2, 3):
        pay_instalment(world, contract, seq, NOTICE_OVER)
    close(world, contract)
    assert (contract.state, contract.closed_on, part.proposal.state) == ("closed", NOTICE_OVER, "closed")
    money = project_money(session, part.proposal.slug)
    assert (money.paid_fen, money.unpaid_fen) == (part.amount_fen, 0)
    assert session.get_one(Need, need.id).state == "done"
    assert [row.summary for row in track_records(session, contract.organisation)] == [
        f"{part.proposal.title} · ¥38,000 · 4.5/5（20 人，代录 20 人）"
    ]


def test_a_joint_contract_is_accepted_once_and_paid_from_two_funds(world: World, session: Session) -> None:
    contract = make_joint_contract(world)
    make_delivering(world, contract)
    make_accepted(world, contract)
    north, south = contract.parts
    for number in range(2):
        for seq in (1, 2, 3):
            pay_instalment(world, contract, seq, NOTICE_OVER, number)
    notice = notice_of(session, "acceptance", contract.slug)
    assert notice is not None and notice.community_id is None
    assert notice.body["satisfaction"] == "4.5"
    assert notice.body["residents_answered"] == 40
    close(world, contract)
    assert {north.proposal.state, south.proposal.state} == {"closed"}
