"""What a project that lost under the greedy rule missed: money at its turn, and votes, found by counting again."""

from __future__ import annotations

from typing import Any

from app.domain.counting import Ballot, BallotKind, Election, Outcome, RuleName, count
from app.domain.counting.ties import priority

Shortfall = dict[str, Any]


def shortfalls(election: Election, outcome: Outcome) -> dict[str, Shortfall]:
    """For every loser: ``left`` (smallest unit) when its turn came, and the ``votes`` that would have been enough.

    ``votes`` is ``None`` where no number of the remaining voters would have been, or where marks are not plain
    approvals; both are ``None`` for rules that do not go down a list.
    """
    losers = [loser.project for loser in outcome.losers]
    if outcome.rule.name is not RuleName.GREEDY:
        return {key: {"left": None, "votes": None} for key in losers}
    left = _left_at_turn(election, outcome)
    plain = election.ballots.kind.is_approval and not outcome.rule.recorded_scores
    return {
        key: {"left": left[key], "votes": _votes_enough(election, outcome, key) if plain else None}
        for key in losers
    }


def _left_at_turn(election: Election, outcome: Outcome) -> dict[str, int]:
    votes = [outcome.votes[project.id] for project in election.projects]
    rank = priority(election.projects, votes, outcome.rule.ties).rank
    order = sorted(
        (-outcome.scores[project.id], rank[at], project.id) for at, project in enumerate(election.projects)
    )
    money, left = outcome.budget, {}
    for _, _, key in order:
        left[key] = money
        money -= outcome.granted.get(key, 0)
    return left


def _votes_enough(election: Election, outcome: Outcome, key: str) -> int | None:
    """The least number of further approvals that makes ``key`` win: more votes never harm under this rule."""
    own = outcome.votes[key]
    spare = election.ballots.voters - own
    above = {votes - own for votes in outcome.votes.values() if votes >= own}
    tries = sorted({more + step for more in above for step in (0, 1) if 0 < more + step <= spare})
    low, high = 0, len(tries)
    while low < high:
        middle = (low + high) // 2
        if _wins(election, outcome, key, tries[middle]):
            high = middle
        else:
            low = middle + 1
    return tries[low] if low < len(tries) else None


def _wins(election: Election, outcome: Outcome, key: str, more: int) -> bool:
    totals = {**outcome.votes, key: outcome.votes[key] + more}
    again = Election.of(
        election.projects,
        election.budget,
        BallotKind.APPROVAL,
        [Ballot((each,), weight=votes) for each, votes in totals.items() if votes],
        unit=election.unit,
    )
    return key in count(again, outcome.rule).selected
