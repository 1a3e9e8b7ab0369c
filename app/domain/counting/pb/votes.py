"""The VOTES section: from bytes to grouped ballots, fast where the rows are plain, exact about errors
everywhere.

Equal texts are counted first, so that each distinct ballot is taken apart once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

import numpy as np

from app.domain.counting.ballots import BallotKind, Ballots, IntArray
from app.domain.counting.grouping import group_ballots
from app.domain.counting.pb.numbers import common_unit, decimal
from app.domain.counting.pb.sections import NAMES, BrokenFile, Row, column_of, decoded, parse_rows
from app.domain.errors import RuleViolation

Cells = tuple[bytes, bytes]
"""The cells ``vote`` and ``points`` of one row (``points`` empty where the kind has none)."""


PIECE = 32_768
"""Distinct ballots taken apart at a time, so that their names do not all lie in memory at once."""


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """Distinct rows: their cells ``vote`` and ``points`` (``None``: not looked at), and how often each
    occurs.
    """

    votes: list[bytes]
    points: list[bytes] | None
    times: IntArray

    @classmethod
    def of(cls, cells: Iterable[Cells]) -> _Counted:
        equal = Counter(cells)
        times = np.fromiter(equal.values(), dtype=np.int64, count=len(equal))
        return cls([vote for vote, _ in equal], [points for _, points in equal], times)


@dataclass(frozen=True, slots=True)
class VotesSection:
    """The section as it stands in the file."""

    data: bytes
    line: int
    kind: BallotKind
    positions: Mapping[str, int]
    default_score: Fraction = Fraction(0)

    def read(self) -> tuple[Ballots, int]:
        """The ballots, and how many stored points make one point. Raises ``BrokenFile``."""
        columns, body = self._header()
        counted = self._plain(columns, body)
        if counted is None:
            counted = _Counted.of(cells for _, cells in self._rows(columns, body))
        return self._grouped(counted, columns, body)

    def _header(self) -> tuple[tuple[int, int | None], bytes]:
        data = self.data.lstrip(b"\r\n")
        head, _, body = data.partition(b"\n")
        header = next(parse_rows(head.decode("utf-8", "replace").rstrip("\r"), self.line), None)
        if header is None:
            raise BrokenFile(self.line, 1, "the VOTES section has no header row")
        names = [cell.lower() for cell in header.cells]
        if "vote" not in names:
            raise header.broken(0, "the header of VOTES names no column 'vote'")
        for name in ("vote", "points"):
            if names.count(name) > 1:
                raise header.broken(names.index(name), f"a column of VOTES is named twice: '{name}'")
        if self.kind.has_points and "points" not in names:
            raise header.broken(0, f"the header of VOTES names no column 'points', which {self.kind} needs")
        return (names.index("vote"), names.index("points") if self.kind.has_points else None), body

    def _plain(self, columns: tuple[int, int | None], body: bytes) -> _Counted | None:
        """Count equal rows at one go, ``None`` when a row needs a closer look."""
        vote, points = columns
        if b'"' in body or (points is not None and points < vote) or body.count(b"\r") != body.count(b"\r\n"):
            return None
        pattern = rb"^" + rb"[^;\n]*;" * vote + rb"([^;\r\n]*)"
        if points is not None:
            pattern += rb"(?:;[^;\n]*){%d};([^;\r\n]*)" % (points - vote - 1)
        found = re.findall(pattern, body, re.MULTILINE)
        if len(found) != body.count(b"\n") + (not body.endswith(b"\n")):
            return None
        if points is not None:
            return _Counted.of(found)
        equal = Counter(found)
        return _Counted(list(equal), None, np.fromiter(equal.values(), dtype=np.int64, count=len(equal)))

    def _rows(self, columns: tuple[int, int | None], body: bytes) -> list[tuple[Row, Cells]]:
        """Every row, one by one; raises ``BrokenFile`` at the first that is too short."""
        vote, points = columns
        text = decoded(body, self.line + 1)
        skipped = len(self.data) - len(self.data.lstrip(b"\r\n"))
        first = self.line + 1 + self.data[:skipped].count(b"\n")
        rows: list[tuple[Row, Cells]] = []
        for row in parse_rows(text, first):
            if len(row.cells) <= max(vote, points or 0):
                if row.cells[0].lower() in NAMES:
                    raise row.broken(0, f"there is a second {row.cells[0].upper()} section")
                raise row.broken(len(row.cells), f"the row has {len(row.cells)} cells, its vote is missing")
            if "\n" in row.cells[vote]:
                raise row.broken(vote, "a quotation mark opens a field that never ends")
            given = row.cells[points].encode() if points is not None else b""
            rows.append((row, (row.cells[vote].encode(), given)))
        return rows

    def _grouped(
        self, counted: _Counted, columns: tuple[int, int | None], body: bytes
    ) -> tuple[Ballots, int]:
        places: dict[bytes, int | None] = {name.encode(): at for name, at in self.positions.items()}
        marks, lengths, unknown = _places(counted.votes, places)
        if unknown is not None:
            raise self._locate(columns, body, unknown, 0, f"there is no project '{unknown}'")
        points, unit = None, 1
        if counted.points is not None and self.kind.has_points:
            points, unit = self._points(counted.points, lengths, columns, body)
            if self.default_score:
                marks, lengths, points = self._complete(marks, lengths, points, unit)
        try:
            return group_ballots(self.kind, len(self.positions), marks, lengths, points, counted.times), unit
        except RuleViolation:
            raise BrokenFile(self.line, 1, "the points are too large to be counted") from None

    def _points(
        self, texts: list[bytes], lengths: IntArray, columns: tuple[int, int | None], body: bytes
    ) -> tuple[IntArray, int]:
        tokens = [[one.strip() for one in text.split(b",") if one.strip()] for text in texts]
        sizes = np.fromiter(map(len, tokens), dtype=np.int64, count=len(tokens))
        if (sizes != lengths).any():
            odd = texts[int(np.flatnonzero(sizes != lengths)[0])]
            raise self._locate(
                columns, body, odd.decode("utf-8", "replace"), 1, "as many points as projects", odd
            )
        worth = {}
        for token in set(chain.from_iterable(tokens)):
            number = decimal(token.decode("utf-8", "replace"), signed=True)
            if number is None:
                text = token.decode("utf-8", "replace")
                raise self._locate(columns, body, text, 1, f"'{text}' is no number of points")
            worth[token] = number
        unit = common_unit([*worth.values(), self.default_score])
        stored = {token: int(number * unit) for token, number in worth.items()}
        if any(abs(number) > 2**50 for number in [*stored.values(), int(self.default_score * unit)]):
            raise BrokenFile(self.line, 1, "the points are too large to be counted")
        flat = [stored[token] for ballot in tokens for token in ballot]
        return np.asarray(flat, dtype=np.int64), unit

    def _complete(
        self, marks: IntArray, lengths: IntArray, points: IntArray, unit: int
    ) -> tuple[IntArray, IntArray, IntArray]:
        """Give the default score to every project a ballot does not list."""
        table = np.full((len(lengths), len(self.positions)), int(self.default_score * unit), dtype=np.int64)
        table[np.repeat(np.arange(len(lengths)), lengths), marks] = points
        every = np.tile(np.arange(len(self.positions), dtype=np.int64), len(lengths))
        return every, np.full(len(lengths), len(self.positions), dtype=np.int64), table.ravel()

    def _locate(
        self,
        columns: tuple[int, int | None],
        body: bytes,
        wanted: str,
        which: int,
        reason: str,
        whole: bytes | None = None,
    ) -> BrokenFile:
        """The first row whose vote (0) or points (1) hold an item, as an error there."""
        for row, cells in self._rows(columns, body):
            items = [item.strip() for item in cells[which].decode("utf-8", "replace").split(",")]
            if wanted in items if whole is None else cells[which] == whole:
                if whole is not None:
                    marks, given = (len([x for x in cell.split(b",") if x.strip()]) for cell in cells)
                    if marks == given:
                        continue
                    reason = f"{marks} projects and {given} numbers of points"
                start = column_of(row.source, columns[which] or 0)
                inside = 0 if whole is not None else max(0, row.source[start - 1 :].find(wanted))
                return BrokenFile(row.line, start + inside, reason)
        return BrokenFile(self.line, 1, reason)


def _places(texts: list[bytes], places: dict[bytes, int | None]) -> tuple[IntArray, IntArray, str | None]:
    """Positions of the projects named in lists, how many each list names, and the first unknown name."""
    marks, lengths = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start in range(0, len(texts), PIECE):
        piece = texts[start : start + PIECE]
        found, sizes, unknown = _piece(piece, places)
        if unknown is not None:
            return marks[0], lengths[0], unknown
        marks.append(found)
        lengths.append(sizes)
    return np.concatenate(marks), np.concatenate(lengths), None


def _piece(texts: list[bytes], places: dict[bytes, int | None]) -> tuple[IntArray, IntArray, str | None]:
    joined = b"\n".join(texts)
    signs = np.frombuffer(joined, dtype=np.uint8)
    breaks = signs[(signs == ord(",")) | (signs == ord("\n"))]
    lengths = np.diff(np.append(np.flatnonzero(breaks == ord("\n")), len(breaks)), prepend=-1)
    tokens = joined.replace(b"\n", b",").split(b",")
    found = list(map(places.get, tokens))
    if None not in found:
        return np.asarray(found, dtype=np.int64), lengths, None
    for at, place in enumerate(found):
        name = tokens[at].strip()
        if place is None and name:
            found[at] = places.get(name)
            if found[at] is None:
                return lengths, lengths, name.decode("utf-8", "replace")
    blank = np.fromiter((place is None for place in found), dtype=bool, count=len(found))
    rows = np.repeat(np.arange(len(texts)), lengths)[~blank]
    marks = np.asarray([place for place in found if place is not None], dtype=np.int64)
    return marks, np.bincount(rows, minlength=len(texts)), None
