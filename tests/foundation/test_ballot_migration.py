"""Ballots that were replaced, and a step back."""

from __future__ import annotations

import pytest
from flask_migrate import downgrade, upgrade

from app.foundation.database import db
from app.voting.models import Round
from tests.factories import World, make_street
from tests.support.migrations import rows
from tests.support.replacing import ask, confirm, first_worker, second_worker
from tests.support.voting import all_for, close, open_resolution, vote


def replaced_ballot(world: World) -> Round:
    round, there = open_resolution(world)
    for mandate in there[:2]:
        vote(mandate, round, all_for(round))
    confirm(second_worker(world), ask(first_worker(world), round, there[0], all_for(round, "against")))
    return round


def test_an_open_round_keeps_what_was_replaced(session_gone: None) -> None:
    replaced_ballot(make_street())
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0005")
    assert rows("SELECT count(*) FROM past_ballot") == [(1,)]


def test_ballots_that_were_counted_stay_as_they_were(session_gone: None) -> None:
    world = make_street()
    close(world, replaced_ballot(world))
    in_force = "SELECT mode, revision, assisted_role FROM ballot ORDER BY id"
    before = rows(in_force)
    db.session.remove()
    downgrade(revision="0005")
    assert rows(in_force) == before == [("paper", 2, "community_worker"), ("online", 1, "")]
    upgrade()
    assert rows(in_force) == before
    assert rows("SELECT count(*) FROM ballot_replacement") == [(0,)]
