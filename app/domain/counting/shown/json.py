"""An outcome with its protocol as plain values that JSON can hold.

Amounts are decimal strings in units of currency, exact numbers are strings "numerator/denominator" in units
of currency too; nothing passes through a float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from app.domain.counting.election import Election
from app.domain.counting.measures import Measures
from app.domain.counting.outcome import Loser, Outcome, Payers, Round, Tie
from app.domain.counting.pb.numbers import printed
from app.domain.counting.rules import Rule
from app.domain.counting.shown.rule import rule_told
from app.domain.counting.utilities import utility_of

Json = dict[str, object]


def outcome_as_json(election: Election, outcome: Outcome, timing: Mapping[str, float]) -> Json:
    """Everything of one outcome; ``timing`` in seconds."""
    unit = election.unit
    return {
        "selected": list(outcome.selected),
        "total_cost": printed(outcome.total_cost, unit),
        "budget": printed(outcome.budget, unit),
        **_rule(election, outcome.rule),
        "ties": {
            "chain": [link.value for link in outcome.rule.ties],
            "found": [tie_as_json(tie) for tie in outcome.ties],
        },
        "rounds": [_round(election, number, one) for number, one in enumerate(outcome.rounds, 1)],
        "losers": [loser_as_json(loser) for loser in outcome.losers],
        "votes": dict(outcome.votes),
        "scores": {
            project: printed(score, election.points_unit) if _has_points(election) else str(score)
            for project, score in outcome.scores.items()
        },
        "endowment": _endowment(election, outcome),
        "comparison": comparison_step(outcome),
        "welfare": welfare_as_json(outcome),
        "granted": {project: printed(amount, unit) for project, amount in outcome.granted.items()},
        "sha256": outcome.sha256,
        "voters": election.ballots.voters,
        "ballot_groups": election.ballots.groups,
        "timing": {name: round(seconds, 6) for name, seconds in timing.items()},
    }


def comparison_as_json(
    election: Election, counted: Sequence[tuple[str, Outcome, Measures, float]], timing: Mapping[str, float]
) -> Json:
    """Several outcomes side by side, with the figures that tell them apart."""
    return {
        "budget": printed(election.budget, election.unit),
        "voters": election.ballots.voters,
        "sha256": election.sha256,
        "compare": [
            {
                "name": name,
                **_rule(election, outcome.rule),
                "selected": list(outcome.selected),
                "total_cost": printed(outcome.total_cost, election.unit),
                "winners": measures.winners,
                "empty_handed": str(measures.empty_handed),
                "winners_per_voter": str(measures.per_voter),
                "by_zone": {area: printed(money, election.unit) for area, money in measures.by_zone.items()},
                "by_category": {
                    area: printed(money, election.unit) for area, money in measures.by_category.items()
                },
                "histogram": list(measures.histogram),
                "seconds": round(seconds, 6),
            }
            for name, outcome, measures, seconds in counted
        ],
        "timing": {name: round(seconds, 6) for name, seconds in timing.items()},
    }


def _has_points(election: Election) -> bool:
    return election.points_unit > 1


def _rule(election: Election, rule: Rule) -> Json:
    told = rule_told(rule)
    return {
        "rule": rule.name.value,
        "utility": utility_of(election, rule).value,
        "completion": rule.completion.value,
        "threshold": rule.threshold,
        "comparison_step": rule.comparison,
        "pre_elimination": None if rule.pre_elimination is None else str(rule.pre_elimination),
        "recorded_scores": rule.recorded_scores,
        "comparison_ties": told["comparison_ties"],
        "wishes": told["wishes"],
    }


def tie_as_json(tie: Tie) -> Json:
    """One tie."""
    return {
        "round": tie.round,
        "projects": list(tie.projects),
        "bought": tie.bought,
        "decided_by": None if tie.decided_by is None else tie.decided_by.value,
        "decisive": tie.decisive,
    }


def _round(election: Election, number: int, one: Round) -> Json:
    shown: Json = {
        "round": number,
        "project": one.project,
        "cost": printed(one.amount, election.unit),
        "stage": one.stage.value,
        "left": printed(one.left, election.unit),
    }
    if one.price is not None and one.payers is not None:
        shown["price"] = str(one.price / election.unit)
        shown["price_about"] = _about(one.price / election.unit)
        shown["effective_votes_about"] = _about(one.effective_votes or Fraction(0))
        shown["payers"] = _payers(election, one.payers)
    if one.support:
        shown["support"] = dict(one.support)
    if one.tied:
        shown["tied"] = list(one.tied)
    return shown


def _payers(election: Election, payers: Payers) -> Json:
    times = election.ballots.multiplicity[payers.groups]
    rest = int(np.dot(times, payers.rest))
    return {"groups": len(payers.groups), "in_full": int(times.sum()) - rest, "all_they_had_left": rest}


def _about(number: Fraction) -> str:
    """Six decimals, rounded by whole numbers."""
    return printed(round(number * 10**6), 10**6)


def _endowment(election: Election, outcome: Outcome) -> Json | None:
    endowment = outcome.endowment
    if endowment is None:
        return None
    return {
        "start": str(endowment.start / election.unit),
        "final": str(endowment.final / election.unit),
        "final_about": _about(endowment.final / election.unit),
        "steps": endowment.steps,
    }


def loser_as_json(loser: Loser) -> Json:
    """One project that did not win; ``support`` in thousandths of its cost."""
    return {
        "project": loser.project,
        "reason": loser.reason.value,
        "detail": loser.detail,
        "support": loser.support,
    }


def welfare_as_json(outcome: Outcome) -> Json | None:
    """The greatest welfare and how it was proven, where the rule was about it."""
    welfare = outcome.welfare
    return None if welfare is None else {"value": str(welfare.value), "proof": welfare.proof.value}


def comparison_step(outcome: Outcome) -> Json | None:
    """What the comparison step found, where there was one."""
    step = outcome.comparison
    if step is None:
        return None
    return {
        "prefer_equal_shares": step.prefer_equal_shares,
        "prefer_greedy": step.prefer_greedy,
        "greedy_taken": step.greedy_taken,
    }
