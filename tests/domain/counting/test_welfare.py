"""Greatest welfare under conditions: the exact search, HiGHS and trying every set agree."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import (
    AreaLimit,
    Ballot,
    BallotKind,
    Election,
    Project,
    Proof,
    Rule,
    RuleName,
    Wishes,
    count,
)
from app.domain.counting import welfare as welfare_rule
from app.domain.counting.course import Course
from app.domain.counting.welfare.problem import Problem
from app.domain.counting.welfare.solver import solve
from app.domain.errors import RuleViolation
from tests.domain.counting.elections import elections


@given(elections(most_projects=6), st.data())
def test_search_solver_and_every_set_agree(election: Election, data: st.DataObject) -> None:
    ids = sorted(election.position)
    wishes = Wishes(
        exclusive=(frozenset(data.draw(st.lists(st.sampled_from(ids), max_size=3))),),
        limits=(AreaLimit("", floor=data.draw(st.integers(0, 6)), ceiling=data.draw(st.integers(0, 30))),),
    )
    rule = Rule(RuleName.MAX_WELFARE, wishes=wishes)
    problem = Problem.of(Course(election, rule))
    items = range(len(problem.values))
    sets = [
        one for size in range(len(items) + 1) for one in combinations(items, size) if problem.feasible(one)
    ]
    if not sets:
        with pytest.raises(RuleViolation, match=r"count\.infeasible"):
            count(election, rule)
        if items:
            with pytest.raises(RuleViolation, match=r"count\.infeasible"):
                solve(problem)
        return
    best = max(problem.value(one) for one in sets)
    outcome = count(election, rule)
    assert outcome.welfare is not None
    assert outcome.welfare.proof is Proof.EXACT
    assert outcome.welfare.value == best
    assert not items or problem.value(solve(problem)) == best


def test_too_many_branches_are_left_to_the_solver_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welfare_rule, "search", lambda *_: None)
    election = Election.of(
        [Project("a", 60), Project("b", 50), Project("c", 40)],
        90,
        BallotKind.APPROVAL,
        [Ballot(("a",), weight=5), Ballot(("b", "c"), weight=4)],
    )
    outcome = count(election, Rule(RuleName.MAX_WELFARE))
    assert outcome.selected == ("b", "c")
    assert outcome.welfare is not None
    assert outcome.welfare.proof is Proof.SOLVER


def test_equal_sets_are_a_tie_that_the_chain_decides() -> None:
    election = Election.of(
        [Project("a", 5), Project("b", 5)], 5, BallotKind.APPROVAL, [Ballot(("a",)), Ballot(("b",))]
    )
    outcome = count(election, Rule(RuleName.MAX_WELFARE))
    assert outcome.selected == ("a",)
    assert [(tie.projects, tie.decided_by, tie.decisive) for tie in outcome.ties] == [
        (("a", "b"), None, True)
    ]
