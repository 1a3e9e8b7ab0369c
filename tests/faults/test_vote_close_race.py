"""50 voters against 5 closers: one result, and nothing counted after the close.

The control checks the clock and the state before its transaction, as one must not, and the same figures catch it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.voting import commands
from app.voting.commands.closing import count_ballots
from app.voting.models import Ballot, Count, RollEntry, Round
from tests.factories import World, actor_for, make_street
from tests.support.crowd import at_once
from tests.support.races import unguarded
from tests.support.voting import CLOSES, approving, close, open_allocation

VOTERS, CLOSERS = 50, 5
JUST_BEFORE = CLOSES - timedelta(microseconds=1)
CHOICES = approving("K1", "K3")


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _open(world: World) -> tuple[int, list[Actor]]:
    round, seated = open_allocation(world, seats=VOTERS)
    return round.id, [actor_for(mandate.user) for mandate in seated]


def _vote(round_id: int, voter: Actor) -> bool:
    """Whether the ballot was taken."""
    try:
        with unit_of_work() as session:
            commands.cast_ballot(session, voter, session.get_one(Round, round_id), CHOICES, JUST_BEFORE)
    except RuleViolation as refused:
        assert refused.code == "round.closed"
        return False
    return True


def _close(round_id: int, closer: Actor) -> tuple[str, int]:
    with unit_of_work() as session:
        count = commands.close_round(session, closer, session.get_one(Round, round_id), CLOSES)
        return count.input_hash, int(count.outcome["voted"])


def _ballots(session: Session) -> int:
    return session.scalar(select(func.count(Ballot.id))) or 0


def test_every_closer_gets_the_same_count_of_exactly_the_ballots_taken(
    app: Flask, session: Session, world: World
) -> None:
    round_id, voters = _open(world)
    closer = world.actor(Role.SECRETARY, world.north)
    works: list[Callable[[], object]] = [partial(_vote, round_id, voter) for voter in voters]
    works[10:10] = [partial(_close, round_id, closer)] * CLOSERS
    results = at_once(app, works)
    closes = [result for result in results if isinstance(result, tuple)]
    taken = sum(result is True for result in results)
    assert len(closes) == CLOSERS
    assert set(closes) == {(closes[0][0], taken)}
    assert _ballots(session) == taken
    kept = session.scalars(select(Count)).one()
    again = count_ballots(session, session.get_one(Round, round_id), CLOSES)
    assert (kept.input_hash, kept.outcome) == (again.input_hash, again.outcome)


def test_the_control_that_checks_before_its_transaction_loses_ballots(
    app: Flask, session: Session, world: World
) -> None:
    round_id, voters = _open(world)
    closer = world.actor(Role.SECRETARY, world.north)
    checked, closed = threading.Barrier(VOTERS + CLOSERS), threading.Event()

    def careless_vote(number: int, voter: Actor) -> bool:
        reading: Session = db.session()
        round = reading.get_one(Round, round_id)
        allowed = round.state == "open" and JUST_BEFORE < round.closes_at
        reading.rollback()
        checked.wait(60)
        if number == 0:
            closed.wait(60)
        if allowed:
            _write_unchecked(round_id, voter)
        return allowed

    def close_once_all_have_checked() -> tuple[str, int]:
        checked.wait(60)
        found = _close(round_id, closer)
        closed.set()
        return found

    works: list[Callable[[], object]] = [partial(careless_vote, *each) for each in enumerate(voters)]
    with unguarded(session, "ballot"):
        results = at_once(app, [*works, *[close_once_all_have_checked] * CLOSERS])
    counted = next(result[1] for result in results if isinstance(result, tuple))
    assert _ballots(session) == VOTERS
    assert counted < VOTERS


def _write_unchecked(round_id: int, voter: Actor) -> None:
    with unit_of_work() as session:
        entry = session.scalars(
            select(RollEntry).where(
                RollEntry.round_id == round_id, RollEntry.mandate.has(user_id=voter.user_id)
            )
        ).one()
        session.add(
            Ballot(
                round_id=round_id, roll_entry_id=entry.id, choices=CHOICES, mode="online", cast_at=JUST_BEFORE
            )
        )


def test_the_database_itself_refuses_a_ballot_after_the_close(session: Session, world: World) -> None:
    round_id, voters = _open(world)
    close(world, session.get_one(Round, round_id))
    with pytest.raises(DatabaseError, match="only while the round is open"):
        _write_unchecked(round_id, voters[0])
