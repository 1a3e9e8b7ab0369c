"""What would have been enough for the losers of a count, within an effort that a close can wait for. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.counting import Completion, Election, Loser, Outcome, Reason, Rule
from app.domain.counting.margins import Margin, Recounts, by_totals, margin

COUNT_MARKS = 20_000
"""The marks that the work of a count beside reading marks amounts to."""
MOST_MARKS = 40_000_000
"""Effort of one result: marks read again."""
MOST_STEPS = 6_000
"""Raised endowments counted again, where shares are raised one unit of currency after the other."""
SMALL = 3_000
"""Marks times projects of an election whose raised shares are counted again as often as it takes."""
MOST_OF_ONE = 80
"""Recounts for one loser: no more than this, so that others have their turn."""
SETTLED = (Reason.WITHDRAWN, Reason.DECISION)


def margins(election: Election, outcome: Outcome) -> Mapping[str, Margin]:
    """A cost and a number of votes or voters that would have been enough, for the losers that came closest.

    The number of recounts depends on the election alone, never on a clock: what a count says is the same on every
    machine. Whoever has no entry, or an empty one, was not counted out.
    """
    left = most_recounts(election, outcome)
    found = {}
    for loser in sorted((each for each in outcome.losers if each.reason not in SETTLED), key=_place(outcome)):
        if left <= 0:
            break
        recounts = Recounts(min(left, MOST_OF_ONE))
        found[loser.project] = margin(election, outcome, loser.project, recounts)
        left -= min(left, MOST_OF_ONE) - (recounts.left or 0)
    return found


def most_recounts(election: Election, outcome: Outcome) -> int:
    """How often a count may be done again to explain its result."""
    marks = len(election.projects) if by_totals(election, outcome.rule) else len(election.ballots.projects)
    most = MOST_MARKS // (marks + COUNT_MARKS)
    if raised_in_steps(outcome.rule) and outcome.endowment and marks * len(election.projects) > SMALL:
        most = min(most, MOST_STEPS // (outcome.endowment.steps + 1))
    return most


def raised_in_steps(rule: Rule) -> bool:
    """Whether shares are raised one unit of currency after the other."""
    return rule.completion in (Completion.ADD1, Completion.ADD1E)


def best_support(outcome: Outcome, project: str) -> int:
    """The best effective support of a project in any round, in thousandths of its cost."""
    return max((each.support.get(project, 0) for each in outcome.rounds), default=0)


def _place(outcome: Outcome) -> Callable[[Loser], tuple[int, int]]:
    return lambda loser: (-best_support(outcome, loser.project), -outcome.votes[loser.project])
