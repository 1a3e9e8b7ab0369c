"""How close the losers of a rule without a list came, within an effort that a page can wait for. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.counting import Completion, Election, Loser, Outcome, Reason, Rule
from app.domain.counting.margins import Margin, at_cost, margin, wins, with_voters

RECOUNTS, COUNT_MARKS = 60, 20_000
"""About how many counts one margin takes, and the marks that a count's other work amounts to."""
MOST_MARKS = 40_000_000
MOST_STEPS = 6_000
"""Effort of one result: marks read again, and raised endowments counted again."""
SMALL = 3_000
"""Marks times projects of an election whose raised shares are counted again as often as it takes."""
TRIES = 5
RECOUNTS_RAISED = 12
SETTLED = (Reason.WITHDRAWN, Reason.DECISION, Reason.THRESHOLD)


def margins(election: Election, outcome: Outcome) -> dict[str, Margin]:
    """For the losers that came closest, a cost and a number of further voters that would have been enough.

    Where the shares were raised step by step every recount is long: there the numbers come from the endowment with
    which the count ended, and are only told once a whole recount has confirmed them; a little less may do as well.
    """
    raised = raised_in_steps(outcome.rule)
    effort = RECOUNTS * (len(election.ballots.projects) + COUNT_MARKS)
    most = MOST_MARKS // effort
    small = len(election.ballots.projects) * len(election.projects) <= SMALL
    if raised and outcome.endowment is not None and not small:
        most = min(most, max(1, MOST_STEPS // (RECOUNTS_RAISED * (outcome.endowment.steps + 1))))
    closest = sorted((each for each in outcome.losers if each.reason not in SETTLED), key=_place(outcome))
    find = _confirmed if raised and not small else _counted
    return {each.project: find(election, outcome, each.project) for each in closest[:most]}


def raised_in_steps(rule: Rule) -> bool:
    """Whether shares are raised one unit of currency after the other."""
    return rule.completion in (Completion.ADD1, Completion.ADD1E)


def best_support(outcome: Outcome, loser: Loser) -> int:
    """The best effective support of a loser in any round, in thousandths of its cost."""
    if loser.support is not None:
        return loser.support
    return max((each.support.get(loser.project, 0) for each in outcome.rounds), default=0)


def _place(outcome: Outcome) -> Callable[[Loser], tuple[int, int]]:
    return lambda loser: (-best_support(outcome, loser), -outcome.votes[loser.project])


def _counted(election: Election, outcome: Outcome, project: str) -> Margin:
    return margin(election, outcome.rule, project)


def _confirmed(election: Election, outcome: Outcome, project: str) -> Margin:
    if outcome.endowment is None:
        return Margin(None, None)
    money = int(outcome.endowment.final * election.ballots.voters)
    at_the_end = replace(outcome.rule, completion=Completion.NONE)
    rough = margin(replace(election, budget=money, source_sha256="-"), at_the_end, project)
    cost = election.projects[election.position[project]].cost
    less = 0 if rough.cost is None else (cost - rough.cost) // election.unit
    most = (cost - 1) // election.unit
    enough = _first(
        less,
        most,
        lambda units: wins(at_cost(election, project, cost - units * election.unit), outcome.rule, project),
    )
    return Margin(
        None if enough is None else cost - enough * election.unit,
        _first(
            rough.votes or 0,
            2 * election.ballots.voters,
            lambda voters: wins(with_voters(election, project, voters), outcome.rule, project),
        ),
    )


def _first(start: int, most: int, enough: Callable[[int], bool]) -> int | None:
    """A number that is enough: ``start`` doubled until it is, then the gap to the last that was not halved down to a
    sixteenth.
    """
    low, high = 0, min(max(1, start), most)
    for _ in range(TRIES):
        if high and enough(high):
            break
        low, high = high, min(most, 2 * high)
    else:
        return None
    while high - low > max(1, high // 16) and high > start:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
