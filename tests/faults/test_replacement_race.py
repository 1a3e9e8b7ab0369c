"""A replacement is agreed to while others agree, the voter casts, and the round closes: one result, no ballot lost.

The control looks at the request before its transaction, as one must not, and the same figures catch it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.voting import commands
from app.voting.commands.closing import count_ballots
from app.voting.models import Ballot, Count, PastBallot, Replacement, RollEntry, Round
from tests.factories import World, actor_for, make_street
from tests.support import races
from tests.support.crowd import at_once
from tests.support.replacing import AGREED, ask, first_worker, second_worker
from tests.support.voting import CLOSES, approving, open_allocation, vote

VOTERS = 12
FIRST, WANTED, OWN = approving("K1"), approving("K2"), approving("K3")
JUST_BEFORE = CLOSES - timedelta(microseconds=1)
TOO_LATE = {"round.closed", "replacement.lapsed"}


@dataclass(frozen=True)
class Asked:
    """A voter whose ballot says FIRST, and the request to make it WANTED."""

    voter: Actor
    round_id: int
    request_id: int


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _asked(world: World, seats: int) -> list[Asked]:
    round, seated = open_allocation(world, seats=seats)
    for mandate in seated:
        vote(mandate, round, FIRST)
    worker = first_worker(world)
    requests = [ask(worker, round, mandate, WANTED) for mandate in seated]
    voters = [actor_for(mandate.user) for mandate in seated]
    return [Asked(voter, round.id, request.id) for voter, request in zip(voters, requests, strict=True)]


def _confirm(session: Session, second: Actor, asked: Asked) -> None:
    request = session.get_one(Replacement, asked.request_id)
    commands.confirm_replacement(session, second, request, True, JUST_BEFORE)


def _cast(session: Session, asked: Asked) -> None:
    commands.cast_ballot(session, asked.voter, session.get_one(Round, asked.round_id), OWN, JUST_BEFORE)


def _close(session: Session, closer: Actor, asked: Asked) -> None:
    commands.close_round(session, closer, session.get_one(Round, asked.round_id), CLOSES)


def _done(change: Callable[[Session], None]) -> bool:
    """Whether the change was made; it is refused only for being too late."""
    try:
        with unit_of_work() as session:
            change(session)
    except RuleViolation as refused:
        assert refused.code in TOO_LATE
        return False
    return True


def _choices(session: Session) -> list[dict[str, int]]:
    """What counts, in the order of the roll."""
    rows = session.execute(
        select(Ballot.choices)
        .join(RollEntry, Ballot.roll_entry_id == RollEntry.id)
        .order_by(RollEntry.number)
    )
    return [row.choices for row in rows]


def test_two_who_agree_at_once_have_one_effect(app: Flask, session: Session, world: World) -> None:
    (asked,) = _asked(world, 1)
    seconds = (second_worker(world), world.actor(Role.SECRETARY, world.north))
    results = races.at_once(app, [partial(_confirm, second=each, asked=asked) for each in seconds * 6])
    assert results == [races.DONE] * 6 + ["state.wrong"] * 6
    ballot = session.scalars(select(Ballot)).one()
    assert (ballot.choices, ballot.revision) == (WANTED, 2)
    assert len(session.scalars(select(PastBallot)).all()) == 1


def test_her_own_hand_counts_whoever_comes_first(app: Flask, session: Session, world: World) -> None:
    all_asked, second = _asked(world, VOTERS), second_worker(world)
    confirms = [partial(_done, partial(_confirm, second=second, asked=each)) for each in all_asked]
    casts = [partial(_done, partial(_cast, asked=each)) for each in all_asked]
    results = at_once(app, [work for pair in zip(confirms, casts, strict=True) for work in pair])
    agreed, cast = results[::2], results[1::2]
    assert all(cast)
    assert _choices(session) == [OWN] * VOTERS
    ended = [row.ended_by for row in session.scalars(select(PastBallot).order_by(PastBallot.ended_by))]
    assert ended == ["own_hand"] * sum(agreed) + ["two_hands"] * sum(agreed)
    lapsed = session.scalars(select(Replacement).where(Replacement.lapsed == "own_hand")).all()
    assert len(lapsed) == VOTERS - sum(agreed)


def test_the_close_counts_what_came_before_it(app: Flask, session: Session, world: World) -> None:
    all_asked, second = _asked(world, VOTERS), second_worker(world)
    closer = world.actor(Role.SECRETARY, world.north)
    works: list[Callable[[], bool]] = []
    for number, each in enumerate(all_asked):
        works.append(partial(_done, partial(_confirm, second=second, asked=each)))
        works.append(partial(_done, partial(_cast, asked=each)))
        if number == VOTERS // 2:
            works.append(partial(_done, partial(_close, closer=closer, asked=each)))
    results = at_once(app, works)
    assert results.pop(2 * (VOTERS // 2) + 2)
    told = zip(results[::2], results[1::2], strict=True)
    assert _choices(session) == [OWN if cast else WANTED if agreed else FIRST for agreed, cast in told]
    assert {each.standing for each in session.scalars(select(Replacement))} <= {"confirmed", "lapsed"}
    kept, round = session.scalars(select(Count)).one(), session.scalars(select(Round)).one()
    again = count_ballots(session, round, CLOSES)
    assert (kept.input_hash, kept.outcome) == (again.input_hash, again.outcome)


def test_the_control_that_looks_before_its_transaction_loses_her_own_hand(
    app: Flask, session: Session, world: World
) -> None:
    all_asked, worker = _asked(world, VOTERS), first_worker(world)
    looked, cast = threading.Barrier(2 * VOTERS), threading.Barrier(2 * VOTERS)

    def careless_confirm(asked: Asked) -> bool:
        reading: Session = db.session()
        request = reading.get_one(Replacement, asked.request_id)
        waits, entry_id = request.standing == "waiting", request.roll_entry_id
        reading.rollback()
        looked.wait(60)
        cast.wait(60)
        if waits:
            _write_unchecked(entry_id, worker)
        return waits

    def cast_once_all_have_looked(asked: Asked) -> bool:
        looked.wait(60)
        done = _done(partial(_cast, asked=asked))
        cast.wait(60)
        return done

    works = [partial(careless_confirm, each) for each in all_asked]
    works += [partial(cast_once_all_have_looked, each) for each in all_asked]
    with races.unguarded(session, "ballot"):
        results = at_once(app, works)
    assert all(results)
    assert _choices(session) == [WANTED] * VOTERS


def _write_unchecked(entry_id: int, worker: Actor) -> None:
    with unit_of_work() as session:
        ballot = session.scalars(select(Ballot).where(Ballot.roll_entry_id == entry_id)).one()
        ballot.choices, ballot.mode, ballot.assisted_by_id = WANTED, "paper", worker.user_id
        ballot.read_back, ballot.cast_at = True, AGREED
