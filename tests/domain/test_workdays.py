from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import RuleViolation
from app.domain.workdays import Calendar, Period, last_day

DAY = timedelta(days=1)
CALENDAR = Calendar()

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
calendars = st.builds(Calendar, st.dictionaries(days, st.booleans(), max_size=20))
numbers = st.integers(1, 60)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 4), True),  # a Sunday worked for the New Year holiday
        (date(2026, 2, 14), True),  # a Saturday worked for the Spring Festival
        (date(2026, 2, 17), False),  # Spring Festival, a Tuesday
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 5, 9), True),  # a Saturday worked for Labour Day
        (date(2026, 9, 20), True),  # a Sunday worked for the National Day
        (date(2026, 9, 25), False),  # Mid-Autumn, a Friday
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # a Saturday worked for the National Day
        (date(2026, 10, 11), False),
    ],
)
def test_adjusted_days_of_2026(day: date, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


def test_a_year_not_yet_arranged_is_monday_to_friday() -> None:
    assert CALENDAR.knows(2026)
    assert not CALENDAR.knows(2090)
    assert [CALENDAR.is_workday(date(2090, 1, 2) + DAY * n) for n in range(7)] == [True] * 5 + [False] * 2


def test_the_street_has_the_last_word() -> None:
    calendar = Calendar({date(2026, 4, 11): True, date(2026, 4, 13): False, date(2090, 1, 7): True})
    assert calendar.is_workday(date(2026, 4, 11))
    assert not calendar.is_workday(date(2026, 4, 13))
    assert calendar.is_workday(date(2090, 1, 7))
    assert not calendar.knows(2090)


@pytest.mark.parametrize(
    ("first", "period", "last"),
    [
        (date(2026, 4, 10), Period(7, "natural"), date(2026, 4, 16)),
        (date(2026, 4, 10), Period(1, "natural"), date(2026, 4, 10)),
        (date(2026, 9, 28), Period(7, "natural"), date(2026, 10, 4)),  # ends within the holiday all the same
        (date(2026, 4, 10), Period(1, "working"), date(2026, 4, 10)),
        (date(2026, 4, 11), Period(1, "working"), date(2026, 4, 13)),  # begins on a Saturday
        (date(2026, 4, 10), Period(5, "working"), date(2026, 4, 16)),
        (date(2026, 2, 13), Period(5, "working"), date(2026, 2, 26)),  # the 14th worked, the festival not
        (date(2026, 9, 28), Period(5, "working"), date(2026, 10, 9)),
        (date(2026, 9, 28), Period(6, "working"), date(2026, 10, 10)),
    ],
)
def test_last_day(first: date, period: Period, last: date) -> None:
    assert last_day(first, period, CALENDAR) == last


@given(days, numbers)
def test_natural_days_count_every_day(first: date, number: int) -> None:
    last = last_day(first, Period(number, "natural"), CALENDAR)
    assert (last - first).days + 1 == number


@given(days, numbers, calendars)
@settings(deadline=None)  # a busy machine is no broken rule
def test_working_days_hold_exactly_their_number(first: date, number: int, calendar: Calendar) -> None:
    last = last_day(first, Period(number, "working"), calendar)
    span = [first + DAY * n for n in range((last - first).days + 1)]
    assert sum(map(calendar.is_workday, span)) == number
    assert calendar.is_workday(last)
    assert last >= last_day(first, Period(number, "natural"), calendar)


@given(days, calendars)
@settings(deadline=None)  # a busy machine is no broken rule
def test_first_workday_after_skips_only_days_off(day: date, calendar: Calendar) -> None:
    found = calendar.first_workday_after(day)
    assert found > day
    assert calendar.is_workday(found)
    assert not any(calendar.is_workday(day + DAY * n) for n in range(1, (found - day).days))


@given(days, st.integers(0, 60), calendars)
@settings(deadline=None)  # a busy machine is no broken rule
def test_between_undoes_add(day: date, n: int, calendar: Calendar) -> None:
    assert calendar.workdays_between(day, calendar.add_workdays(day, n)) == n


@given(days, st.integers(-90, 90), st.integers(-90, 90), calendars)
@settings(deadline=None)  # a busy machine is no broken rule
def test_workdays_between_adds_up(a: date, to_b: int, to_c: int, calendar: Calendar) -> None:
    b, c = a + DAY * to_b, a + DAY * to_c
    parts = calendar.workdays_between(a, b) + calendar.workdays_between(b, c)
    assert calendar.workdays_between(a, c) == parts


def test_adding_none_stays_and_adding_less_is_refused() -> None:
    assert CALENDAR.add_workdays(date(2026, 4, 11), 0) == date(2026, 4, 11)
    with pytest.raises(RuleViolation, match=r"^workdays\.negative$"):
        CALENDAR.add_workdays(date(2026, 4, 11), -1)


def test_a_period_is_kept_as_a_setting() -> None:
    assert Period.from_setting({"number": 7, "kind": "natural"}) == Period(7, "natural")
    assert Period(5, "working").to_setting() == {"number": 5, "kind": "working"}


@pytest.mark.parametrize(
    ("setting", "code"),
    [
        ({"number": 0, "kind": "natural"}, "period.number"),
        ({"number": "7", "kind": "natural"}, "period.number"),
        ({"number": True, "kind": "natural"}, "period.number"),
        ({"number": 7.0, "kind": "natural"}, "period.number"),
        ({"kind": "natural"}, "period.number"),
        ({"number": 7, "kind": "lunar"}, "period.kind"),
        ({"number": 7}, "period.kind"),
    ],
)
def test_a_broken_setting_is_refused(setting: dict[str, object], code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        Period.from_setting(setting)
    assert refusal.value.code == code
