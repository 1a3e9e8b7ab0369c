"""One ballot a voter, however often and however quickly it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.foundation.database import unit_of_work
from app.voting import commands
from app.voting.models import Ballot, Round
from tests.factories import actor_for, make_street
from tests.support.crowd import at_once
from tests.support.voting import OPENED, approving, open_allocation

TIMES = 12


def _send(round_id: int, voter: Actor, choices: Mapping[str, int]) -> tuple[int, int]:
    with unit_of_work() as session:
        ballot = commands.cast_ballot(session, voter, session.get_one(Round, round_id), choices, OPENED)
        return ballot.id, ballot.revision


def test_the_same_ballot_sent_many_times_at_once_has_one_effect(app: Flask, session: Session) -> None:
    round, seated = open_allocation(make_street())
    voter = actor_for(seated[0].user)
    answers = at_once(app, [partial(_send, round.id, voter, approving("K1", "K2"))] * TIMES)
    ballot = session.scalars(select(Ballot)).one()
    assert set(answers) == {(ballot.id, 1)}
    assert ballot.choices == approving("K1", "K2")


def test_different_ballots_at_once_leave_one_and_number_every_change(app: Flask, session: Session) -> None:
    round, seated = open_allocation(make_street())
    voter = actor_for(seated[0].user)
    works = [partial(_send, round.id, voter, approving(f"K{at % 4 + 1}")) for at in range(TIMES)]
    answers = at_once(app, works)
    ballot = session.scalars(select(Ballot)).one()
    assert {answer[0] for answer in answers} == {ballot.id}
    assert ballot.revision == max(answer[1] for answer in answers)
    changed = sorted({answer[1] for answer in answers})
    assert changed == list(range(1, ballot.revision + 1))


def test_all_voters_at_once_have_a_ballot_each(app: Flask, session: Session) -> None:
    round, seated = open_allocation(make_street(), seats=30)
    voters = [actor_for(mandate.user) for mandate in seated]
    at_once(app, [partial(_send, round.id, voter, approving("K1")) for voter in voters for _ in (1, 2)])
    entries = session.scalars(select(Ballot.roll_entry_id)).all()
    assert len(entries) == len(set(entries)) == len(voters)
