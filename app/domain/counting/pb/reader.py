"""Reading .pb files (pabulib.org/format) as they are: lenient in form, exact in content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.counting.ballots import BallotKind, Project
from app.domain.counting.election import Election
from app.domain.counting.pb.numbers import common_unit, decimal, whole
from app.domain.counting.pb.sections import BrokenFile, Row, Sections, cut
from app.domain.counting.pb.votes import VotesSection

WITHDRAWN = 999999999
"""The cost by which the format marks a project that was withdrawn after voting."""
MOST_MARKS = 10**6
ZONES = ("neighborhood", "district", "subunit")


@dataclass(frozen=True, eq=False)
class PbFile:
    """A file read. ``selected`` are the ids the organiser marked 1, or 2 (won in part), ``None`` where the file
    says nothing.

    ``warnings`` are sentences about what does not fit together but hinders no count.
    """

    meta: Mapping[str, str]
    election: Election
    selected: tuple[str, ...] | None
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """PROJECTS: the header and the rows below it."""

    names: list[str]
    rows: list[Row]

    def cell(self, row: Row, name: str) -> str:
        """What a row has in a column, nothing where it has none."""
        at = self.names.index(name) if name in self.names else len(row.cells)
        return row.cells[at] if at < len(row.cells) else ""

    def broken(self, row: Row, name: str, reason: str) -> BrokenFile:
        at = self.names.index(name) if name in self.names else len(row.cells)
        return row.broken(at, reason)


def read_pb(data: bytes) -> PbFile:
    """Read a file; raises ``BrokenFile`` with line, column and reason.

    Amounts become whole numbers of the smallest unit the file uses (``Election.unit`` to one of currency).
    """
    sections = cut(data)
    meta, lines = _meta(sections.meta)
    table = _table(sections.projects)
    budget = _money(meta.get("budget"), lines.get("budget"), sections.meta[0], "budget")
    costs = [_cost(table, row) for row in table.rows]
    unit = common_unit([budget, *costs])
    projects = tuple(
        _project(table, row, int(cost * unit), unit, at)
        for at, (row, cost) in enumerate(zip(table.rows, costs, strict=True))
    )
    positions = _positions(table)
    kind = _kind(meta, lines, sections)
    default = _default_score(meta, lines) if kind is BallotKind.SCORING else Fraction(0)
    ballots, points_unit = VotesSection(sections.votes, sections.votes_line, kind, positions, default).read()
    election = Election(
        projects,
        int(budget * unit),
        ballots,
        unit=unit,
        points_unit=points_unit,
        max_length=_max_length(meta),
        recorded_scores=_recorded(table, points_unit if kind.has_points else 1),
        source_sha256=hashlib.sha256(data).hexdigest(),
    )
    return PbFile(meta, election, _selected(table), tuple(_warnings(meta, election)))


def _meta(rows: list[Row]) -> tuple[dict[str, str], dict[str, Row]]:
    meta: dict[str, str] = {}
    lines: dict[str, Row] = {}
    for row in rows:
        key, value = row.cells[0], row.cells[1] if len(row.cells) > 1 else ""
        if len(row.cells) == 1 and ":" in key:
            key, _, value = (part.strip() for part in key.partition(":"))
        if (key.lower(), value.lower()) != ("key", "value"):
            meta[key.lower()] = value
            lines[key.lower()] = row
    return meta, lines


def _table(rows: list[Row]) -> _Table:
    names = [cell.lower() for cell in rows[0].cells]
    if len(set(filter(None, names))) != len(list(filter(None, names))):
        raise rows[0].broken(0, "a column of PROJECTS is named twice")
    for name in ("project_id", "cost"):
        if name not in names:
            raise rows[0].broken(0, f"the header of PROJECTS names no column '{name}'")
    return _Table(names, rows[1:])


def _money(text: str | None, row: Row | None, fallback: Row, name: str) -> Fraction:
    if text is None or row is None:
        raise fallback.broken(0, f"META names no {name}")
    number = decimal(text)
    if number is None:
        raise row.broken(1, f"'{text}' is no amount of money")
    return number


def _cost(table: _Table, row: Row) -> Fraction:
    text = table.cell(row, "cost")
    number = decimal(text)
    if number is None:
        raise table.broken(row, "cost", f"'{text}' is no cost" if text else "the cost is missing")
    return number


def _positions(table: _Table) -> dict[str, int]:
    positions: dict[str, int] = {}
    for at, row in enumerate(table.rows):
        name = table.cell(row, "project_id")
        if not name or name in positions:
            reason = f"the project '{name}' is listed twice" if name else "the project has no id"
            raise table.broken(row, "project_id", reason)
        positions[name] = at
    return positions


def _project(table: _Table, row: Row, cost: int, unit: int, at: int) -> Project:
    categories = [part.strip() for part in table.cell(row, "category").split(",")]
    return Project(
        table.cell(row, "project_id"),
        cost,
        name=table.cell(row, "name"),
        filed=at,
        zone=next(filter(None, (table.cell(row, name) for name in ZONES)), ""),
        categories=tuple(part for part in categories if part),
        withdrawn=cost == WITHDRAWN * unit,
    )


def _kind(meta: dict[str, str], lines: dict[str, Row], sections: Sections) -> BallotKind:
    stated = meta.get("vote_type", "").lower()
    if stated in (kind.value for kind in BallotKind):
        return BallotKind(stated)
    row = lines.get("vote_type", sections.meta[0])
    raise row.broken(1, f"'{stated}' is no vote_type" if stated else "META names no vote_type")


def _default_score(meta: Mapping[str, str], lines: Mapping[str, Row]) -> Fraction:
    """The points of every project that a scoring ballot does not list."""
    text = meta.get("default_score", "")
    number = decimal(text, signed=True) if text else Fraction(0)
    if number is None:
        raise lines["default_score"].broken(1, f"'{text}' is no number of points")
    return number


def _max_length(meta: Mapping[str, str]) -> int | None:
    """The most marks of a ballot, where META says something that can be."""
    length = whole(meta.get("max_length", ""))
    return length if length is not None and 0 < length <= MOST_MARKS else None


def _recorded(table: _Table, unit: int) -> tuple[int, ...] | None:
    """The organiser's totals: column ``score``, or else ``votes``, if it is filled."""
    name = "score" if "score" in table.names else "votes"
    totals = [decimal(table.cell(row, name), signed=True) for row in table.rows]
    if any(total is None or (total * unit).denominator != 1 for total in totals):
        return None
    return tuple(int(total * unit) for total in totals if total is not None)


def _selected(table: _Table) -> tuple[str, ...] | None:
    marks = [table.cell(row, "selected") for row in table.rows]
    if not all(marks):
        return None
    return tuple(
        table.cell(row, "project_id")
        for row, mark in zip(table.rows, marks, strict=True)
        if whole(mark) in (1, 2)
    )


def _warnings(meta: Mapping[str, str], election: Election) -> list[str]:
    found = []
    if meta.get("max_length") and election.max_length is None:
        found.append(f"META says max_length {meta['max_length'][:40]}, which no ballot paper has")
    for key, counted in (("num_projects", len(election.projects)), ("num_votes", election.ballots.voters)):
        if whole(meta.get(key, "")) != counted:
            found.append(f"META says {key} {meta.get(key) or 'nothing'}, the file holds {counted}")
    if election.ballots.repeated:
        found.append(f"{election.ballots.repeated} marks name a project twice on the same ballot")
    return found
