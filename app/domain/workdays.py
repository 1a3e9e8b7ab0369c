"""Working days of the Chinese calendar, and periods counted in natural or working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, cast

import chinese_calendar
from chinese_calendar.constants import holidays as _published_holidays

from app.domain.errors import RuleViolation

DayKind = Literal["natural", "working"]

_ONE_DAY = timedelta(days=1)
_PUBLISHED_YEARS = frozenset(day.year for day in _published_holidays)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are working days: the street's own ``overrides`` first, then the State Council's yearly
    arrangement of holidays and adjusted days (调休), then, for a year not yet arranged, Monday to Friday.
    """

    overrides: Mapping[date, bool] = field(default_factory=dict)
    """day → whether it is worked, entered by the street (a new arrangement, a local closing)."""

    def knows(self, year: int) -> bool:
        """Whether the arrangement of the year is at hand; if not, dates in it are provisional."""
        return year in _PUBLISHED_YEARS

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is worked."""
        if day in self.overrides:
            return self.overrides[day]
        if self.knows(day.year):
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5

    def first_workday_after(self, day: date) -> date:
        """The first working day strictly after ``day``."""
        return self.add_workdays(day, 1)

    def add_workdays(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day``, which itself is not counted; ``day`` itself for 0.

        Raises ``RuleViolation`` ``workdays.negative`` for a negative ``n``.
        """
        if n < 0:
            raise RuleViolation("workdays.negative", number=n)
        while n:
            day += _ONE_DAY
            n -= self.is_workday(day)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
        if end < start:
            return -self.workdays_between(end, start)
        return sum(self.is_workday(start + _ONE_DAY * n) for n in range(1, (end - start).days + 1))


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as a rule gives it: so many natural or working days. A setting of the street.

    Raises ``RuleViolation`` ``period.number`` below 1 day, ``period.kind`` for another kind.
    """

    number: int
    kind: DayKind

    def __post_init__(self) -> None:
        if type(self.number) is not int or self.number < 1:
            raise RuleViolation("period.number", field="number", minimum=1)
        if self.kind not in ("natural", "working"):
            raise RuleViolation("period.kind", field="kind")

    @classmethod
    def from_setting(cls, setting: Mapping[str, object]) -> Period:
        """Read ``{"number": 7, "kind": "natural"}``; raises as the class does."""
        return cls(cast(int, setting.get("number")), cast(DayKind, setting.get("kind")))

    def to_setting(self) -> dict[str, object]:
        """The opposite of ``from_setting``."""
        return {"number": self.number, "kind": self.kind}


def last_day(first: date, period: Period, calendar: Calendar) -> date:
    """The last day of a period that begins on ``first``, both days included.

    In natural days a period of 7 that begins on the 1st ends on the 7th, holiday or not. In working days
    ``first`` counts only if it is worked. Where the rule leaves the opening day out (民法典 art. 201), pass
    the day after it.
    """
    if period.kind == "natural":
        return first + _ONE_DAY * (period.number - 1)
    return calendar.add_workdays(first - _ONE_DAY, period.number)
