"""Finds the head of a table: under title rows, over one line or two, whatever the office calls its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import RuleViolation
from app.domain.text import fold
from app.foundation.imports.columns import Column
from app.foundation.tables import Line, Sheet

LOOKED_AT = 30
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|[\s*::/、_-]+")


@dataclass(frozen=True)
class Head:
    """Which cell of a line holds which column, and where the lines of data begin."""

    sheet: Sheet
    cells: Mapping[str, int]
    texts: tuple[str, ...]
    first: int
    """Index in ``sheet.lines`` of the first line below the head."""
    twice: str = ""
    """A head that stands over two columns that are not one merged cell."""

    @property
    def unused(self) -> Sequence[str]:
        """Heads of columns that are not read."""
        used = set(self.cells.values())
        return [text for index, text in enumerate(self.texts) if text and index not in used]

    def repeats(self, line: Line) -> bool:
        """Whether the head is printed again on this line, as on each page of a long table."""
        return all(
            plain(line.cell(index)) in plain(self.texts[index]) and line.cell(index)
            for index in self.cells.values()
        )


def plain(text: str) -> str:
    """A head for comparison: without remarks in brackets, marks and spaces."""
    return _ASIDE.sub("", fold(text))


def find_head(sheets: Sequence[Sheet], columns: Sequence[Column]) -> Head:
    """The head that names most columns. Raises RuleViolation "table.head" with the columns that are missing,
    "table.column_twice"."""
    found = [head for sheet in sheets for head in _candidates(sheet, columns)]
    best = max(found, key=lambda head: len(head.cells), default=None)
    required = [column for column in columns if column.required]
    missing = [column for column in required if best is None or column.key not in best.cells]
    if best is None or missing:
        raise RuleViolation("table.head", field="file", missing="、".join(str(c.title) for c in missing))
    if best.twice:
        raise RuleViolation("table.column_twice", field="file", column=best.twice)
    return best


def _candidates(sheet: Sheet, columns: Sequence[Column]) -> list[Head]:
    names = {plain(name): column.key for column in columns for name in (*column.heads, str(column.title))}
    candidates = []
    for index, line in enumerate(sheet.lines[:LOOKED_AT]):
        candidates.append(_head(sheet, names, line.cells, index + 1))
        below = sheet.lines[index + 1] if index + 1 < len(sheet.lines) else None
        if below is not None and below.number == line.number + 1:
            candidates.append(_head(sheet, names, _joined(line, below), index + 2))
    return [head for head in candidates if head.cells]


def _joined(upper: Line, lower: Line) -> tuple[str, ...]:
    """The texts of a head of two lines; an upper cell reaches over the empty ones to its right."""
    texts = []
    above = ""
    for index in range(max(len(upper.cells), len(lower.cells))):
        above = upper.cell(index) or (above if lower.cell(index) else "")
        below = lower.cell(index)
        texts.append(above if above == below else f"{above}{below}")
    return tuple(texts)


def _head(sheet: Sheet, names: Mapping[str, str], texts: tuple[str, ...], first: int) -> Head:
    cells: dict[str, int] = {}
    twice = ""
    for index, text in enumerate(texts):
        key = names.get(plain(text)) if text else None
        if key is None or (index and texts[index - 1] == text):
            continue
        if key in cells:
            twice = text
        cells.setdefault(key, index)
    return Head(sheet, cells, texts, first, twice)
