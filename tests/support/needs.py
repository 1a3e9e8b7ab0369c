"""Needs to test with, made through the commands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.domain.policy import SYSTEM, Actor
from app.foundation.database import unit_of_work
from app.needs import commands
from app.needs.commands import NewNeed
from app.needs.models import Need
from app.street.models import Community
from tests.factories import NOW


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
