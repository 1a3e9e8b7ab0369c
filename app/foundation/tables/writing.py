"""CSV that an office's spreadsheet opens as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from app.foundation.clock import local

BOM = "\ufeff"
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
_IGNORED_BEFORE = " \u00a0\u3000\u200b" + BOM


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a byte order mark, so that spreadsheets read it as UTF-8.

    A text that a spreadsheet would run as a formula gets an apostrophe before it (ASVS 5.0, 1.2.10); numbers
    stay numbers, so a negative amount can still be summed. Days are ISO, times in the street's zone.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_cell(str(column)) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return BOM + out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(_IGNORED_BEFORE).startswith(_FORMULA) else text
