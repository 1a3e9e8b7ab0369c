"""What marks are worth: scores to rank by, and each supporter's utility from a project."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from app.domain.counting.ballots import BallotKind, Election, IntArray, Supporters
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
    """The utility the rule names, or the natural one; raises ``RuleViolation`` ``count.utility`` where it
    cannot be.
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
    utility = utility_of(election, rule)
    if utility in (Utility.COST, Utility.CARDINALITY):
        return tuple(int(one.weights.sum()) for one in backings(election, Utility.CARDINALITY))
    return tuple(
        int(one.weights.sum())
        if (values := _values(election, one, utility)) is None
        else int(one.weights @ values)
        for one in election.ballots.supporters
    )


def backings(election: Election, utility: Utility) -> tuple[Backing, ...]:
    """For each project, the voters whose utility from it is above zero."""
    return tuple(
        _backing(election, supporters, utility, project.cost if utility is Utility.COST else 1)
        for project, supporters in zip(election.projects, election.ballots.supporters, strict=True)
    )


def _backing(election: Election, supporters: Supporters, utility: Utility, scale: int) -> Backing:
    groups, weights, _ = supporters
    values = _values(election, supporters, utility)
    if values is None:
        return Backing(groups, weights, None, scale)
    gains = values > 0
    if utility in (Utility.COST, Utility.CARDINALITY):
        return Backing(groups[gains], weights[gains], None, scale)
    return Backing(groups[gains], weights[gains], values[gains], scale)


def _values(election: Election, supporters: Supporters, utility: Utility) -> IntArray | None:
    """The number beside each mark under this utility, ``None`` where every mark is worth the same."""
    ballots = election.ballots
    if supporters.values is None or (
        not ballots.kind.has_points and utility in (Utility.COST, Utility.CARDINALITY)
    ):
        return None
    if ballots.kind.has_points:
        return supporters.values
    length = ballots.lengths[supporters.groups] - 1 if utility is Utility.BORDA else election.paper_length
    return length - supporters.values
