"""The same ballots counted by several rules, with the figures that tell them apart. Pure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from app.domain.counting import Completion, Election, Outcome, Rule, RuleName, Utility, count
from app.domain.counting.measures import measure
from app.domain.counting.protocol import fraction_text
from app.domain.counting.utilities import utility_of

Row = dict[str, Any]


def rule_detail(election: Election, rule: Rule) -> dict[str, Any]:
    """A rule as a manifest names it, with the utility that these ballots give it where it names none; ``scored`` where
    it ranks by points, not by votes.
    """
    told = {"scored": not election.ballots.kind.is_approval, "threshold": rule.threshold}
    if rule.name is not RuleName.EQUAL_SHARES:
        return {**told, "name": rule.name.value, "utility": None, "completion": None}
    return {
        **told,
        "name": rule.name.value,
        "utility": utility_of(election, rule).value,
        "completion": rule.completion.value,
    }


MOST_RAISES = 1_000_000_000
"""The effort (``raises``) up to which shares raised step by step are set beside other rules."""


def raises(election: Election) -> int:
    """Units of currency in a share, times marks: what raising shares step by step may take."""
    share = election.budget // (max(1, election.ballots.voters) * election.unit)
    return share * len(election.ballots.projects)


def others(election: Election, rule: Rule) -> list[Rule]:
    """The rules to set beside ``rule``, with the same ties and wishes, and the natural utility of ballots with points.

    Equal Shares is completed unit by unit, or by votes where that would take too long.
    """
    ballots = election.ballots
    completion = Completion.ADD1 if raises(election) <= MOST_RAISES else Completion.GREEDY
    greedy = Rule(ties=rule.ties, wishes=rule.wishes)
    shares = replace(greedy, name=RuleName.EQUAL_SHARES)
    found = [greedy, replace(greedy, name=RuleName.GREEDY_PER_COST)]
    if ballots.kind.is_approval:
        cost = replace(shares, utility=Utility.COST)
        found += [cost, replace(cost, completion=completion)]
        found += [replace(shares, utility=Utility.CARDINALITY), replace(greedy, name=RuleName.PHRAGMEN)]
    else:
        found += [shares, replace(shares, completion=completion)]
    own = rule_detail(election, rule)
    return [each for each in found if rule_detail(election, each) != own]


def side_by_side(election: Election, outcome: Outcome) -> list[Row]:
    """The outcome first, then the other rules' on the same ballots."""
    return [
        row_of(election, outcome),
        *(row_of(election, count(election, rule)) for rule in others(election, outcome.rule)),
    ]


def row_of(election: Election, outcome: Outcome) -> Row:
    """One rule's figures; amounts in the smallest unit, ``evenness`` in thousandths."""
    figures = measure(election, outcome)
    return {
        "rule": rule_detail(election, outcome.rule),
        "selected": list(outcome.selected),
        "total": outcome.total_cost,
        "empty": figures.histogram[0] if election.ballots.voters else 0,
        "per_voter": fraction_text(figures.per_voter),
        "evenness": evenness(election, outcome),
        "zones": dict(figures.by_zone),
        "categories": dict(figures.by_category),
        "histogram": list(figures.histogram),
    }


def evenness(election: Election, outcome: Outcome) -> int:
    """Thousandths of the budget that reach voters as their own share of it, rounded down.

    The cost of a winner counts evenly for all who mark it; what a voter gets beyond budget / voters is not counted.
    1000: everybody got a full share. After Maly, Rey, Endriss, Lackner, "Fairness in Participatory Budgeting via
    Equality of Resources", AAMAS 2023.
    """
    ballots, voters = election.ballots, election.ballots.voters
    if not voters or not election.budget:
        return 0
    common = lcm(*(outcome.votes[key] for key in outcome.granted if outcome.votes[key]))
    worth = np.zeros(ballots.project_count, dtype=object)
    for key, amount in outcome.granted.items():
        if outcome.votes[key]:
            worth[election.position[key]] = amount * common // outcome.votes[key]
    fair = Fraction(election.budget * common, voters)
    total = Fraction(0)
    for group, times in enumerate(ballots.multiplicity.tolist()):
        marks = ballots.projects[ballots.starts[group] : ballots.starts[group + 1]]
        total += times * min(Fraction(sum(worth[marks].tolist())), fair)
    return int(total * 1000 / (election.budget * common))
