"""CSV as it leaves the house."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.foundation.tables import write_csv


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_spreadsheet_recognises_the_encoding() -> None:
    assert write_csv(["名称"], []).encode().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\0x",
        "  =1+1",
        "\u3000=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\n=1",
    ],
)
def test_a_text_that_would_run_is_held_by_an_apostrophe(text: str) -> None:
    assert _read(write_csv(["列"], [[text]]))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["槐荫里社区", "1-2号楼", "a=b", "3+2", "'已有撇号", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert _read(write_csv(["列", "后"], [[text, "x"]]))[1] == [text, "x"]


def test_a_column_name_is_held_too() -> None:
    assert _read(write_csv(["=列"], []))[0] == ["'=列"]


def test_numbers_stay_numbers_and_days_are_days() -> None:
    moment = datetime(2026, 4, 8, 16, 30, tzinfo=UTC)
    row = [-5, Decimal("-1234.50"), None, date(2026, 4, 9), moment, True]
    assert _read(write_csv(["a"] * 6, [row]))[1] == [
        "-5",
        "-1234.50",
        "",
        "2026-04-09",
        "2026-04-09 00:30",
        "True",
    ]


def test_quotes_commas_and_lines_survive() -> None:
    row = ['他说"好"', "甲,乙", "一\n二"]
    assert _read(write_csv(["a", "b", "c"], [row]))[1] == row
