"""How close a loser was, found by counting again and not by a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from app.domain.counting.ballots import BallotKind, Ballots
from app.domain.counting.election import Election
from app.domain.counting.engine import count
from app.domain.counting.rules import Rule


@dataclass(frozen=True, slots=True)
class Margin:
    """What would have been enough, each alone and all else as it was; ``None``: nothing of the kind would
    have done.

    ``cost``: this cost (fen) wins and one unit of currency more does not. ``votes``: with this many further
    voters who mark only this project it wins, with one fewer it does not. Rules need not be monotone: another
    cost or number may do as well.
    """

    cost: int | None
    votes: int | None


def margin(election: Election, rule: Rule, project: str) -> Margin:
    """Count again with other costs and more voters until the project wins."""
    unit, cost = election.unit, election.projects[election.position[project]].cost

    def wins_at(units_less: int) -> bool:
        return wins(at_cost(election, project, cost - units_less * unit), rule, project)

    def wins_with(voters: int) -> bool:
        return wins(with_voters(election, project, voters), rule, project)

    less = _least(wins_at, max(0, (cost - 1) // unit))
    return Margin(
        cost=None if less is None else cost - less * unit,
        votes=_least(wins_with, 2 * election.ballots.voters),
    )


def wins(election: Election, rule: Rule, project: str) -> bool:
    """Whether the project wins, by a whole count."""
    return project in count(election, rule).selected


def at_cost(election: Election, project: str, cost: int) -> Election:
    """The election with another cost (smallest unit) of one project."""
    at = election.position[project]
    other = replace(election.projects[at], cost=cost)
    return replace(
        election,
        projects=(*election.projects[:at], other, *election.projects[at + 1 :]),
        source_sha256="-",
    )


def with_voters(election: Election, project: str, voters: int) -> Election:
    """The election with this many further voters who give all they can to one project."""
    if not voters:
        return election
    more = _with_voters(election, election.position[project], voters)
    return replace(election, ballots=more, source_sha256="-")


def _least(enough: Callable[[int], bool], most: int) -> int | None:
    """A number that is enough while one less is not: doubling, then halving the gap."""
    if enough(0):
        return 0
    low, high = 0, 1
    while high < most and not enough(high):
        low, high = high, high * 2
    if high >= most:
        high = most
        if most <= low or not enough(high):
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _with_voters(election: Election, at: int, voters: int) -> Ballots:
    """The ballots and one more group."""
    ballots = election.ballots
    values = ballots.values
    if values is not None:
        most = 0 if ballots.kind is BallotKind.ORDINAL else int(values.max(initial=1))
        values = np.append(values, most)
    return Ballots(
        ballots.kind,
        ballots.project_count,
        np.append(ballots.starts, ballots.starts[-1] + 1),
        np.append(ballots.projects, at),
        values,
        np.append(ballots.multiplicity, voters),
        max(ballots.longest, 1),
        ballots.repeated,
    )
