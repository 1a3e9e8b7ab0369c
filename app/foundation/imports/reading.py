"""A file's rows as values, and every row that cannot be read with its column and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.errors import RuleViolation
from app.foundation.imports.columns import Column
from app.foundation.imports.heads import Head, find_head
from app.foundation.imports.importer import Fault, Importer, Row
from app.foundation.tables import Line, read_sheets

LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True)
class Cells:
    """A row's texts by column key: what is kept until somebody confirms."""

    number: int
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """What a file holds: good rows, faults, the sheet's name and the heads of columns that are not read."""

    sha256: str
    sheet: str
    unused: Sequence[str]
    good: Sequence[Cells]
    faults: Sequence[Fault]


def read_rows(importer: Importer, content: bytes) -> Reading:
    """Read a file of at most LARGEST bytes. Raises RuleViolation "table.large" and as read_sheets, find_head."""
    if len(content) > LARGEST:
        raise RuleViolation("table.large", field="file", megabytes=LARGEST // 1024 // 1024)
    head = find_head(read_sheets(content), importer.columns)
    good: list[Cells] = []
    faults: list[Fault] = []
    for line in head.sheet.lines[head.first :]:
        if head.repeats(line):
            continue
        cells = _cells(line, head)
        found = parse(importer, cells)[1]
        faults.extend(found)
        if not found:
            good.append(cells)
    if not good and not faults:
        raise RuleViolation("table.no_rows", field="file")
    return Reading(hashlib.sha256(content).hexdigest(), head.sheet.name, head.unused, good, faults)


def _cells(line: Line, head: Head) -> Cells:
    return Cells(line.number, {key: line.cell(index) for key, index in head.cells.items()})


def parse(importer: Importer, cells: Cells) -> tuple[Row, Sequence[Fault]]:
    """A row's values, and the faults that keep it out."""
    values: dict[str, Any] = {}
    faults = []
    for column in importer.columns:
        try:
            values[column.key] = _value(column, cells.texts.get(column.key, ""))
        except RuleViolation as violation:
            faults.append(Fault(cells.number, column.key, violation))
    return Row(cells.number, values), faults


def _value(column: Column, text: str) -> Any:
    if text:
        return column.parse(text)
    if column.required:
        raise RuleViolation("cell.empty")
    return column.empty
