"""Exact money of the voters in one run of Equal Shares.

A voter who is not spent out has paid the full price of every mark that won, so that her money is the
endowment minus those prices: it need not be stored. Prices are whole numbers over one common denominator,
which grows with each purchase; sums over thousands of voters then cost a handful of multiplications.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import numpy as np

from app.domain.counting.ballots import Ballots, IntArray


class Purse:
    """Endowment and prices of one run. ``shares``: what each mark counts, beside ``Ballots.projects``."""

    def __init__(self, ballots: Ballots, shares: IntArray | None, endowment: Fraction) -> None:
        self._ballots = ballots
        self._shares = shares
        self.denominator = endowment.denominator
        self.endowment = endowment.numerator
        self.prices: dict[int, int] = {}
        self._won = np.zeros(ballots.project_count, dtype=bool)

    def total(self, groups: IntArray) -> int:
        """Money of all voters of these groups together (over ``denominator``); none may be spent out."""
        if not len(groups):
            return 0
        ballots = self._ballots
        times = ballots.multiplicity[groups]
        money = int(times.sum()) * self.endowment
        if not self.prices:
            return money
        marks = ballots.marks_of(groups)
        paid = np.repeat(times, ballots.lengths[groups])
        if self._shares is not None:
            paid = paid * self._shares[marks]
        counts = np.bincount(ballots.projects[marks], weights=paid, minlength=ballots.project_count)
        return money - sum(int(counts[at]) * price for at, price in self.prices.items())

    def each(self, groups: IntArray) -> list[int]:
        """Money of one voter of each group (over ``denominator``); none may be spent out."""
        ballots = self._ballots
        marks = ballots.marks_of(groups)
        rows = np.repeat(np.arange(len(groups)), ballots.lengths[groups])
        won = self._won[ballots.projects[marks]]
        money = [self.endowment] * len(groups)
        shares = None if self._shares is None else self._shares[marks[won]].tolist()
        for at, (row, project) in enumerate(
            zip(rows[won].tolist(), ballots.projects[marks[won]].tolist(), strict=True)
        ):
            money[row] -= self.prices[project] * (1 if shares is None else shares[at])
        return money

    def price(self, cost: int, poor_money: int, rich_shares: int) -> Fraction:
        """What a full payer pays a share when the poor give all they have."""
        return Fraction(cost * self.denominator - poor_money, self.denominator * rich_shares)

    def pay(self, project: int, price: Fraction) -> None:
        """Everyone who marks the project and is not spent out by it has paid ``price`` a share."""
        factor = price.denominator // gcd(price.denominator, self.denominator)
        if factor > 1:
            self.denominator *= factor
            self.endowment *= factor
            for at in self.prices:
                self.prices[at] *= factor
        self.prices[project] = price.numerator * (self.denominator // price.denominator)
        self._won[project] = True
