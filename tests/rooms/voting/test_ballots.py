"""Casting: who may, what a ballot must say, and how a worker helps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.people.models import Mandate
from app.voting import commands
from app.voting.models import Ballot
from tests.factories import make_representative, make_street
from tests.support.voting import (
    CLOSES,
    OPENED,
    all_for,
    approving,
    entry_of,
    open_allocation,
    open_resolution,
    refusal,
    vote,
)


def test_only_those_recorded_present_may_vote(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world, seats=5, present=4)
    absent = make_representative(world.north, 9)
    with refusal("ballot.not_on_roll"):
        vote(absent, round, all_for(round))
    vote(there[0], round, all_for(round))


def test_a_ballot_changes_until_the_close_and_the_closing_second_is_too_late(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[0], round, all_for(round, "against"))
    changed = vote(there[0], round, all_for(round), CLOSES - timedelta(microseconds=1))
    assert (changed.revision, changed.choices) == (2, all_for(round))
    with refusal("round.closed"):
        vote(there[1], round, all_for(round), CLOSES)
    assert session.scalar(select(func.count(Ballot.id))) == 1


def test_the_same_ballot_sent_twice_has_one_effect(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    first = vote(there[0], round, all_for(round))
    again = vote(there[0], round, all_for(round), OPENED + timedelta(minutes=1))
    assert (again.id, again.revision, again.cast_at) == (first.id, 1, OPENED)


def test_one_ballot_an_entry_by_constraint(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    ballot = vote(there[0], round, all_for(round))
    second = Ballot(
        round_id=round.id, roll_entry_id=ballot.roll_entry_id, choices={}, mode="online", cast_at=OPENED
    )
    with pytest.raises(DatabaseError, match="roll_entry_id"), unit_of_work() as unit:
        unit.add(second)


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        ({"1": "for"}, "ballot.incomplete"),
        ({"1": "for", "2": "perhaps"}, "ballot.choice"),
        ({"1": "for", "2": "for", "3": "for"}, "ballot.unknown_option"),
    ],
)
def test_a_ballot_must_answer_each_question(app: object, marks: dict[str, str], code: str) -> None:
    world = make_street()
    round, there = open_resolution(world)
    assert [option.key for option in round.options] == ["1", "2"]
    with refusal(code):
        vote(there[0], round, marks)


def test_a_worker_enters_only_what_was_read_back(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    entry, choices = entry_of(round, there[0]), all_for(round)
    with refusal("ballot.read_back"), unit_of_work() as unit:
        commands.cast_for(unit, worker, round, entry, choices, "phone", False, OPENED)
    with refusal("ballot.mode"), unit_of_work() as unit:
        commands.cast_for(unit, worker, round, entry, choices, "online", True, OPENED)
    with unit_of_work() as unit:
        ballot = commands.cast_for(unit, worker, round, entry, choices, "phone", True, OPENED)
    assert (ballot.mode, ballot.assisted_role, ballot.read_back) == ("phone", "community_worker", True)
    assert ballot.assisted_by_id == worker.user_id
    with pytest.raises(DatabaseError, match="read_back"), unit_of_work() as unit:
        unit.get_one(Ballot, ballot.id).read_back = False


def test_nobody_helps_themselves(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world)
    worker, voter_id = world.actor(Role.COMMUNITY_WORKER, world.north), there[1].user_id
    with refusal("ballot.own_helper"), unit_of_work() as unit:
        own = type(worker)(voter_id, worker.name, worker.grants)
        commands.cast_for(unit, own, round, entry_of(round, there[1]), all_for(round), "hall", True, OPENED)


def test_an_allocation_ballot_may_be_blank_but_not_odd(app: object) -> None:
    world = make_street()
    round, there = open_allocation(world)
    assert vote(there[0], round, {}).choices == {}
    with refusal("ballot.unknown_option"):
        vote(there[1], round, approving("K9"))
    with refusal("ballot.choice"):
        vote(there[1], round, {"K1": 2})


def test_nobody_votes_for_a_seat_that_was_emptied(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world)
    with unit_of_work() as session:
        session.get_one(Mandate, there[0].id).ends_on = OPENED.date() - timedelta(days=1)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with refusal("ballot.seat_ended"), unit_of_work() as session:
        commands.cast_for(
            session, worker, round, entry_of(round, there[0]), all_for(round), "phone", True, OPENED
        )
