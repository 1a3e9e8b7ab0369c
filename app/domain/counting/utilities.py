"""What marks are worth: scores to rank by, and each supporter's utility from a project."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.domain.counting.ballots import BallotKind, IntArray
from app.domain.counting.election import Election
from app.domain.counting.rules import Rule, RuleName, Utility, natural_utility
from app.domain.errors import RuleViolation


class Backing(NamedTuple):
    """Who gains from a project: ballot groups, multiplicities, and the utility of each voter.

    A voter's utility is ``shares`` (``None``: 1 each) times ``scale``.
    """

    groups: IntArray
    weights: IntArray
    shares: IntArray | None
    scale: int

    @property
    def total(self) -> int:
        """Sum of weight times share."""
        return int(self.weights.sum() if self.shares is None else np.dot(self.weights, self.shares))


def utility_of(election: Election, rule: Rule) -> Utility:
    """The utility the rule names, or the natural one of the ballots.

    Raises ``RuleViolation`` ``count.utility`` and ``count.ballots`` where these ballots do not allow it.
    """
    kind = election.ballots.kind
    utility = rule.utility or natural_utility(kind)
    if utility is Utility.BORDA and kind is not BallotKind.ORDINAL:
        raise RuleViolation("count.utility", field="utility", kind=kind.value)
    if rule.name is RuleName.PHRAGMEN and not kind.is_approval:
        raise RuleViolation("count.ballots", field="name", kind=kind.value)
    return utility


def scores(election: Election, rule: Rule) -> tuple[int, ...]:
    """For each project, the number the greedy rules rank by: votes, or points times ``points_unit``.

    Raises ``RuleViolation`` ``count.recorded`` when the rule wants recorded scores and there are none.
    """
    if rule.recorded_scores:
        if election.recorded_scores is None:
            raise RuleViolation("count.recorded")
        return election.recorded_scores
    ballots = election.ballots
    worth = mark_worth(election, utility_of(election, rule))
    if worth is None:
        return ballots.votes
    times = ballots.multiplicity[ballots.group_of_mark] * worth[ballots.by_project[0]]
    return tuple(int(times[at].sum()) for at in ballots.by_project[1])


def mark_worth(election: Election, utility: Utility) -> IntArray | None:
    """What each mark is worth, beside ``Ballots.projects``; ``None``: every mark 1."""
    ballots = election.ballots
    if ballots.values is None:
        return None
    if utility in (Utility.COST, Utility.CARDINALITY):
        return (ballots.values > 0).astype(np.int64) if ballots.kind.has_points else None
    if ballots.kind.has_points:
        return ballots.values
    if utility is Utility.BORDA:
        return np.repeat(ballots.lengths, ballots.lengths) - 1 - ballots.values
    return election.paper_length - ballots.values


def gains(election: Election, utility: Utility) -> IntArray | None:
    """``mark_worth`` where it is above zero, else zero; ``None``: every mark 1."""
    worth = mark_worth(election, utility)
    return None if worth is None else np.maximum(worth, 0)


def backings(election: Election, utility: Utility) -> tuple[Backing, ...]:
    """For each project, the voters whose utility from it is above zero."""
    ballots = election.ballots
    order, bounds = ballots.by_project
    worth = gains(election, utility)
    by_project = None if worth is None else worth[order]
    groups, weights = ballots.group_of_mark, ballots.multiplicity[ballots.group_of_mark]
    plain = utility in (Utility.COST, Utility.CARDINALITY)
    found = []
    for project, at in zip(election.projects, bounds, strict=True):
        scale = project.cost if utility is Utility.COST else 1
        if by_project is None:
            found.append(Backing(groups[at], weights[at], None, scale))
            continue
        gaining = by_project[at] > 0
        shares = None if plain else by_project[at][gaining]
        found.append(Backing(groups[at][gaining], weights[at][gaining], shares, scale))
    return tuple(found)
