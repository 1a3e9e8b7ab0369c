"""Marks of interest, questions and answers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.fair import commands
from app.fair.models import Interest
from app.foundation.database import unit_of_work
from tests.factories import NOW, make_street
from tests.support.fair import make_offering
from tests.support.organisations import make_organisation


def test_a_community_has_one_mark_for_an_offering_and_can_take_it_back(session: Session) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as unit:
        commands.mark_interest(unit, secretary, world.north, offering, 1, "对应 D01", NOW)
        commands.mark_interest(unit, secretary, world.south, offering, 2, "", NOW, role=Role.REPRESENTATIVE)
        commands.mark_interest(unit, secretary, world.north, offering, 3, "再看看 ", NOW)
    rows = session.scalars(select(Interest).order_by(Interest.community_id)).all()
    assert [(i.priority, i.note, i.marked_by_role) for i in rows] == [
        (3, "再看看", "secretary"),
        (2, "", "representative"),
    ]
    with unit_of_work() as unit:
        commands.withdraw_interest(unit, secretary, rows[0], NOW)
    assert [i.community_id for i in session.scalars(select(Interest))] == [world.south.id]


@pytest.mark.parametrize("priority", [0, 4])
def test_priorities_run_from_one_to_three(app: Flask, priority: int) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    with pytest.raises(RuleViolation, match=r"interest\.priority"), unit_of_work() as unit:
        commands.mark_interest(unit, SYSTEM, world.north, offering, priority, "", NOW)


def test_a_withdrawn_offering_takes_no_marks_and_no_questions(app: Flask) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    with unit_of_work() as unit:
        commands.withdraw_offering(unit, SYSTEM, offering, NOW)
    with pytest.raises(RuleViolation, match=r"offering\.withdrawn"), unit_of_work() as unit:
        commands.mark_interest(unit, SYSTEM, world.north, offering, 1, "", NOW)
    with pytest.raises(RuleViolation, match=r"offering\.withdrawn"), unit_of_work() as unit:
        commands.ask_question(unit, SYSTEM, offering, "还做吗？", NOW)


def test_a_question_keeps_who_asked_and_its_answer_can_be_put_right(app: Flask) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    asker = world.actor(Role.REPRESENTATIVE, world.north)
    with unit_of_work() as unit:
        question = commands.ask_question(unit, asker, offering, " 一个楼门要多久？", NOW, world.north)
        commands.answer_question(unit, SYSTEM, question, "约六周", NOW)
        commands.answer_question(unit, SYSTEM, question, "约六周，含两次楼门会", NOW)
    assert (question.text, question.asked_by_role, question.community_id) == (
        "一个楼门要多久？",
        "representative",
        world.north.id,
    )
    assert question.answer == "约六周，含两次楼门会"


def test_nothing_empty_is_asked_or_answered(app: Flask) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    with unit_of_work() as unit:
        question = commands.ask_question(unit, SYSTEM, offering, "？", NOW)
    with pytest.raises(RuleViolation, match=r"question\.empty"), unit_of_work() as unit:
        commands.ask_question(unit, SYSTEM, offering, "  ", NOW)
    with pytest.raises(RuleViolation, match=r"question\.answer_empty"), unit_of_work() as unit:
        commands.answer_question(unit, SYSTEM, question, "", NOW)
