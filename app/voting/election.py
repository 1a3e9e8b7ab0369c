"""The counting engine's election, built from what a round holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.domain.counting import Ballot as Mark
from app.domain.counting import BallotKind, Election, Project
from app.voting.models import Round, RoundOption
from app.voting.wishes import least_part

FEN = 100


def election_of(
    round: Round, options: Sequence[RoundOption], ballots: Iterable[Mapping[str, Any]]
) -> Election:
    """The election of these ballots.

    Equal ballots are put together and sorted by what they mark, so that the order of groups tells nothing of the
    order of voters.
    """
    times = Counter(tuple(sorted(ballot.items())) for ballot in ballots)
    kind = BallotKind(round.rules["ballot"]["kind"])
    return election_with(round, options, [_mark(kind, dict(marks), n) for marks, n in sorted(times.items())])


def election_with(round: Round, options: Sequence[RoundOption], marks: Sequence[Mark]) -> Election:
    """Amounts are in fen, or in the finer unit that an imported budget needs (``rules["scale"]`` to a fen)."""
    rules = round.rules
    scale = int(rules.get("scale", 1))
    counted = Election.of(
        [_project(option, scale, least_part(rules, option.key)) for option in options],
        int(rules.get("budget_units", round.amount_fen * scale)),
        BallotKind(rules["ballot"]["kind"]),
        marks,
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


def _project(option: RoundOption, scale: int, part_fen: int | None) -> Project:
    return Project(
        option.key,
        option.cost_fen * scale,
        name=option.title,
        filed=option.position,
        zone=str(option.detail.get("zone", "")),
        categories=tuple(option.detail.get("categories", ())),
        withdrawn=bool(option.detail.get("withdrawn", False)),
        least_part=None if part_fen is None else part_fen * scale,
    )


def _mark(kind: BallotKind, ballot: Mapping[str, Any], times: int) -> Mark:
    if kind is BallotKind.ORDINAL:
        return Mark(tuple(sorted(ballot, key=ballot.__getitem__)), weight=times)
    return Mark(tuple(ballot), tuple(ballot.values()) if kind.has_points else (), times)


def _recorded(options: Sequence[RoundOption]) -> tuple[int, ...] | None:
    totals = [option.detail.get("recorded_score") for option in options]
    return None if None in totals else tuple(int(total) for total in totals if total is not None)
