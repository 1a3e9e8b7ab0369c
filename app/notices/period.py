"""How long a notice still runs: pure, over its days and the street's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.domain.workdays import Calendar


@dataclass(frozen=True)
class DaysLeft:
    """``natural`` and ``working`` days from today to the last day, today and the last day included."""

    phase: Literal["before", "running", "over"]
    natural: int
    working: int


def days_left(starts_on: date, ends_on: date, today: date, calendar: Calendar) -> DaysLeft:
    """How much of a notice's period is left on a day."""
    if today > ends_on:
        return DaysLeft("over", 0, 0)
    first = max(today, starts_on)
    natural = (ends_on - first).days + 1
    working = calendar.workdays_between(first - timedelta(days=1), ends_on)
    return DaysLeft("before" if today < starts_on else "running", natural, working)
