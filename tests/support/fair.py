"""Offerings and fairs to test with, made through the commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.domain.policy import SYSTEM
from app.fair import commands
from app.fair.commands import NewFair, NewOffering
from app.fair.models import Fair, Offering
from app.foundation.database import db, unit_of_work
from app.organisations.models import Organisation
from app.street import commands as streets
from app.street.models import Cycle, DirectoryItem
from app.street.queries import current_cycle, require_street
from tests.factories import NOW, TODAY

OFFERING = NewOffering(
    title="一门一品楼门文化共建",
    price_unit="楼门",
    unit_price_fen=280_000,
    min_total_fen=2_240_000,
    max_total_fen=8_400_000,
    months=9,
    capacity=600,
    capacity_unit="人/年",
    summary="和住户一起定公约，选楼门长",
    target_group="无物业楼院居民",
)


def new_offering(item: DirectoryItem | None, **more: Any) -> NewOffering:
    """What make_offering lists; outside the directory it has its reason."""
    reason = "" if item else "目录里没有议事协商一类"
    return replace(OFFERING, **{"directory_item": item, "outside_reason": reason, **more})


def make_offering(
    organisation: Organisation, item: DirectoryItem | None = None, *, now: datetime = NOW, **more: Any
) -> Offering:
    """A listed offering; ``more`` are further fields of NewOffering."""
    with unit_of_work() as session:
        return commands.list_offering(session, SYSTEM, organisation, new_offering(item, **more), now)


def make_cycle(year: int = TODAY.year) -> Cycle:
    """The street's year, opened when it is not yet."""
    known = current_cycle(db.session(), TODAY)
    if known is not None:
        return known
    with unit_of_work() as session:
        phases = [
            streets.NewPhase("fair", "推介会", date(year, 3, 21), date(year, 3, 22)),
            streets.NewPhase("proposals", "方案申报", date(year, 3, 23), date(year, 4, 30)),
        ]
        return streets.open_cycle(session, SYSTEM, require_street(db.session()), year, phases, NOW)


def make_fair(name: str = "2026 年推介会", opens_on: date = TODAY, closes_on: date = TODAY) -> Fair:
    cycle = make_cycle()
    with unit_of_work() as session:
        new = NewFair(name, opens_on, closes_on, opens_on, "街道文化活动中心")
        return commands.open_fair(session, SYSTEM, cycle, new, NOW)
