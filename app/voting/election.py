"""The counting engine's election, built from what a round holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.domain.counting import Ballot as Mark
from app.domain.counting import BallotKind, Election, Project
from app.voting.models import Round, RoundOption

FEN = 100


def election_of(
    round: Round, options: Sequence[RoundOption], ballots: Sequence[Mapping[str, Any]]
) -> Election:
    """Amounts are in fen, or in the finer unit that an imported budget needs (``rules["scale"]`` to a fen)."""
    rules = round.rules
    scale, kind = int(rules.get("scale", 1)), BallotKind(rules["ballot"]["kind"])
    projects = [_project(option, scale) for option in options]
    counted = Election.of(
        projects,
        int(rules.get("budget_units", round.amount_fen * scale)),
        kind,
        [_mark(kind, ballot) for ballot in ballots],
        unit=FEN * scale,
    )
    return Election(
        counted.projects,
        counted.budget,
        counted.ballots,
        unit=counted.unit,
        points_unit=int(rules["ballot"].get("points_unit", 1)),
        max_length=rules["ballot"].get("max_length"),
        recorded_scores=_recorded(options),
    )


def in_fen(amount: int, unit: int) -> int:
    """An amount of the election's smallest unit (``unit`` to one of currency) in fen, rounded down."""
    return int(Fraction(amount * FEN, unit))


def _project(option: RoundOption, scale: int) -> Project:
    return Project(
        option.key,
        option.cost_fen * scale,
        name=option.title,
        filed=option.position,
        zone=str(option.detail.get("zone", "")),
        withdrawn=bool(option.detail.get("withdrawn", False)),
    )


def _mark(kind: BallotKind, ballot: Mapping[str, Any]) -> Mark:
    if kind is BallotKind.ORDINAL:
        return Mark(tuple(sorted(ballot, key=ballot.__getitem__)))
    return Mark(tuple(ballot), tuple(ballot.values()) if kind.has_points else ())


def _recorded(options: Sequence[RoundOption]) -> tuple[int, ...] | None:
    totals = [option.detail.get("recorded_score") for option in options]
    return None if None in totals else tuple(int(total) for total in totals if total is not None)
