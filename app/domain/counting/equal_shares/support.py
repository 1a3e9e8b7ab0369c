"""Effective support: how much of a project's cost its supporters would pay at the rate of the project bought.

A thousand thousandths win. Rounded down, and exact: a float that is too close to a whole number is counted
again.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

import numpy as np

from app.domain.counting.course import Course
from app.domain.counting.equal_shares.field import EPSILON, Candidate, dot, nearest
from app.domain.counting.equal_shares.run import Deal, Run


def support_at(run: Run, standing: Iterable[int], deal: Deal) -> dict[int, int]:
    """For each project standing before a purchase, thousandths of its cost at the rate of that purchase."""
    rivals = (run.field.candidates[at] for at in standing if at in run.field.candidates)
    return {
        one.at: 1000 if one is deal.candidate else _thousandths(run, one, deal.rate * one.scale)
        for one in rivals
    }


def best_support(run: Run, trial: Course) -> dict[int, int]:
    """For each project never bought, the best support of any round, or at the end with all the money left."""
    best = {at: _at_the_end(run, one) for at, one in run.field.candidates.items() if at in trial.standing}
    positions = trial.election.position
    for one in trial.rounds:
        for project, thousandths in one.support.items():
            at = positions[project]
            if at in best:
                best[at] = max(best[at], thousandths)
    return best


def _thousandths(run: Run, one: Candidate, price: Fraction) -> int:
    near = nearest(price)
    caps = near if one.shares is None else near * one.shares
    sure = _certain(run, one, dot(one.weights, np.minimum(run.left[one.groups], caps)))
    return floor(run.paid_exactly(one, price) * 1000 / one.cost) if sure is None else sure


def _at_the_end(run: Run, one: Candidate) -> int:
    money = run.left[one.groups]
    sure = _certain(run, one, dot(one.weights, money))
    if sure is not None:
        return sure
    return run.purse.total(one.groups[money > 0]) * 1000 // (run.purse.denominator * one.cost)


def _certain(run: Run, one: Candidate, paid: float) -> int | None:
    """The thousandths that a float sum of money makes, ``None`` when its error leaves them open."""
    if paid == 0:
        return 0
    doubt = paid * (one.slack + 8 * EPSILON) + run.blur * one.voters
    low, high = floor((paid - doubt) * 1000 / one.cost), floor((paid + doubt) * 1000 / one.cost)
    return low if low == high and low >= 0 else None
