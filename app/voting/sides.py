"""Rules side by side, made ready to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.voting.election import in_fen


@dataclass(frozen=True)
class Side:
    """What one rule gives: ``gained`` and ``lost`` against the first, ``empty`` voters without any winner,
    ``per_voter_hundredths`` winners a voter, ``evenness`` thousandths of the money as even shares.
    """

    rule: Mapping[str, Any]
    selected: frozenset[str]
    total_fen: int
    empty: int
    empty_thousandths: int
    per_voter_hundredths: int
    evenness: int
    gained: Sequence[str]
    lost: Sequence[str]
    histogram: Sequence[int]


@dataclass(frozen=True)
class Area:
    """A category or a zone, and what each rule spends there (fen)."""

    name: str
    amounts: Sequence[int]


@dataclass(frozen=True)
class Sides:
    """The rule that was used comes first."""

    sides: Sequence[Side]
    zones: Sequence[Area]
    categories: Sequence[Area]

    @property
    def own(self) -> Side:
        return self.sides[0]

    @property
    def others(self) -> Sequence[Side]:
        return self.sides[1:]


def sides_of(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], voted: int, unit: int) -> Sides:
    """Rows of ``comparing.row_of`` with the titles of the options."""
    first = rows[0]["selected"]
    return Sides(
        [_side(row, first, titles, voted, unit) for row in rows],
        _areas(rows, "zones", unit),
        _areas(rows, "categories", unit),
    )


def _side(
    row: Mapping[str, Any], first: Sequence[str], titles: Mapping[str, str], voted: int, unit: int
) -> Side:
    chosen = frozenset(row["selected"])
    return Side(
        row["rule"],
        chosen,
        in_fen(row["total"], unit),
        row["empty"],
        row["empty"] * 1000 // voted if voted else 0,
        round(Fraction(row["per_voter"]) * 100),
        row["evenness"],
        [titles[key] for key in titles if key in chosen.difference(first)],
        [titles[key] for key in titles if key in frozenset(first) - chosen],
        row["histogram"],
    )


def _areas(rows: Sequence[Mapping[str, Any]], by: str, unit: int) -> Sequence[Area]:
    names = sorted({name for row in rows for name in row[by] if name})
    return [Area(name, [in_fen(row[by].get(name, 0), unit) for row in rows]) for name in names]
