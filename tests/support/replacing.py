"""Workers who enter ballots for others, and those who agree to a replacement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.domain.policy import Actor, Role
from app.foundation.database import unit_of_work
from app.people.models import Mandate, User
from app.voting import commands
from app.voting.models import Ballot, Replacement, Round
from tests.factories import World, actor_for, make_user
from tests.support.voting import OPENED, entry_of

ASKED = OPENED + timedelta(minutes=5)
AGREED = OPENED + timedelta(minutes=9)


def first_worker(world: World) -> Actor:
    return world.actor(Role.COMMUNITY_WORKER, world.north)


def second_worker_user(world: World) -> User:
    """Another account with the worker's post, made when first asked for."""
    if "second worker" not in world.people:
        world.people["second worker"] = make_user(
            Role.COMMUNITY_WORKER, world.north, username="worker-second"
        )
    return world.people["second worker"]


def second_worker(world: World) -> Actor:
    return actor_for(second_worker_user(world))


def enter(
    worker: Actor,
    round: Round,
    mandate: Mandate,
    choices: Mapping[str, Any],
    mode: str = "paper",
    now: datetime = OPENED,
) -> Ballot:
    """A worker enters a voter's first ballot."""
    entry = entry_of(round, mandate)
    with unit_of_work() as session:
        return commands.cast_for(session, worker, round, entry, choices, mode, True, now)


def ask(
    worker: Actor,
    round: Round,
    mandate: Mandate,
    choices: Mapping[str, Any],
    mode: str = "paper",
    reason: str = "paper",
    now: datetime = ASKED,
) -> Replacement:
    """A worker asks to replace a voter's ballot."""
    entry = entry_of(round, mandate)
    with unit_of_work() as session:
        return commands.ask_to_replace(session, worker, round, entry, choices, mode, True, reason, now)


def confirm(actor: Actor, request: Replacement, compared: bool = True, now: datetime = AGREED) -> Ballot:
    with unit_of_work() as session:
        return commands.confirm_replacement(session, actor, request, compared, now)


def refuse(actor: Actor, request: Replacement, answer: str = "differs", now: datetime = AGREED) -> None:
    with unit_of_work() as session:
        commands.refuse_replacement(session, actor, request, answer, now)


def withdraw(actor: Actor, request: Replacement, now: datetime = AGREED) -> None:
    with unit_of_work() as session:
        commands.withdraw_replacement(session, actor, request, now)
