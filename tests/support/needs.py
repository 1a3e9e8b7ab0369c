"""Needs to test with, made through the commands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.policy import SYSTEM, Actor, Role
from app.foundation.database import unit_of_work
from app.needs import commands
from app.needs.commands import NewNeed
from app.needs.models import Need
from app.people.respondents import Respondent
from app.street.models import Community
from tests.factories import NOW, actor_for, make_user


def make_need(
    community: Community,
    title: str = "水龙头坏了找不到师傅",
    *,
    actor: Actor = SYSTEM,
    now: datetime = NOW,
    **more: Any,
) -> Need:
    """A need of a community; ``more`` are further fields of NewNeed."""
    with unit_of_work() as session:
        return commands.raise_need(session, actor, community, NewNeed(title, **more), now)


def warm(need: Need, households: int, channel: str = "visit") -> Need:
    """Let a worker take down seconds of as many households, each its own."""
    worker = actor_for(make_user(Role.COMMUNITY_WORKER, need.community))
    with unit_of_work() as session:
        for number in range(1, households + 1):
            who = Respondent(household=f"{need.id}-1-{number}")
            commands.record_second(session, worker, need, who, channel, NOW)
    return need
