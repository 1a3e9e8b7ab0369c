"""A year of the street and its dated phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.street.models import Cycle, CyclePhase, Street


@dataclass(frozen=True)
class NewPhase:
    """``stage`` is the road's stage it belongs to; both days are included."""

    stage: str
    name: str
    starts_on: date
    ends_on: date
    note: str = ""


def open_cycle(
    session: Session, actor: Actor, street: Street, year: int, phases: Sequence[NewPhase], now: datetime
) -> Cycle:
    """Open a year with its dated phases. Raises RuleViolation "cycle.exists", "cycle.days"."""
    if session.scalars(select(Cycle.id).where(Cycle.street_id == street.id, Cycle.year == year)).first():
        raise RuleViolation("cycle.exists", field="year", year=year)
    _check_days(phases)
    cycle = Cycle(street_id=street.id, year=year, phases=_phases(phases))
    session.add(cycle)
    session.flush()
    audit.record(session, actor, "street.open_cycle", f"cycle:{cycle.slug}", now, year=year)
    return cycle


def change_phases(
    session: Session, actor: Actor, cycle: Cycle, phases: Sequence[NewPhase], now: datetime
) -> Cycle:
    """Put a year's phases anew. Raises RuleViolation "cycle.days", "cycle.empty"."""
    lock(session, cycle)
    if not phases:
        raise RuleViolation("cycle.empty", field="phases")
    _check_days(phases)
    cycle.phases.clear()
    session.flush()
    cycle.phases = _phases(phases)
    session.flush()
    audit.record(
        session,
        actor,
        "street.change_phases",
        f"cycle:{cycle.slug}",
        now,
        year=cycle.year,
        phases=len(phases),
    )
    return cycle


def _check_days(phases: Sequence[NewPhase]) -> None:
    if any(phase.ends_on < phase.starts_on for phase in phases):
        raise RuleViolation("cycle.days", field="phases")


def _phases(phases: Sequence[NewPhase]) -> list[CyclePhase]:
    return [
        CyclePhase(
            position=position,
            stage=phase.stage,
            name=phase.name,
            starts_on=phase.starts_on,
            ends_on=phase.ends_on,
            note=phase.note,
        )
        for position, phase in enumerate(phases, 1)
    ]
