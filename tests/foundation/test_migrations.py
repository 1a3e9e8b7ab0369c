"""What a step back does to records that the older tables cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation.database import db, unit_of_work
from app.needs import commands
from app.voting.models import Round
from tests.factories import NOW, World, make_street
from tests.support.delivery import accept, finish_milestones, make_delivering, object_and_uphold, reopen
from tests.support.needs import make_need
from tests.support.replacing import ask, confirm, first_worker, second_worker
from tests.support.voting import all_for, close, open_resolution, vote


@pytest.fixture
def session_gone(app: Flask, session: Session) -> Iterator[None]:
    """A step back locks whole tables; whatever becomes of it, the next test finds the newest ones."""
    yield
    db.session.remove()
    upgrade()


def rows(statement: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_words_put_aside_are_neither_lost_nor_shown(session_gone: None) -> None:
    world = make_street()
    need = make_need(world.north, "三号楼王小明家里有病人")
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        commands.withhold_need(session, worker, need, "写了姓名", NOW)
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0004")
    assert rows("SELECT count(*) FROM need WHERE withheld IS NOT NULL") == [(1,)]


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
