"""Representatives are asked again about a project they passed: by ballot, without moving it or its money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council import commands as council
from app.council.commands import NewMeeting
from app.council.models import Meeting, Resolution
from app.council.queries import open_questions
from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.people.queries import mandates_on
from app.portal.queries.tasks import tasks
from app.voting import commands
from app.voting.models import Round
from tests.factories import TODAY, World, actor_for, make_street
from tests.support.contracts import make_contract, prepare
from tests.support.notices import at
from tests.support.supplements import DRAFTED, LARGE, draft

LONGER = {"ends_on": date(2027, 3, 10), "term_reason": "冬季不能施工"}


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _held(world: World) -> Meeting:
    secretary, worker = (world.actor(role, world.north) for role in (Role.SECRETARY, Role.COMMUNITY_WORKER))
    with unit_of_work() as session:
        questions = list(open_questions(session, world.north.id))
        new = NewMeeting("再议", at(DRAFTED, 14), "会议室", questions=questions)
        meeting = council.call_meeting(session, secretary, world.north, new, at(DRAFTED, 9))
        for mandate in mandates_on(session, world.north.id, TODAY):
            council.record_attendance(session, worker, meeting, mandate.id, "hall", at(DRAFTED, 14))
        return council.hold_meeting(session, secretary, meeting, at(DRAFTED, 14))


def _round(world: World, meeting: Meeting) -> Round:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        round = commands.prepare_resolution_round(
            session, secretary, meeting, at(DRAFTED, 18), at(DRAFTED, 15)
        )
        return commands.open_round(session, secretary, round, at(DRAFTED, 15))


def _decide(world: World, round: Round, choice: str) -> None:
    with unit_of_work() as session:
        voters = [mandate.user for mandate in mandates_on(session, world.north.id, TODAY)]
    for user in voters:
        voter = actor_for(user)
        with unit_of_work() as session:
            ballot = {option.key: choice for option in round.options}
            commands.cast_ballot(session, voter, round, ballot, at(DRAFTED, 16))
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        commands.close_round(session, secretary, round, at(DRAFTED, 19))


def test_ballots_recognise_a_longer_term(world: World, session: Session) -> None:
    contract = prepare(world, **LONGER)  # type: ignore[arg-type]
    proposal = contract.parts[0].proposal
    state, free = proposal.state, proposal.fund.free_fen
    round = _round(world, _held(world))
    (option,) = round.options
    assert "期限由 8 个月改为 10 个月" in option.title
    assert option.detail["note"] == "冬季不能施工"
    _decide(world, round, "for")
    session.expire_all()
    assert contract.parts[0].voted_months == 10
    assert (proposal.state, proposal.fund.free_fen) == (state, free)
    newest = session.scalars(select(Resolution).order_by(Resolution.id.desc())).first()
    assert newest is not None
    assert newest.question is not None
    assert newest.question.state == "answered"


def test_a_no_by_ballot_moves_nothing(world: World, session: Session) -> None:
    contract = make_contract(world)
    supplement = draft(world, contract, LARGE)
    proposal = contract.parts[0].proposal
    before = (proposal.state, proposal.fund.free_fen)
    _decide(world, _round(world, _held(world)), "against")
    session.expire_all()
    assert (proposal.state, proposal.fund.free_fen) == before
    assert supplement.recognitions == []


def test_a_question_is_on_one_agenda_and_dropped_ones_are_not_voted(world: World) -> None:
    contract = prepare(world, **LONGER)  # type: ignore[arg-type]
    with unit_of_work() as session:
        questions = list(open_questions(session, world.north.id))
    secretary = world.actor(Role.SECRETARY, world.north)
    found = [task.kind for task in tasks(session, secretary, at(DRAFTED))]
    assert "council.ask" in found
    meeting = _held(world)
    assert "council.ask" not in [task.kind for task in tasks(session, secretary, at(DRAFTED))]
    assert "voting.prepare" in [task.kind for task in tasks(session, secretary, at(DRAFTED))]
    with unit_of_work() as unit:
        council.drop_questions(unit, "term", contract.slug)
    again = NewMeeting("又一次", at(DRAFTED + timedelta(days=1)), "会议室", questions=questions)
    with pytest.raises(RuleViolation, match=r"^meeting\.topic_state$"), unit_of_work() as unit:
        council.call_meeting(unit, secretary, world.north, again, at(DRAFTED))
    with pytest.raises(RuleViolation, match=r"^round\.no_options$"):
        _round(world, meeting)
