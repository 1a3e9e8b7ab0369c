"""Cutting a .pb file into its sections, and saying where it is broken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"
NAMES = ("meta", "projects", "votes")
VOTES_TITLE = re.compile(rb'^[ \t]*"?votes"?[ \t;]*\r?$', re.MULTILINE | re.IGNORECASE)
END = "\0end of head"


class BrokenFile(Exception):
    """A file that cannot be read: ``line`` and ``column`` count from 1, ``reason`` is a sentence."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.line = line
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells without surrounding blanks, and the line it begins on."""

    line: int
    cells: list[str]
    source: str

    def broken(self, cell: int, reason: str) -> BrokenFile:
        """The error of a cell of this row; a cell that is missing is reported at the end of the row."""
        return BrokenFile(self.line, column_of(self.source, cell), reason)


def column_of(line: str, cell: int) -> int:
    """Where a cell begins in its line, from 1."""
    inside, found = False, 0
    for at, sign in enumerate(line):
        if found == cell:
            return at + 1
        inside ^= sign == '"'
        found += sign == ";" and not inside
    return len(line) + 1


@dataclass(frozen=True, slots=True)
class Sections:
    """META and PROJECTS as rows, VOTES as the bytes below its title with the line they begin on."""

    meta: list[Row]
    projects: list[Row]
    votes: bytes
    votes_line: int


def cut(data: bytes) -> Sections:
    """Cut a file into its sections; raises ``BrokenFile``."""
    body = data.removeprefix(BOM)
    if not body.strip():
        raise BrokenFile(1, 1, "the file is empty")
    for title in VOTES_TITLE.finditer(body):
        rows = _rows(_decoded(body[: title.start()]))
        if rows is not None:
            meta, projects = _split(rows)
            line = body.count(b"\n", 0, title.end()) + 2
            return Sections(meta, projects, body[title.end() :].removeprefix(b"\n"), line)
    rows = _rows(_decoded(body))
    if rows is None:
        line, column = _open_quote(body.decode("utf-8"))
        raise BrokenFile(line, column, "a quotation mark opens a field that never ends")
    _split(rows)
    raise BrokenFile(body.rstrip().count(b"\n") + 1, 1, "there is no VOTES section")


def _decoded(part: bytes) -> str:
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError as error:
        line = part.count(b"\n", 0, error.start) + 1
        column = error.start - (part.rfind(b"\n", 0, error.start) + 1) + 1
        raise BrokenFile(line, column, "the text is not UTF-8") from None


def parse_rows(text: str, first_line: int = 1) -> Iterator[Row]:
    """The rows of a text in CSV with semicolons, blank ones left out; raises ``BrokenFile``."""
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    start = 0
    while True:
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise BrokenFile(first_line + start, 1, f"the row cannot be read: {error}") from None
        if any(cells):
            yield Row(first_line + start, cells, lines[min(start, len(lines) - 1)].rstrip("\r"))
        start = reader.line_num


def _rows(text: str) -> list[Row] | None:
    """The rows of a head, ``None`` when it ends inside quotation marks."""
    rows = list(parse_rows(f"{text.rstrip()}\n{END}"))
    return rows[:-1] if rows[-1].cells == [END] else None


def _open_quote(text: str) -> tuple[int, int]:
    last = list(parse_rows(text))[-1]
    cell = next((at for at, content in enumerate(last.cells) if "\n" in content), len(last.cells) - 1)
    return last.line, column_of(last.source, cell)


def _split(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows below the titles META and PROJECTS."""
    found: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    for row in rows:
        title = row.cells[0].lower()
        if title in NAMES and not any(row.cells[1:]):
            if title in found:
                raise row.broken(0, f"there is a second {title.upper()} section")
            current = found[title] = []
        elif current is None:
            raise row.broken(0, "a section title (META) was expected")
        else:
            current.append(row)
    for name in ("meta", "projects"):
        if not found.get(name):
            line = rows[-1].line if rows else 1
            raise BrokenFile(line, 1, f"there is no {name.upper()} section, or it is empty")
    return found["meta"], found["projects"]
