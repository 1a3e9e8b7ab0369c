"""My tasks tell of ballots that workers entered or ask to replace: to the second person, and to the voter."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.domain.policy import Actor, Role
from app.foundation.database import db
from app.people.models import Mandate
from app.portal.queries.tasks import tasks
from app.voting.models import Round
from tests.factories import World, actor_for, make_street
from tests.support.replacing import AGREED, ask, confirm, enter, first_worker, refuse, second_worker
from tests.support.voting import CLOSES, OPENED, all_for, open_resolution, vote

ABOUT = {"voting.confirm_replacement", "voting.own_replacement", "voting.entered", "voting.replaced"}
Opened = tuple[Round, list[Mandate]]


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def opened(world: World) -> Opened:
    return open_resolution(world)


def told(actor: Actor, now: datetime = AGREED) -> list[tuple[str, str, int | None]]:
    found = tasks(db.session(), actor, now)
    return sorted((task.kind, task.slug, task.number) for task in found if task.kind in ABOUT)


def test_a_request_waits_for_somebody_else_and_the_voter(world: World, opened: Opened) -> None:
    round, there = opened
    vote(there[1], round, all_for(round))
    request = ask(first_worker(world), round, there[1], all_for(round, "against"))
    waiting = [("voting.confirm_replacement", round.slug, 2)]
    secretary = world.actor(Role.SECRETARY, world.north)
    for actor in (second_worker(world), secretary):
        assert told(actor) == waiting
        assert told(actor, CLOSES) == []
    voter = actor_for(there[1].user)
    assert told(voter) == [("voting.own_replacement", round.slug, None)]
    for other in (first_worker(world), world.actor(Role.SECRETARY, world.south), actor_for(there[0].user)):
        assert told(other) == []
    both = Actor(voter.user_id, voter.name, voter.grants | second_worker(world).grants)
    assert told(both) == [("voting.own_replacement", round.slug, None)]
    confirm(second_worker(world), request)
    assert told(voter) == [("voting.replaced", round.slug, None)]
    assert told(second_worker(world)) == told(secretary) == []
    vote(there[1], round, all_for(round), AGREED + timedelta(minutes=1))
    assert told(voter) == []


def test_the_voter_is_told_of_a_first_ballot_and_not_of_what_she_agreed_to(
    world: World, opened: Opened
) -> None:
    round, there = opened
    voter = actor_for(there[0].user)
    enter(first_worker(world), round, there[0], all_for(round))
    assert told(voter) == [("voting.entered", round.slug, None)]
    assert told(voter, CLOSES) == []
    refuse(second_worker(world), ask(first_worker(world), round, there[0], all_for(round, "against")))
    assert told(voter) == [("voting.entered", round.slug, None)]
    confirm(voter, ask(first_worker(world), round, there[0], all_for(round, "against")))
    assert told(voter) == []
    enter(first_worker(world), round, there[1], all_for(round), now=OPENED)
    vote(there[1], round, all_for(round), AGREED)
    assert told(actor_for(there[1].user)) == []
