"""From ballots to the result that is kept: counts, thresholds, protocol, and what each loser missed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.domain.counting import Election, Outcome, Rule, count, count_resolution
from app.domain.counting.resolution import ResolutionVote
from app.domain.quorum import MajorityRule, QuorumRule
from app.voting.reasons import shortfalls, turns

Marks = Mapping[str, Any]


def tally_resolutions(
    keys: Sequence[str],
    ballots: Sequence[Marks],
    *,
    present: int,
    roll: int,
    quorum: QuorumRule,
    majority: MajorityRule,
) -> dict[str, Any]:
    """The result on every option, in their order."""
    return {
        "kind": "resolution",
        "voted": len(ballots),
        "options": [_resolution(key, ballots, present, roll, quorum, majority) for key in keys],
    }


def _resolution(
    key: str, ballots: Sequence[Marks], present: int, roll: int, quorum: QuorumRule, majority: MajorityRule
) -> dict[str, Any]:
    votes = [ResolutionVote(ballot[key]) for ballot in ballots]
    found = count_resolution(votes, roll=roll, present=present, quorum=quorum, majority=majority)
    return {
        "key": key,
        "yes": found.votes_for,
        "no": found.votes_against,
        "abstain": found.abstentions,
        "present": found.present,
        "roll": found.roll,
        "needed_present": found.decision.needed_present,
        "needed_yes": found.decision.needed_yes,
        "missing_yes": found.decision.missing_yes,
        "outcome": found.decision.outcome,
        "sha256": found.sha256,
    }


def tally_allocation(election: Election, rule: Rule, *, voters: int, needed: int | None) -> dict[str, Any]:
    """The result of sharing a budget. ``needed`` ballots make it valid; ``None`` asks for none.

    Amounts are in the election's smallest unit; exact fractions are texts.
    """
    outcome = count(election, rule)
    missed = shortfalls(election, outcome)
    voted = election.ballots.voters
    return {
        "kind": "allocation",
        "voted": voted,
        "voters": voters,
        "needed": needed,
        "valid": needed is None or voted >= needed,
        "rule": rule.name.value,
        "order": turns(election, outcome),
        "selected": list(outcome.selected),
        "granted": dict(outcome.granted),
        "total": outcome.total_cost,
        "budget": outcome.budget,
        "unit": election.unit,
        "votes": dict(outcome.votes),
        "scores": dict(outcome.scores),
        "points_unit": election.points_unit,
        "rounds": _rounds(outcome),
        "ties": _ties(outcome),
        "losers": [
            {"key": each.project, "reason": each.reason.value, "detail": each.detail, **missed[each.project]}
            for each in outcome.losers
        ],
        "sha256": outcome.sha256,
    }


def _rounds(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "key": each.project,
            "amount": each.amount,
            "left": each.left,
            "stage": each.stage.value,
            "tied": list(each.tied),
            "price": _text(each.price),
            "support": dict(each.support),
        }
        for each in outcome.rounds
    ]


def _ties(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "round": tie.round,
            "keys": list(tie.projects),
            "bought": tie.bought,
            "decided_by": tie.decided_by.value if tie.decided_by else None,
            "decisive": tie.decisive,
        }
        for tie in outcome.ties
    ]


def _text(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"
