"""Stretches of endowments that are settled at once: nothing may change within, and they must be long."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.counting import (
    Ballot,
    BallotKind,
    Completion,
    Election,
    Project,
    Rule,
    RuleName,
    TieBreak,
    Utility,
    Wishes,
    count,
)
from app.domain.counting.course import Course
from app.domain.counting.equal_shares import completion as completions
from app.domain.counting.equal_shares.field import Field
from app.domain.counting.equal_shares.play import Play, play
from app.domain.counting.equal_shares.run import Run
from app.domain.counting.equal_shares.stretch import Stretch, lasting
from tests.domain.counting.elections import elections

TINY = 1e-6
RULE = Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1, ties=(TieBreak.ID,))


def approvals(budget: int, costs: dict[str, int], *marks: str) -> Election:
    """One voter for each text of one-letter project ids."""
    projects = [Project(id, cost) for id, cost in costs.items()]
    return Election.of(projects, budget, BallotKind.APPROVAL, [Ballot(tuple(text)) for text in marks])


def finer(election: Election, times: int = 48) -> Election:
    """The same election in a smaller unit of money, so that a stretch of few units holds few changes."""
    projects = tuple(replace(project, cost=project.cost * times) for project in election.projects)
    return replace(election, projects=projects, budget=election.budget * times, unit=1)


@settings(max_examples=400)
@given(
    elections() | elections(BallotKind.CUMULATIVE),
    st.sampled_from([Utility.COST, Utility.CARDINALITY, Utility.POINTS]),
    st.integers(0, 1200),
    st.integers(2, 60),
    st.booleans(),
)
def test_nothing_changes_within_a_stretch(
    election: Election, utility: Utility, start: int, units: int, exclusive: bool
) -> None:
    election = finer(election)
    rivals = frozenset(project.id for project in election.projects[:2])
    wishes = Wishes(exclusive=(rivals,) if exclusive and len(rivals) == 2 else ())
    rule = Rule(RuleName.EQUAL_SHARES, utility=utility, ties=(TieBreak.ID,), wishes=wishes)
    course = Course(election, rule)
    arena = Field.of(election, course.utility)
    known = play(arena, course, Fraction(start, 3))
    for unit in range(1, lasting(arena, course, known, units) + 1):
        assert play(arena, course, known.endowment + unit).path == known.path, unit


@settings(max_examples=400)
@given(
    elections(most_groups=9) | elections(BallotKind.CUMULATIVE),
    st.integers(0, 900),
    st.integers(2, 300),
    st.fractions(0, 1, max_denominator=9),
)
def test_growth_stays_within_its_bounds(election: Election, start: int, width: int, part: Fraction) -> None:
    """Anywhere in the stretch: what prices fall, what voters gain, and what is a straight line."""
    election = finer(election)
    utility = Utility.POINTS if election.ballots.kind.has_points else Utility.CARDINALITY
    course = Course(election, replace(RULE, utility=utility))
    arena = Field.of(election, utility)
    known, raised = play(arena, course, Fraction(start, 3)), part * width
    stretch = Stretch(arena, known, course.standing, Fraction(width))
    middle = Run(arena, known.endowment + raised, course.standing)
    for at in known.path:
        high, between = stretch.high.deal(at), middle.deal(at)
        assert high is not None
        assert between is not None
        bought = stretch.offer(high)
        assert bought.low is not None
        fallen = bought.low.price - between.price
        assert bought.slow * raised - TINY <= fallen
        if bought.straight:
            assert fallen == (bought.low.price - high.price) * part
        if bought.fast == inf:
            return
        assert fallen <= bought.fast * raised + TINY
        stretch.pay(bought, bought.low)
        middle.pay(between)
        gained, whole = middle.left - stretch.low.left, stretch.high.left - stretch.low.left
        assert (stretch.slow * float(raised) - TINY <= gained).all()
        assert (gained <= stretch.fast * float(raised) + TINY).all()
        assert np.allclose(gained[stretch.straight], whole[stretch.straight] * float(part), atol=TINY)


LONG = {
    "a tie of two prices that do not change": (
        approvals(130_000, {"a": 96_000, "b": 54_000, "c": 25_200, "d": 19_200}, "abc", "d"),
        56_199,
    ),
    "a tie of two prices that fall alike": (
        approvals(3 * 10**6, {"A": 600_000, "a": 10**6, "b": 10**6, "d": 790_000}, "Aa", "a", "Ab", "b", "d"),
        189_999,
    ),
    "a rival that stays near": (
        approvals(
            3 * 10**6, {"A": 600_000, "a": 10**6, "b": 999_990, "d": 790_000}, "Aa", "a", "Ab", "b", "d"
        ),
        189_999,
    ),
    "two projects of the same voters and cost": (
        approvals(3 * 10**6, {"A": 600_000, "a": 10**6, "b": 10**6, "d": 790_000}, "Aab", "ab", "A", "d"),
        399_999,
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_long_stretches_are_settled_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[Fraction] = []

    def counted(arena: Field, course: Course, endowment: Fraction, **more: Any) -> Play:
        runs.append(endowment)
        return play(arena, course, endowment, **more)

    monkeypatch.setattr(completions, "play", counted)
    election, steps = LONG[name]
    outcome = count(election, RULE)
    assert outcome.endowment is not None
    assert outcome.endowment.steps == steps
    assert len(runs) < 200
