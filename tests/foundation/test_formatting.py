"""How a day is written where there is little room for it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from app.foundation.formatting import short_day


@pytest.mark.parametrize(
    ("language", "this_year", "next_year"),
    [("zh_Hans_CN", "6月9日", "2027年6月9日"), ("en", "9 Jun", "9 Jun 2027")],
)
def test_a_day_of_another_year_has_its_year(
    app: Flask, language: str, this_year: str, next_year: str
) -> None:
    with time_machine.travel(datetime(2026, 11, 29, tzinfo=UTC), tick=False):
        with app.test_request_context(f"/?lang={language}"):
            assert short_day(date(2026, 6, 9)) == this_year
            assert short_day(datetime(2027, 6, 8, 16, tzinfo=UTC)) == next_year
