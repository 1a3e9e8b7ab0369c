"""Cutting a .pb file into its sections, and saying where it is broken."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""What stands at the very beginning of a text, and how it is encoded then."""
NAMES = ("meta", "projects", "votes")
VOTES_TITLE = re.compile(rb'^[ \t]*"?votes"?[ \t;]*\r?$', re.MULTILINE | re.IGNORECASE)
OTHER_TITLE = re.compile(rb'^[ \t]*"?(?:meta|projects)"?[ \t;]*\r?$', re.MULTILINE | re.IGNORECASE)
MOST_TOLD = 160
END = "\0end of head"


class BrokenFile(Exception):
    """A file that cannot be read: ``line`` and ``column`` count from 1, ``reason`` is a sentence."""

    def __init__(self, line: int, column: int, reason: str) -> None:
        reason = _legible(reason)
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
    """Cut a file into its sections, in whatever order they stand; raises ``BrokenFile``."""
    body = _plain(data)
    if not body.strip():
        raise BrokenFile(1, 1, "the file is empty")
    for title in VOTES_TITLE.finditer(body):
        rows = _rows(decoded(body[: title.start()]))
        if rows is not None:
            votes = body[title.end() :].removeprefix(b"\n")
            return _sections(rows, votes, body.count(b"\n", 0, title.end()) + 2)
    rows = _rows(decoded(body))
    if rows is None:
        raise _open_quote(body.decode("utf-8"))
    _required(rows)
    raise BrokenFile(body.rstrip().count(b"\n") + 1, 1, "there is no VOTES section")


def _plain(data: bytes) -> bytes:
    """The text as UTF-8 without a byte order mark, in lines that end with a line feed."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            body = data.removeprefix(mark)
            if encoding != "utf-8":
                body = decoded(body, encoding=encoding).encode()
            break
    else:
        body = data
    return body if b"\n" in body else body.replace(b"\r", b"\n")


def decoded(part: bytes, first_line: int = 1, encoding: str = "utf-8") -> str:
    """The text of a part of the file that begins with a line; raises ``BrokenFile``."""
    try:
        return part.decode(encoding)
    except UnicodeDecodeError as error:
        before = part[: error.start].decode(encoding)
        line, column = before.count("\n"), len(before) - before.rfind("\n")
        raise BrokenFile(first_line + line, column, f"the text is not {encoding.upper()}") from None


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
            reason = f"the row cannot be read (is a quotation mark left open?): {error}"
            raise BrokenFile(first_line + start, 1, reason) from None
        if any(cells):
            yield Row(first_line + start, cells, lines[min(start, len(lines) - 1)].rstrip("\r"))
        start = reader.line_num


def _rows(text: str, first_line: int = 1) -> list[Row] | None:
    """The rows of a text, ``None`` when it ends inside quotation marks."""
    rows = list(parse_rows(f"{text.rstrip()}\n{END}", first_line))
    return rows[:-1] if rows[-1].cells == [END] else None


def _open_quote(text: str, first_line: int = 1) -> BrokenFile:
    last = list(parse_rows(text, first_line))[-1]
    cell = next((at for at, content in enumerate(last.cells) if "\n" in content), len(last.cells) - 1)
    return last.broken(cell, "a quotation mark opens a field that never ends")


def _sections(rows: list[Row], votes: bytes, votes_line: int) -> Sections:
    """The file, given the rows above VOTES and all that is below; the other sections may stand there."""
    if not {"meta", "projects"} <= _titled(rows).keys() and (later := OTHER_TITLE.search(votes)):
        line, text = votes_line + votes.count(b"\n", 0, later.start()), votes[later.start() :]
        below = _rows(decoded(text, line), line)
        if below is None:
            raise _open_quote(text.decode("utf-8"), line)
        rows, votes = [*rows, *below], votes[: later.start()]
    found = _required(rows)
    return Sections(found["meta"], found["projects"], votes, votes_line)


def _titled(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows below each title."""
    found: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    for row in rows:
        title = row.cells[0].lower()
        if title in NAMES and not any(row.cells[1:]):
            if title in found or title == "votes":
                raise row.broken(0, f"there is a second {title.upper()} section")
            current = found[title] = []
        elif current is None:
            raise row.broken(0, "a section title (META) was expected")
        else:
            current.append(row)
    return found


def _required(rows: list[Row]) -> dict[str, list[Row]]:
    """``_titled`` with META and PROJECTS; raises ``BrokenFile`` when one is missing."""
    found = _titled(rows)
    for name in ("meta", "projects"):
        if not found.get(name):
            line = rows[-1].line if rows else 1
            raise BrokenFile(line, 1, f"there is no {name.upper()} section, or it is empty")
    return found


def _legible(reason: str) -> str:
    """A sentence in one line without signs that cannot be seen, cut where it quotes too much."""
    seen = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in reason[: MOST_TOLD + 1])
    return seen if len(seen) <= MOST_TOLD else f"{seen[:MOST_TOLD]}…"
