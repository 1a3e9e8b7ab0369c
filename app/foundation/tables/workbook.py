"""xlsx, looked at from outside before it is unpacked, and read cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.xml import DEFUSEDXML

from app.domain.errors import RuleViolation
from app.foundation.tables.reading import MOST_COLUMNS, MOST_LINES, Sheet, line_of

MOST_MEMBERS = 500
MOST_UNPACKED = 80 * 1024 * 1024
MOST_RATIO = 150
SMALL = 8 * 1024 * 1024
MOST_SHEETS = 20
MOST_MERGED_CELLS = 200_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_ACTIVE = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/")

Grid = list[list[str]]


def read(content: bytes) -> Sequence[Sheet]:
    """The visible sheets of an xlsx file, merged cells filled. Raises as read_sheets."""
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads without defusedxml: install it")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inspect(archive, len(content))
            return list(_sheets(content, archive))
    except RuleViolation:
        raise
    except Exception as error:  # whatever a broken file does to the libraries, it is the file that is broken
        raise RuleViolation("table.broken", field="file") from error


def inspect(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse what is not worth unpacking (ASVS 5.0, 5.2.3); sizes are bytes.

    A member never unpacks to more than its declared size, so the sum of the declared sizes is a bound.
    """
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    dense = unpacked > max(SMALL, MOST_RATIO * packed)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or dense:
        raise RuleViolation("table.zip", field="file")
    names = [member.filename.lower() for member in members]
    if any(part in name for name in names for part in _ACTIVE):
        raise RuleViolation("table.macros", field="file")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise RuleViolation("table.links", field="file")


def _sheets(content: bytes, archive: zipfile.ZipFile) -> Iterator[Sheet]:
    book: Any = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets[:MOST_SHEETS]:
        if sheet.sheet_state != "visible":
            continue
        grid = _grid(sheet)
        _fill_merged(grid, archive.read(sheet._worksheet_path))
        lines = (line_of(number, cells) for number, cells in enumerate(grid, 1))
        yield Sheet(sheet.title, [line for line in lines if line is not None])


def _grid(sheet: Any) -> Grid:
    grid: Grid = []
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), 1):
        if number > MOST_LINES:
            raise RuleViolation("table.lines", field="file", most=MOST_LINES)
        grid.append([cell_text(value) for value in values])
    return grid


def _fill_merged(grid: Grid, xml: bytes) -> None:
    """Give every cell of a merged range the text of its first: a reader that streams leaves them empty."""
    budget = MOST_MERGED_CELLS
    for reference in _MERGE.findall(xml, xml.rfind(b"sheetData>")):
        left, top, right, bottom = (side or 1 for side in range_boundaries(reference.decode()))
        right, bottom = min(right, MOST_COLUMNS), min(bottom, len(grid))
        budget -= max(0, bottom - top + 1) * max(0, right - left + 1)
        if budget < 0:
            raise RuleViolation("table.zip", field="file")
        _fill(grid, left, top, right, bottom)


def _fill(grid: Grid, left: int, top: int, right: int, bottom: int) -> None:
    text = grid[top - 1][left - 1] if top <= len(grid) and left <= len(grid[top - 1]) else ""
    if not text:
        return
    for cells in grid[top - 1 : bottom]:
        cells.extend([""] * (right - len(cells)))
        cells[left - 1 : right] = [text] * (right - left + 1)


def cell_text(value: Any) -> str:
    """A cell as text: days ISO, whole numbers without a point, 是 and 否 for truth."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
