"""A file as sheets of lines of text, whatever an office saved it as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.errors import RuleViolation

MOST_LINES = 50_000
MOST_COLUMNS = 60
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds something; ``number`` is what the office's program shows beside it, from 1."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """The text of a column; empty beyond the last one."""
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    lines: Sequence[Line]


def read_sheets(content: bytes) -> Sequence[Sheet]:
    """The sheets of an xlsx file, or the one of a CSV file, told apart by content.

    Every cell is text: days ISO, whole numbers without a point. Raises RuleViolation "table.empty",
    "table.old_format", "table.broken", "table.zip", "table.macros", "table.links", "table.encoding",
    "table.lines", "table.columns".
    """
    from app.foundation.tables import delimited, workbook

    if not content.strip():
        raise RuleViolation("table.empty", field="file")
    if content.startswith(_OLD_OFFICE):
        raise RuleViolation("table.old_format", field="file")
    sheets = workbook.read(content) if content.startswith(_ZIP) else delimited.read(content)
    if not any(sheet.lines for sheet in sheets):
        raise RuleViolation("table.empty", field="file")
    return sheets


def line_of(number: int, cells: Sequence[str]) -> Line | None:
    """The line, without what is empty at its end; ``None`` when nothing is left. Raises as read_sheets."""
    if number > MOST_LINES:
        raise RuleViolation("table.lines", field="file", most=MOST_LINES)
    last = max((i for i, cell in enumerate(cells, 1) if cell), default=0)
    if last > MOST_COLUMNS:
        raise RuleViolation("table.columns", field="file", most=MOST_COLUMNS)
    return Line(number, tuple(cells[:last])) if last else None
