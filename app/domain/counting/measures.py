"""What outcomes did for voters: the figures by which rules are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.domain.counting.ballots import IntArray
from app.domain.counting.election import Election
from app.domain.counting.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Measures:
    """``empty_handed``: share of voters none of whose marked projects won. ``per_voter``: funded projects a
    voter marked, on average. ``cost_per_voter``: their cost (fen). ``by_zone``, ``by_category``: money
    granted (fen); a project of several categories counts in each. ``histogram``: how many voters marked 0, 1,
    2 … winners.
    """

    winners: int
    spent: int
    empty_handed: Fraction
    per_voter: Fraction
    cost_per_voter: Fraction
    by_zone: Mapping[str, int]
    by_category: Mapping[str, int]
    histogram: tuple[int, ...]


def measure(election: Election, outcome: Outcome) -> Measures:
    """The figures of one outcome; all zero where nobody voted."""
    ballots = election.ballots
    voters = max(1, ballots.voters)
    won = np.zeros(ballots.project_count, dtype=np.int64)
    for project in outcome.selected:
        won[election.position[project]] = 1
    happy = _summed(election, won)
    reached = sum(outcome.votes[project] * amount for project, amount in outcome.granted.items())
    histogram = np.bincount(happy, weights=ballots.multiplicity) if ballots.groups else np.zeros(1)
    return Measures(
        winners=len(outcome.selected),
        spent=outcome.total_cost,
        empty_handed=Fraction(int(histogram[0]), voters),
        per_voter=Fraction(int(np.dot(happy, ballots.multiplicity)), voters),
        cost_per_voter=Fraction(reached, voters),
        by_zone=_money(election, outcome, lambda at: (election.projects[at].zone,)),
        by_category=_money(election, outcome, lambda at: election.projects[at].categories),
        histogram=tuple(map(int, histogram)),
    )


def _summed(election: Election, won: IntArray) -> IntArray:
    """For each ballot group, how many of its marks won."""
    ballots = election.ballots
    sums = np.concatenate(([0], np.cumsum(won[ballots.projects])))
    return sums[ballots.starts[1:]] - sums[ballots.starts[:-1]]


def _money(election: Election, outcome: Outcome, areas: Callable[[int], Iterable[str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for project, amount in outcome.granted.items():
        for area in areas(election.position[project]):
            found[area] = found.get(area, 0) + amount
    return found
