"""What a step back does to records that the older tables cannot hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.council import commands as council
from app.delivery import commands as delivery
from app.delivery.commands import Respondent
from app.delivery.queries.scoring import counted_scores
from app.domain.policy import SYSTEM, Role
from app.foundation.database import db, unit_of_work
from app.foundation.withholding import find, withhold_words
from app.people import commands as people
from app.people.models import User
from app.street.queries import rules
from tests.factories import NOW, actor_for, make_street
from tests.support.accounts import FIRST, ask
from tests.support.contracts import make_contract
from tests.support.council import MEETING_AT, make_meeting, make_representatives, tick
from tests.support.delivery import (
    BEGUN,
    CLOSED,
    RATED,
    accept,
    approve,
    count_forms,
    finish_milestones,
    make_delivering,
    make_evaluation,
    object_and_uphold,
    pay_instalment,
    reopen,
    request,
)
from tests.support.migrations import rows
from tests.support.needs import make_need
from tests.support.notices import at


def test_words_put_aside_are_neither_lost_nor_shown(session_gone: None) -> None:
    world = make_street()
    need = make_need(world.north, "三号楼王小明家里有病人")
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        subject = find(session, "need", need.slug)
        assert subject is not None
        withhold_words(session, worker, subject, "写了姓名", NOW)
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0004")
    assert rows("SELECT count(*) FROM withheld_words WHERE restored_at IS NULL") == [(1,)]


def test_an_annulled_acceptance_goes_back_as_failed(session_gone: None) -> None:
    world = make_street()
    contract = make_delivering(world)
    finish_milestones(world, contract)
    accept(world, contract)
    object_and_uphold(world, contract)
    reopen(world, contract)
    accept(world, contract)
    db.session.remove()
    downgrade(revision="0003")
    assert rows("SELECT result FROM acceptance ORDER BY id") == [("failed",), ("passed",)]


def test_account_names_are_folded_and_no_account_is_lost(session_gone: None) -> None:
    make_street()
    names = ["zhang", "ｚｈａｎｇ", "ＷＡＮＧ", "li"]
    for name in ("a1", "a2", "a3", "a4"):
        with unit_of_work() as session:
            people.register_account(session, SYSTEM, name, name, NOW)
    db.session.remove()
    downgrade(revision="0005")
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for number, name in enumerate(names, 1):
            connection.execute(
                text("UPDATE user_account SET username = :name WHERE username = :old"),
                {"name": name, "old": f"a{number}"},
            )
    upgrade()
    assert rows("SELECT username FROM user_account ORDER BY id") == [
        ("zhang",),
        ("ｚｈａｎｇ",),
        ("wang",),
        ("li",),
    ]


def test_older_contracts_take_the_account_of_now_and_older_payments_none(session_gone: None) -> None:
    world = make_street()
    contract = make_delivering(world)
    pay_instalment(world, contract, 1, BEGUN)
    with unit_of_work():
        contract.parts[0].instalments[1].condition_met_on = BEGUN
    approve(world, request(world, contract, 2))
    db.session.remove()
    downgrade(revision="0005")
    upgrade()
    assert rows("SELECT account_holder = (SELECT name FROM organisation), bank_account FROM contract") == [
        (True, FIRST)
    ]
    assert rows("SELECT account_bound FROM organisation") == [(True,)]
    assert rows("SELECT state, account_version, bank_account FROM payment ORDER BY id") == [
        ("paid", None, ""),
        ("approved", 0, ""),
    ]


def test_requests_on_record_are_not_lost_by_a_step_back(session_gone: None) -> None:
    world = make_street()
    ask(world, make_contract(world))
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0005")
    assert rows("SELECT state FROM account_change") == [("waiting",)]


def test_scores_entered_for_others_go_back_as_they_counted_and_come_again_unnamed(session_gone: None) -> None:
    world = make_street()
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    ref = evaluation.id
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    resident = world.user(Role.RESIDENT, world.north)
    with unit_of_work() as session:
        session.get_one(User, resident.id).phone = "13812345678"
    hers, other = Respondent(phone="13812345678"), Respondent(household="3-2-501")
    with unit_of_work() as session:
        delivery.give_score_for(session, worker, evaluation, hers, 5, "", "phone", at(RATED, 9))
        delivery.give_score_for(session, worker, evaluation, other, 4, "", "phone", at(RATED, 9))
        delivery.give_score(session, actor_for(resident), evaluation, 2, "", at(RATED, 10))
    count_forms(world, evaluation, {3: 6}, at(RATED, 11))
    db.session.remove()
    downgrade(revision="0005")
    before = "SELECT score, people, recorded_by_id IS NOT NULL FROM evaluation_answer ORDER BY score"
    assert [tuple(map(int, row)) for row in rows(before)] == [(2, 1, 0), (3, 6, 1), (4, 1, 1)]  # type: ignore[call-overload]
    upgrade()
    assert rows("SELECT score, respondent FROM evaluation_answer ORDER BY score") == [
        (2, ""),
        (3, "unnamed"),
        (4, "unnamed"),
    ]
    assert rows("SELECT told_from FROM evaluation") == [(5,)]
    with db.session() as session:
        assert rules(session).number("least_answers_told") == 5
        assert counted_scores(session, [ref])[ref].entries.by_others == 7


def test_an_unsettled_evaluation_goes_back_as_low_and_streets_get_the_days(session_gone: None) -> None:
    world = make_street()
    evaluation = make_evaluation(world, make_delivering(world).parts[0])
    worker, secretary = (world.actor(role, world.north) for role in (Role.COMMUNITY_WORKER, Role.SECRETARY))
    with unit_of_work() as session:
        hers = Respondent(household="3-2-501")
        delivery.give_score_for(session, worker, evaluation, hers, 5, "", "phone", at(RATED, 9))
        delivery.close_evaluation(session, secretary, evaluation, at(CLOSED, 9))
    db.session.remove()
    downgrade(revision="0015")
    assert rows("SELECT conclusion FROM evaluation") == [("rectify",)]
    assert rows("SELECT value FROM rule_setting WHERE key = 'evaluation_days'") == []
    upgrade()
    assert rows("SELECT conclusion, closed_by_id FROM evaluation") == [("rectify", None)]
    with db.session() as session:
        assert rules(session).number("evaluation_days") == 3


def test_who_said_they_were_not_there_does_not_come_back_as_present(session_gone: None) -> None:
    world = make_street()
    seats = make_representatives(world.north, 5)
    meeting = make_meeting(world)
    tick(world, meeting, seats)
    with unit_of_work() as session:
        council.answer_attendance(session, actor_for(seats[0].user), meeting, False, MEETING_AT)
    db.session.remove()
    downgrade(revision="0005")
    assert rows("SELECT count(*) FROM attendance") == [(4,)]
    upgrade()
    assert rows("SELECT DISTINCT said FROM attendance") == [("",)]


def test_contracts_and_payments_of_before_keep_their_days_to_pay(session_gone: None) -> None:
    world = make_street()
    pay_instalment(world, make_delivering(world), 1, BEGUN)
    db.session.remove()
    downgrade(revision="0015")
    upgrade(revision="0016")
    assert rows("SELECT payment_ground, payment_days, acceptance_days FROM contract") == [
        ("regulation", 30, 30)
    ]
    assert [str(day) for (day,) in rows("SELECT due_on FROM payment")] == [str(BEGUN + timedelta(days=30))]
    assert rows("SELECT count(*) FROM rule_setting WHERE key = 'acceptance_days'") == [(1,)]
