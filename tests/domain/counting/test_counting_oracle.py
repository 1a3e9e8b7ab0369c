"""The same small elections counted by pabutools: an oracle for development, never part of the application.

Its default order of ties is the string order of ids, its numbers are exact fractions.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from pabutools import election as oracle
from pabutools import rules as oracle_rules

from app.domain.counting import BallotKind, Completion, Election, Rule, RuleName, TieBreak, Utility, count
from tests.domain.counting.elections import elections, utilities

BY_ID = (TieBreak.ID,)
FEW = settings(max_examples=60)


def translated(election: Election) -> tuple[Any, Any]:
    """The election in the oracle's own terms, equal ballots merged."""
    projects = [oracle.Project(project.id, project.cost) for project in election.projects]
    kind = election.ballots.kind
    ballot, profile = {
        BallotKind.APPROVAL: (oracle.ApprovalBallot, oracle.ApprovalProfile),
        BallotKind.CUMULATIVE: (oracle.CardinalBallot, oracle.CardinalProfile),
        BallotKind.ORDINAL: (oracle.OrdinalBallot, oracle.OrdinalProfile),
    }[kind]
    ballots = []
    for marks, times in utilities(election):
        marked: Any = [projects[at] for at in sorted(marks, key=marks.__getitem__)]
        if kind is BallotKind.CUMULATIVE:
            marked = {projects[at]: points for at, points in marks.items()}
        ballots += [ballot(marked) for _ in range(times)]
    instance = oracle.Instance(projects, budget_limit=election.budget)
    return instance, profile(ballots, instance=instance)


def names(allocation: Any) -> list[str]:
    return sorted(project.name for project in allocation)


def ours(
    election: Election, name: RuleName, utility: Utility, completion: Completion = Completion.NONE
) -> list[str]:
    return sorted(count(election, Rule(name, utility=utility, completion=completion, ties=BY_ID)).selected)


@pytest.mark.parametrize("by_cost", [True, False])
@FEW
@given(election=elections())
def test_approval_ballots(election: Election, by_cost: bool) -> None:
    instance, profile = translated(election)
    gain = oracle.Cost_Sat if by_cost else oracle.Cardinality_Sat
    utility = Utility.COST if by_cost else Utility.CARDINALITY
    greedy = RuleName.GREEDY if by_cost else RuleName.GREEDY_PER_COST
    assert names(oracle_rules.greedy_utilitarian_welfare(instance, profile, sat_class=gain)) == ours(
        election, greedy, utility
    )
    shares = oracle_rules.method_of_equal_shares(instance, profile, sat_class=gain)
    assert names(shares) == ours(election, RuleName.EQUAL_SHARES, utility)
    if not by_cost:
        assert names(oracle_rules.sequential_phragmen(instance, profile)) == ours(
            election, RuleName.PHRAGMEN, utility
        )


@FEW
@given(election=elections(most_projects=5, most_groups=5))
def test_add1e(election: Election) -> None:
    if not election.ballots.voters:
        return
    instance, profile = translated(election)
    raised = oracle_rules.method_of_equal_shares(
        instance, profile, sat_class=oracle.Cost_Sat, voter_budget_increment=election.unit
    )
    assert names(raised) == ours(election, RuleName.EQUAL_SHARES, Utility.COST, Completion.ADD1E)


@FEW
@given(election=elections(BallotKind.CUMULATIVE))
def test_points(election: Election) -> None:
    instance, profile = translated(election)
    gain = oracle.Additive_Cardinal_Sat
    greedy = oracle_rules.greedy_utilitarian_welfare(instance, profile, sat_class=gain)
    assert names(greedy) == ours(election, RuleName.GREEDY_PER_COST, Utility.POINTS)
    shares = oracle_rules.method_of_equal_shares(instance, profile, sat_class=gain)
    assert names(shares) == ours(election, RuleName.EQUAL_SHARES, Utility.POINTS)


@FEW
@given(election=elections(BallotKind.ORDINAL))
def test_ranks(election: Election) -> None:
    instance, profile = translated(election)
    gain = oracle.Additive_Borda_Sat
    greedy = oracle_rules.greedy_utilitarian_welfare(instance, profile, sat_class=gain)
    assert names(greedy) == ours(election, RuleName.GREEDY_PER_COST, Utility.BORDA)
    shares = oracle_rules.method_of_equal_shares(instance, profile, sat_class=gain)
    assert names(shares) == ours(election, RuleName.EQUAL_SHARES, Utility.BORDA)
