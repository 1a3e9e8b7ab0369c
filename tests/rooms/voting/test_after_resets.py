"""A representative's seat and account are not taken out of an open round by somebody else, unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.clock import local_date
from app.foundation.database import db, unit_of_work
from app.people import commands as people
from app.people.models import Mandate
from app.voting.after_resets import after_resets
from app.voting.models import Round
from tests.factories import World, make_street
from tests.rooms.voting.test_pages import AFTER, read
from tests.support.people import Sign
from tests.support.queries import count_queries
from tests.support.replacing import enter, first_worker
from tests.support.voting import CLOSES, OPENED, all_for, close, open_resolution, vote

HASH = "not a password's hash"
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
Opened = tuple[Round, list[Mandate]]


@pytest.fixture
def world(app: object) -> World:
    made = make_street()
    made.user(Role.ADMINISTRATOR)
    return made


@pytest.fixture
def opened(world: World) -> Opened:
    return open_resolution(world)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(OPENED + 20 * MINUTE, tick=False) as traveller:
        yield traveller


def reset(world: World, mandate: Mandate, at: datetime, used: datetime | None = None) -> None:
    """By the administrator, and taken up by whoever has the one-time password."""
    admin, user = world.actor(Role.ADMINISTRATOR), mandate.user
    with unit_of_work() as session:
        people.reset_password(session, admin, user, HASH, at)
    if used is not None:
        with unit_of_work() as session:
            people.change_password(session, SYSTEM, user, HASH, used)


def cast(world: World, opened: Opened) -> Round:
    """Of four: long after a reset, never reset, just after one, entered by a worker after one."""
    round, there = opened
    reset(world, there[0], OPENED - 3 * DAY, OPENED - DAY - MINUTE)
    reset(world, there[2], OPENED - 3 * DAY, OPENED - DAY + 9 * MINUTE)
    reset(world, there[3], OPENED)
    for mandate in there[:3]:
        vote(mandate, round, all_for(round), OPENED + 8 * MINUTE)
    enter(first_worker(world), round, there[3], all_for(round))
    return round


def test_what_an_account_cast_after_a_reset_is_listed_by_its_number(world: World, opened: Opened) -> None:
    (found,) = after_resets(db.session(), cast(world, opened))
    assert (found.number, found.cast_at) == (3, OPENED + 8 * MINUTE)
    assert (found.reset.at, found.reset.post) == (OPENED - 3 * DAY, "administrator")


def test_those_who_watch_read_it_before_the_count_and_after_and_never_a_choice(
    world: World, opened: Opened, sign: Sign, clock: time_machine.Traveller
) -> None:
    round = cast(world, opened)
    watchers = [world.user(role, world.north) for role in (Role.SCRUTINEER, Role.SUPERVISOR, Role.SECRETARY)]
    others = [world.user(Role.COMMUNITY_WORKER, world.north), opened[1][0].user]
    for moment in (OPENED + 20 * MINUTE, AFTER):
        clock.move_to(moment)
        for user in watchers:
            shown = _resets(sign.client_of(user), round)
            assert "3 号" in shown and "管理员" in shown
            assert not [word for word in ("赞成", "反对", "弃权", "1 号") if word in shown]
        assert [_resets(sign.client_of(user), round) for user in others] == ["", ""]
        if moment != AFTER:
            close(world, round)


def _resets(client: FlaskClient, round: Round) -> str:
    found = read(client, f"/voting/{round.slug}").select_one("#resets")
    return "" if found is None else found.get_text()


def test_the_voter_reads_it_on_the_receipt(
    world: World, opened: Opened, sign: Sign, clock: time_machine.Traveller
) -> None:
    round = cast(world, opened)
    receipt = f"/voting/{round.slug}/done"
    told = read(sign.client_of(opened[1][2].user), receipt).get_text()
    assert "您的密码由管理员重设过" in told and "马上再投一次" in told
    for untouched in (opened[1][0], opened[1][1]):
        assert "重设过" not in read(sign.client_of(untouched.user), receipt).get_text()
    close(world, round)
    clock.move_to(AFTER)
    told = read(sign.client_of(opened[1][2].user), receipt).get_text()
    assert "再投一次" not in told and "马上告诉居务监督委员会" in told


def test_the_list_takes_two_queries_however_many_ballots(world: World, opened: Opened) -> None:
    round = cast(world, opened)
    db.session.refresh(round)
    with count_queries() as log:
        after_resets(db.session(), round)
    assert log.count == 2


def test_a_mandate_does_not_end_before_a_round_that_has_it_on_its_roll(world: World, opened: Opened) -> None:
    round, there = opened
    before, last = OPENED - 3 * DAY, local_date(CLOSES)
    secretary = world.actor(Role.SECRETARY, world.north)
    with pytest.raises(RuleViolation, match=r"mandate\.kept") as caught, unit_of_work() as session:
        people.end_mandate(session, secretary, there[0], last - DAY, "搬离", before)
    assert caught.value.params["first"] == last
    with pytest.raises(RuleViolation, match=r"mandate\.kept"), unit_of_work() as session:
        people.change_representative(session, SYSTEM, there[0], {"ends_on": last - DAY}, before)
    with unit_of_work() as session:
        people.end_mandate(session, secretary, there[0], last, "搬离", before)
    close(world, round)
    with unit_of_work() as session:
        people.end_mandate(session, secretary, there[1], last - DAY, "搬离", before)
