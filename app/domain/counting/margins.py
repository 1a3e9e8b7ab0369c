"""What would have been enough for a loser, found by counting again and not by a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from app.domain.counting.ballots import Ballot, BallotKind, Ballots
from app.domain.counting.election import Election
from app.domain.counting.engine import count
from app.domain.counting.outcome import Loser, Outcome
from app.domain.counting.rules import Rule
from app.domain.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Enough:
    """A number that a recount found to be enough. ``least``: a recount with one less (cost: one unit of currency more)
    found that not to be. Rules need not be monotone: another number may do as well.
    """

    number: int
    least: bool


@dataclass(frozen=True, slots=True)
class Margin:
    """What would have been enough, each alone and all else as it was; ``None``: nothing was found.

    ``cost``: this cost (fen). ``votes``: so many more approvals of those who voted, where a rule looks at totals alone;
    elsewhere ``come``: so many further voters who mark only this project, each with ``points`` for it (times the
    election's ``points_unit``; ``None`` on ballots without points).
    """

    cost: Enough | None = None
    votes: Enough | None = None
    come: Enough | None = None
    points: int | None = None


class Recounts:
    """How often may still be counted again (``None``: as often as it takes)."""

    def __init__(self, most: int | None = None) -> None:
        self.left = most

    def wins(self, election: Election, rule: Rule, project: str) -> bool:
        """Whether the project wins, by a whole count. Raises ``Exhausted`` when no recount is left."""
        if self.left is not None:
            if self.left <= 0:
                raise Exhausted
            self.left -= 1
        try:
            return project in count(election, rule).selected
        except RuleViolation:
            return False


class Exhausted(Exception):
    """No recount is left."""


def margin(election: Election, outcome: Outcome, project: str, recounts: Recounts | None = None) -> Margin:
    """Count again with other costs and more votes or voters until the project, which lost, wins."""
    counter, rule = recounts or Recounts(), outcome.rule
    unit, subject = election.unit, election.projects[election.position[project]]
    loser = next(each for each in outcome.losers if each.project == project)
    listed = by_totals(election, rule)
    base = totals(election) if listed else election
    less = least(
        lambda units: counter.wins(at_cost(base, project, subject.cost - units * unit), rule, project),
        max(0, (subject.cost - 1) // unit),
        _missing(outcome, loser, subject.cost) // unit,
    )
    cost = None if less is None else Enough(subject.cost - less.number * unit, less.least)
    if listed:
        spare = election.ballots.voters - outcome.votes[project]
        more = least(lambda votes: counter.wins(with_voters(base, project, votes), rule, project), spare)
        return Margin(cost, votes=more)
    if rule.recorded_scores:
        return Margin(cost)
    come = least(
        lambda voters: counter.wins(with_voters(election, project, voters), rule, project),
        2 * election.ballots.voters,
        _absent(outcome, loser, subject.cost),
    )
    return Margin(cost, come=come, points=most_points(election) if come else None)


def least(enough: Callable[[int], bool], most: int, start: int = 1) -> Enough | None:
    """A number from 1 to ``most`` that is enough, 0 being known not to be: ``start`` doubled until it is, then the gap
    to the last that was not halved. Ends with what was found when ``enough`` is ``Exhausted``.
    """
    low, high, found = 0, min(max(1, start), most), 0
    try:
        while most > 0 and not enough(high):
            if high == most:
                return None
            low, high = high, min(most, 2 * high)
        found = high if most > 0 else 0
        middle = found - 1
        while found - low > 1:
            low, found = (low, middle) if enough(middle) else (middle, found)
            middle = (low + found) // 2
    except Exhausted:
        pass
    return Enough(found, found - low == 1) if found else None


def by_totals(election: Election, rule: Rule) -> bool:
    """Whether the votes of each project, and nothing else about the ballots, decide."""
    plain = election.ballots.kind.is_approval and not rule.recorded_scores
    return rule.name.is_greedy and plain and rule.pre_elimination is None


def totals(election: Election) -> Election:
    """An election with the same votes for every project, each on a ballot of its own: quick to count."""
    votes = zip(election.projects, election.ballots.votes, strict=True)
    ballots = [Ballot((project.id,), weight=times) for project, times in votes if times]
    return Election.of(election.projects, election.budget, BallotKind.APPROVAL, ballots, unit=election.unit)


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
    """The election with this many further voters who mark one project alone, with ``most_points``."""
    more = _with_voters(election, election.position[project], voters)
    return replace(election, ballots=more, source_sha256="-")


def most_points(election: Election) -> int | None:
    """The most points that any ballot gives a project, at least 1; ``None`` on ballots without points."""
    ballots = election.ballots
    if ballots.values is None or not ballots.kind.has_points:
        return None
    return int(ballots.values.max(initial=1))


def _missing(outcome: Outcome, loser: Loser, cost: int) -> int:
    """Where to begin: what is missing of the cost at the project's turn, or of what its supporters would have paid."""
    if outcome.rule.name.is_greedy:
        return cost - loser.left
    best = max((each.support.get(loser.project, 0) for each in outcome.rounds), default=0)
    return cost - cost * best // 1000


def _absent(outcome: Outcome, loser: Loser, cost: int) -> int:
    """Where to begin: the voters whose shares are what is missing."""
    if outcome.endowment is None or not outcome.endowment.final:
        return 1
    return int(_missing(outcome, loser, cost) / outcome.endowment.final)


def _with_voters(election: Election, at: int, voters: int) -> Ballots:
    """The ballots and one more group."""
    ballots = election.ballots
    values = ballots.values
    if values is not None:
        values = np.append(values, most_points(election) or 0)
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
