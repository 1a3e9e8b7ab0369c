"""Random rules and conditions of the office, and what a sentence of a result names, done by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.domain.counting import (
    AreaLimit,
    Ballot,
    BallotKind,
    Completion,
    Decision,
    Election,
    Outcome,
    Rule,
    RuleName,
    TieBreak,
    Utility,
    Wishes,
    count,
)
from app.domain.errors import RuleViolation
from tests.domain.counting.elections import elections

CHAINS = ((TieBreak.ID,), (TieBreak.MIN_COST, TieBreak.MAX_VOTES), (TieBreak.MAX_COST, TieBreak.ID), ())
ZONES = ("north", "south")


@st.composite
def placed_elections(draw: st.DrawFn, kind: BallotKind) -> Election:
    """Small elections whose projects lie in two zones; some can be done in part."""
    found = draw(elections(kind, most_projects=5, most_groups=6))
    projects = [
        replace(
            each,
            zone=draw(st.sampled_from(ZONES)),
            least_part=draw(st.one_of(st.none(), st.integers(1, each.cost))),
        )
        for each in found.projects
    ]
    return replace(found, projects=tuple(projects))


@st.composite
def wishes(draw: st.DrawFn, ids: Sequence[str]) -> Wishes:
    """None at all, or any together."""
    if draw(st.booleans()):
        return Wishes()
    some = st.lists(st.sampled_from(ids), unique=True, max_size=3)
    decided = draw(st.lists(st.sampled_from(ids), unique=True, max_size=1))
    return Wishes(
        min_votes=draw(st.sampled_from((0, 0, 2))),
        exclusive=tuple(frozenset(each) for each in draw(st.lists(some, max_size=1)) if len(each) > 1),
        limits=tuple(
            AreaLimit(zone, floor=draw(st.integers(0, 6)), ceiling=draw(st.sampled_from((None, 12, 20))))
            for zone in draw(st.lists(st.sampled_from(ZONES), unique=True))
        ),
        decisions=tuple(Decision(each, draw(st.booleans()), "on record") for each in decided),
        part_funding=draw(st.booleans()),
    )


@st.composite
def counts(draw: st.DrawFn, name: RuleName, completion: Completion) -> tuple[Election, Outcome] | None:
    """An election counted by this rule; ``None`` where the rule refuses it."""
    kinds = [kind for kind in BallotKind if kind.is_approval or name is not RuleName.PHRAGMEN]
    election = draw(placed_elections(draw(st.sampled_from(kinds))))
    shares = name is RuleName.EQUAL_SHARES
    some = (Utility.COST, Utility.CARDINALITY, None)
    rule = Rule(
        name,
        utility=draw(st.sampled_from(some)) if name not in (RuleName.PHRAGMEN,) else None,
        completion=completion,
        ties=draw(st.sampled_from(CHAINS)),
        threshold=draw(st.sampled_from((0, 2))) if name is RuleName.GREEDY_THRESHOLD else 0,
        comparison=shares and draw(st.integers(0, 4)) == 0,
        pre_elimination=draw(st.sampled_from((None, None, None, Fraction(1, 3)))),
        wishes=draw(wishes([project.id for project in election.projects])),
    )
    try:
        return election, count(election, rule)
    except RuleViolation:
        return None


def papers(election: Election) -> list[Ballot]:
    """Every voter's ballot."""
    ballots, found = election.ballots, []
    for group, times in enumerate(ballots.multiplicity.tolist()):
        at = slice(int(ballots.starts[group]), int(ballots.starts[group + 1]))
        ids = [election.projects[each].id for each in ballots.projects[at].tolist()]
        values = [] if ballots.values is None else ballots.values[at].tolist()
        if ballots.kind is BallotKind.ORDINAL:
            ids = [key for _, key in sorted(zip(values, ids, strict=True))]
        points = tuple(values) if ballots.kind.has_points else ()
        found += [Ballot(tuple(ids), points)] * int(times)
    return found


def again(election: Election, voters: Sequence[Ballot] | None = None, **costs: int) -> Election:
    """The election with other ballots or other costs."""
    projects = [replace(each, cost=costs.get(each.id, each.cost)) for each in election.projects]
    cast: Sequence[Ballot] = papers(election) if voters is None else voters
    return Election.of(projects, election.budget, election.ballots.kind, cast, unit=election.unit)


def also_for(election: Election, project: str, voters: int) -> Election:
    """So many of those who voted approve one more project."""
    cast, left = [], voters
    for paper in papers(election):
        joins = left and project not in paper.marks
        left -= 1 if joins else 0
        cast.append(Ballot((*paper.marks, project)) if joins else paper)
    assert not left
    return again(election, cast)


def joined_by(election: Election, project: str, voters: int, points: int | None) -> Election:
    """So many more voters come and mark one project alone."""
    given: Any = () if points is None else (points,)
    return again(election, [*papers(election), *[Ballot((project,), given)] * voters])


def wins(election: Election, rule: Rule, project: str) -> bool:
    """Whether the project wins; not where the rule refuses the election."""
    try:
        return project in count(election, rule).selected
    except RuleViolation:
        return False
