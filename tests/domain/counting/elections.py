"""Where the reference elections are, small random elections, and slow but obvious counters to compare with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import strategies as st

from app.domain.counting import Ballot, BallotKind, Election, Project
from app.domain.counting.pb import PbFile, read_pb

ROOT = Path(__file__).resolve().parents[3]


def pabulib() -> Path | None:
    """The folder of reference elections: ``$PABULIB_DIR``, else beside the project."""
    named = os.environ.get("PABULIB_DIR")
    places = [Path(named)] if named else [ROOT.parent / "shared" / "data" / "pabulib"]
    return next((place for place in places if place.is_dir()), None)


MISSING = (
    "no reference elections: set PABULIB_DIR to a folder with .pb files and expected/ "
    f"(also looked in {ROOT.parent / 'shared' / 'data' / 'pabulib'})"
)
needs_pabulib = pytest.mark.skipif(pabulib() is None, reason=MISSING)


def files() -> list[str]:
    """Names of all reference elections."""
    place = pabulib()
    return sorted(path.name for path in place.glob("*.pb")) if place else []


@cache
def load(name: str) -> PbFile:
    """One reference election."""
    place = pabulib()
    assert place is not None
    return read_pb((place / name).read_bytes())


def expected() -> Iterator[tuple[str, dict[str, object]]]:
    """Reference outcomes: one JSON for each file and rule."""
    place = pabulib()
    for path in sorted((place / "expected").glob("*.json")) if place else ():
        yield path.stem, json.loads(path.read_text())


@st.composite
def elections(
    draw: st.DrawFn, kind: BallotKind = BallotKind.APPROVAL, most_projects: int = 6, most_groups: int = 7
) -> Election:
    """Small elections with many ties: few costs, few points."""
    count = draw(st.integers(1, most_projects))
    costs = draw(st.lists(st.integers(1, 12), min_size=count, max_size=count))
    filed = draw(st.permutations(range(count)))
    projects = [Project(f"p{at}", cost, filed=filed[at]) for at, cost in enumerate(costs)]
    ids = [project.id for project in projects]
    budget = draw(st.integers(0, sum(costs) + 3))
    ballots = []
    for _ in range(draw(st.integers(0, most_groups))):
        marks = draw(st.lists(st.sampled_from(ids), unique=True, max_size=count))
        points = draw(st.lists(st.integers(0, 4), min_size=len(marks), max_size=len(marks)))
        weight = draw(st.integers(1, 3))
        ballots.append(Ballot(tuple(marks), tuple(points) if kind.has_points else (), weight))
    return Election.of(projects, budget, kind, ballots, unit=draw(st.sampled_from((1, 1, 10))))


def utilities(election: Election) -> list[tuple[dict[int, int], int]]:
    """Each ballot group as (value of each marked project, voters)."""
    ballots = election.ballots
    found = []
    for group, times in enumerate(ballots.multiplicity.tolist()):
        marks = range(int(ballots.starts[group]), int(ballots.starts[group + 1]))
        values = ballots.values
        found.append(
            (
                {int(ballots.projects[at]): 1 if values is None else int(values[at]) for at in marks},
                int(times),
            )
        )
    return found


def plain_equal_shares(
    election: Election, endowment: Fraction, rank: Sequence[int], *, by_cost: bool
) -> list[int]:
    """Equal Shares as it is defined, voter group by voter group, with fractions only and no shortcut."""
    groups = [(marks, times, [endowment]) for marks, times in utilities(election)]
    scale = [project.cost if by_cost else 1 for project in election.projects]
    bought: list[int] = []
    while True:
        offers = []
        for at, project in enumerate(election.projects):
            backers = [(money, times, marks[at]) for marks, times, money in groups if marks.get(at, 0) > 0]
            if at in bought or not project.cost or sum(m[0] * t for m, t, _ in backers) < project.cost:
                continue
            price = _price(project.cost, [(m[0], t, u) for m, t, u in backers])
            offers.append((price / scale[at], rank[at], at, price))
        if not offers:
            return bought
        _, _, at, price = min(offers)
        bought.append(at)
        for marks, _, money in groups:
            if marks.get(at, 0) > 0:
                money[0] -= min(money[0], price * marks[at])


def _price(cost: int, backers: list[tuple[Fraction, int, int]]) -> Fraction:
    """The least price a unit at which these voters pay the cost together: tried at every voter's limit."""
    for limit in sorted({money / share for money, _, share in backers}):
        if sum(times * min(money, limit * share) for money, times, share in backers) >= cost:
            poor = [(m, t, u) for m, t, u in backers if m < limit * u]
            rich = sum(t * u for m, t, u in backers if m >= limit * u)
            return (cost - sum((m * t for m, t, _ in poor), Fraction(0))) / rich
    raise AssertionError("the supporters cannot pay")


def breaks_ejr_up_to_one(election: Election, winners: Sequence[int], *, by_cost: bool) -> bool:
    """Whether a group of voters deserves projects T and each of its members gets less than T even with one more of T.

    Peters, Pierczyński, Skowron 2021: S deserves T if all of S mark T and |S| / n is at least cost(T) / budget.
    """
    groups = utilities(election)
    voters = sum(times for _, times in groups)
    worth = [project.cost if by_cost else 1 for project in election.projects]
    every = range(len(election.projects))
    for size in range(1, len(election.projects) + 1):
        for together in combinations(every, size):
            cost = sum(election.projects[at].cost for at in together)
            agreed = [(marks, times) for marks, times in groups if all(at in marks for at in together)]
            deserved = sum(worth[at] for at in together)
            unhappy = 0
            for marks, times in agreed:
                gained = sum(worth[at] for at in winners if at in marks)
                more = max((worth[at] for at in together if at not in winners), default=0)
                unhappy += times if gained < deserved and gained + more <= deserved else 0
            if unhappy and unhappy * election.budget >= cost * voters:
                return True
    return False
