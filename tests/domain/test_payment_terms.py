"""From which day the days to pay count, and who is protected by the regulation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.payment_terms import (
    MOST_DAYS,
    REGULATION,
    STREET,
    Acceptances,
    PaymentTerms,
    clock_starts,
    pay_by,
    terms_for,
)

TERMS = PaymentTerms(REGULATION, 30, 20)
ENDS, AGREED = date(2026, 6, 30), date(2026, 7, 20)
NOTICED = date(2026, 8, 20)


@pytest.mark.parametrize(
    ("held", "start"),
    [
        (Acceptances(date(2026, 7, 10), date(2026, 7, 10)), date(2026, 7, 10)),
        (Acceptances(date(2026, 7, 10), date(2026, 8, 1)), date(2026, 8, 1)),
        (Acceptances(date(2026, 8, 1), date(2026, 8, 1)), AGREED),
        (Acceptances(), AGREED),
        (Acceptances(date(2026, 6, 1), None), NOTICED),
    ],
    ids=["passed in time", "failed in time", "held too late", "never held", "failed, then annulled"],
)
def test_what_is_due_on_acceptance_counts_from_it_and_not_from_the_streets_delay(
    held: Acceptances, start: date
) -> None:
    assert clock_starts(TERMS, "accepted", NOTICED, ENDS, held) == start
    assert clock_starts(PaymentTerms(STREET, 30, 20), "accepted", NOTICED, ENDS, held) == NOTICED


@pytest.mark.parametrize("condition", ["signed", "midterm_passed"])
def test_what_is_due_before_counts_from_the_day_its_condition_was_met(condition: str) -> None:
    assert clock_starts(TERMS, condition, date(2026, 3, 1), ENDS, Acceptances()) == date(2026, 3, 1)


def test_the_day_from_which_is_counted_does_not_count() -> None:
    assert pay_by(date(2026, 8, 7), TERMS) == date(2026, 9, 6)


def test_companies_are_protected_whatever_the_street_says() -> None:
    assert terms_for(True, "companies", 90, 20) == PaymentTerms(REGULATION, MOST_DAYS, 20)
    assert terms_for(False, "companies", 90, 20) == PaymentTerms(STREET, 90, 20)
    assert terms_for(False, "all", 30, 20).ground == REGULATION


@given(
    st.sampled_from(("signed", "midterm_passed", "accepted")),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2027, 1, 1))),
    st.integers(0, 90),
)
def test_no_procedure_of_the_street_makes_the_last_day_later(
    condition: str, met_on: date, first: date | None, later: int
) -> None:
    """A condition met later than it could be leaves the last day where it was, or earlier than the delay would."""
    held = Acceptances(first, first)
    start = clock_starts(TERMS, condition, met_on, ENDS, held)
    assert start <= met_on
    if condition == "accepted":
        assert clock_starts(TERMS, condition, met_on + timedelta(days=later), ENDS, held) <= max(
            start, first or AGREED, AGREED
        )
