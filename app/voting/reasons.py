"""What a project that lost missed, found by counting again: votes, money, and what was left at its turn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.domain.counting import (
    Ballot,
    BallotKind,
    Election,
    Outcome,
    RuleName,
    Stage,
    count,
)
from app.domain.counting.ties import priority
from app.voting.nearness import margins, raised_in_steps

Shortfall = dict[str, Any]
DOWN_THE_LIST = frozenset({RuleName.GREEDY, RuleName.GREEDY_THRESHOLD})
UNKNOWN: Shortfall = {"left": None, "votes": None, "come": None, "cost": None, "recounted": False}


def turns(election: Election, outcome: Outcome) -> list[str]:
    """All projects in the order in which the rule came to them, after those fixed in; for rules without a list,
    winners before losers.
    """
    if outcome.rule.name not in DOWN_THE_LIST:
        losers = sorted(outcome.losers, key=lambda loser: -outcome.votes[loser.project])
        return [*outcome.selected, *(loser.project for loser in losers)]
    votes = [outcome.votes[project.id] for project in election.projects]
    rank = priority(election.projects, votes, outcome.rule.ties).rank
    order = sorted(range(len(rank)), key=lambda at: (-outcome.scores[election.projects[at].id], rank[at]))
    fixed = [each.project for each in outcome.rounds if each.stage is Stage.DECISION]
    listed = (election.projects[at].id for at in order)
    return [*fixed, *(project for project in listed if project not in fixed)]


def shortfalls(election: Election, outcome: Outcome) -> dict[str, Shortfall]:
    """For every loser: ``left`` (smallest unit) when its turn came, and what would have been enough, each alone:
    so many more ``votes`` of those who voted, so many voters to ``come`` who mark it alone, or this ``cost``.

    ``left`` and ``votes`` belong to the rules that go down a list, ``come`` to all others. ``None`` where nothing of
    the kind would have been enough, ``recounted`` false where it was not counted out: marks that are not plain
    approvals down a list, too many ballots.
    """
    losers = [loser.project for loser in outcome.losers]
    if outcome.rule.name not in DOWN_THE_LIST:
        return _margins(election, outcome)
    left = _left_at_turn(election, outcome)
    if not election.ballots.kind.is_approval or outcome.rule.recorded_scores:
        return {key: {**UNKNOWN, "left": left[key]} for key in losers}
    return {
        key: {
            "left": left[key],
            "votes": _votes_enough(election, outcome, key),
            "come": None,
            "cost": _cost_enough(election, outcome, key, left[key]),
            "recounted": True,
        }
        for key in losers
    }


def _margins(election: Election, outcome: Outcome) -> dict[str, Shortfall]:
    found = dict.fromkeys((loser.project for loser in outcome.losers), UNKNOWN)
    if outcome.rule.recorded_scores:
        return found
    for key, enough in margins(election, outcome).items():
        sure = not raised_in_steps(outcome.rule) or enough.votes is not None or enough.cost is not None
        found[key] = {**UNKNOWN, "come": enough.votes, "cost": enough.cost, "recounted": sure}
    return found


def _left_at_turn(election: Election, outcome: Outcome) -> dict[str, int]:
    """Money kept for floors is still there at every turn: it is spent when the list is at its end."""
    money, left = outcome.budget, {}
    spent = {each.project: each.amount for each in outcome.rounds if each.stage is not Stage.FLOOR}
    for key in turns(election, outcome):
        left[key] = money
        money -= spent.get(key, 0)
    return left


def _votes_enough(election: Election, outcome: Outcome, key: str) -> int | None:
    """The least number of further approvals that makes ``key`` win: more votes never harm under this rule."""
    own = outcome.votes[key]
    spare = election.ballots.voters - own
    above = {
        votes - own for votes in (*outcome.votes.values(), outcome.rule.wishes.min_votes) if votes >= own
    }
    tries = sorted({more + step for more in above for step in (0, 1) if 0 < more + step <= spare})
    low, high = 0, len(tries)
    while low < high:
        middle = (low + high) // 2
        if _wins(election, outcome, key, tries[middle]):
            high = middle
        else:
            low = middle + 1
    return tries[low] if low < len(tries) else None


def _cost_enough(election: Election, outcome: Outcome, key: str, left: int) -> int | None:
    """The money left at its turn, if the project would have won at that cost; less where an area's limit binds."""
    cost = election.projects[election.position[key]].cost
    if outcome.rule.wishes.limits:
        return _most_winning(election, outcome, key, min(left, cost - 1))
    return left if 0 < left < cost and _wins(election, outcome, key, 0, left) else None


def _most_winning(election: Election, outcome: Outcome, key: str, most: int) -> int | None:
    """The highest cost up to ``most`` at which ``key`` wins: a lower one never harms under this rule."""
    low, high = 0, most + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _wins(election, outcome, key, 0, middle) else (low, middle)
    return low or None


def _wins(election: Election, outcome: Outcome, key: str, more: int, cost: int | None = None) -> bool:
    totals = {**outcome.votes, key: outcome.votes[key] + more}
    again = Election.of(
        (replace(each, cost=cost) if cost and each.id == key else each for each in election.projects),
        election.budget,
        BallotKind.APPROVAL,
        [Ballot((each,), weight=votes) for each, votes in totals.items() if votes],
        unit=election.unit,
    )
    return key in count(again, outcome.rule).selected
