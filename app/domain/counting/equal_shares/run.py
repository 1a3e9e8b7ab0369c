"""One run of the Method of Equal Shares at a fixed endowment.

Every voter holds the same endowment. Each round buys the project with the least price a unit of utility that
its supporters can pay, sharing the cost as equally as their money allows (Peters, Pierczyński, Skowron 2021).

Exactness. Money is kept twice: exactly (``Purse``) and as floats with an error bound that no rounding can
break. Floats only discard projects whose price is certainly higher and sort out voters who certainly can or
cannot pay in full; everything closer than the bound is decided with whole numbers, and every price is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.domain.counting.ballots import IntArray
from app.domain.counting.equal_shares.field import EPSILON, Candidate, Field, Floats, dot, nearest
from app.domain.counting.equal_shares.purse import Purse

UP, DOWN = 1 + 16 * EPSILON, 1 - 16 * EPSILON
Choice = Callable[[tuple[int, ...]], int]


@dataclass(frozen=True, slots=True)
class Bid:
    """A project's price a share, enclosed between two floats."""

    candidate: Candidate
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """A project's supporters with money left: those certainly too poor for a price, and those too close to
    tell.
    """

    groups: IntArray
    powers: Floats
    shares: Floats | None
    poor: npt.NDArray[np.bool_]
    edge: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Deal:
    """A project's exact price a share, its supporters with money left, and those among them whom it leaves
    none.
    """

    candidate: Candidate
    price: Fraction
    groups: IntArray
    shares: Floats | None
    rest: npt.NDArray[np.bool_]

    @property
    def rate(self) -> Fraction:
        """Price a unit of utility."""
        return self.price / self.candidate.scale


@dataclass(frozen=True, slots=True, eq=False)
class Purchase:
    """The deal made in a round, and the projects with exactly the same rate."""

    deal: Deal
    tied: tuple[int, ...]


class Run:
    """Voters' money and the projects still standing; ``cheapest`` and ``pay`` make one purchase after
    another.
    """

    def __init__(self, field: Field, endowment: Fraction, standing: Iterable[int]) -> None:
        self.field = field
        self.purse = Purse(field.ballots, field.shares, endowment)
        self.left: Floats = np.full(field.ballots.groups, nearest(endowment))
        self.standing = {at: field.candidates[at] for at in standing if at in field.candidates}
        self.blur = (4 * field.ballots.longest + 16) * EPSILON * nearest(endowment)
        """No float in ``left`` is further than this from the truth (roundings of each purchase; zero is
        exact).
        """
        self.low = {at: one.cost / (one.total * one.scale) * DOWN for at, one in self.standing.items()}
        """What the rate of each project cannot be below: rates only rise during a run."""

    def cheapest(self, choose: Choice) -> Purchase | None:
        """The project with the least rate, a tie decided by ``choose``; ``None`` when nobody can pay any
        more.
        """
        bids, best = self._bids()
        deals = [self.settle(bid) for bid in bids if self.low[bid.candidate.at] <= best]
        if not deals:
            return None
        if len(deals) == 1:
            return Purchase(deals[0], (deals[0].candidate.at,))
        least = min(deal.rate for deal in deals)
        tied = {deal.candidate.at: deal for deal in deals if deal.rate == least}
        return Purchase(tied[choose(tuple(tied))], tuple(tied))

    def deal(self, at: int) -> Deal | None:
        """This project at its price, whatever the rate; ``None`` when its supporters cannot pay it."""
        one = self.standing.get(at)
        bid = None if one is None else self._bid(one, np.inf)
        return None if bid is None else self.settle(bid)

    def within(self, rate: float) -> Iterator[int]:
        """The projects standing that may have this rate or a lower one."""
        for at in sorted(self.standing, key=self.low.__getitem__):
            if self.low[at] > rate:
                return
            if not self._dearer(self.standing[at], self.left[self.standing[at].groups], rate):
                yield at

    def in_full(self, deal: Deal) -> npt.NDArray[np.bool_]:
        """Which supporters of a project pay the full price, before it is paid."""
        full: npt.NDArray[np.bool_] = self.left[deal.candidate.groups] > 0
        full[full] = ~deal.rest
        return full

    def pay(self, deal: Deal) -> None:
        """Take the money and remove the project."""
        paid = nearest(deal.price) * (1 if deal.shares is None else deal.shares)
        self.left[deal.groups] = np.where(deal.rest, 0.0, self.left[deal.groups] - paid)
        self.purse.pay(deal.candidate.at, deal.price)
        self.remove(deal.candidate.at)

    def remove(self, at: int) -> None:
        """A project stands no longer."""
        self.standing.pop(at, None)

    def settle(self, bid: Bid) -> Deal:
        """The exact price of a project that its supporters can pay."""
        one = bid.candidate
        crowd = self._crowd(one, bid.low, bid.high)
        rich = int(crowd.powers.sum()) - int(crowd.powers[crowd.poor].sum())
        poor_money = self.purse.total(crowd.groups[crowd.poor])
        rest = crowd.poor.copy()
        if len(crowd.edge):
            each, needs, times = self._edge(crowd)
            means = [Fraction(money, need) for money, need in zip(each, needs, strict=True)]
            for which in sorted(range(len(means)), key=means.__getitem__):
                if means[which] * rich >= one.cost * self.purse.denominator - poor_money:
                    break
                poor_money += times[which] * each[which]
                rich -= times[which] * needs[which]
            full = self.purse.price(one.cost, poor_money, rich) * self.purse.denominator
            rest[crowd.edge] = [mean <= full for mean in means]
        return Deal(one, self.purse.price(one.cost, poor_money, rich), crowd.groups, crowd.shares, rest)

    def paid_exactly(self, one: Candidate, price: Fraction) -> Fraction:
        """What the supporters of a project would pay at a price a share."""
        near = nearest(price)
        crowd = self._crowd(one, near * DOWN, near * UP)
        full = price * self.purse.denominator
        each, needs, times = self._edge(crowd)
        edge = sum(
            count * min(Fraction(money), need * full)
            for money, need, count in zip(each, needs, times, strict=True)
        )
        known = int(crowd.powers[crowd.poor].sum()) + int(crowd.powers[crowd.edge].sum())
        money = self.purse.total(crowd.groups[crowd.poor]) + edge + (int(crowd.powers.sum()) - known) * full
        return money / self.purse.denominator

    def _crowd(self, one: Candidate, low: float, high: float) -> Crowd:
        """Supporters with money left, sorted out by whether they can pay a price between two floats in
        full.
        """
        money = self.left[one.groups]
        having = money > 0
        money = money[having]
        shares = None if one.shares is None else one.shares[having]
        need: Floats | float = 1.0 if shares is None else shares
        poor = money + self.blur < low * need
        edge = np.flatnonzero(~poor & (money - self.blur <= high * need))
        return Crowd(one.groups[having], one.powers[having], shares, poor, edge)

    def _edge(self, crowd: Crowd) -> tuple[list[int], list[int], list[int]]:
        """Of the voters too close to tell: exact money, shares, and how many they are."""
        groups = crowd.groups[crowd.edge]
        needs = [1] * len(groups) if crowd.shares is None else list(map(int, crowd.shares[crowd.edge]))
        return self.purse.each(groups), needs, self.field.ballots.multiplicity[groups].tolist()

    def _bids(self) -> tuple[list[Bid], float]:
        """Bids of all projects that may be the cheapest, and a rate that the cheapest does not exceed."""
        bids: list[Bid] = []
        best = np.inf
        for at in sorted(self.standing, key=self.low.__getitem__):
            if self.low[at] > best:
                break
            bid = self._bid(self.standing[at], best)
            if bid is not None:
                bids.append(bid)
                best = min(best, bid.high / bid.candidate.scale * UP)
        return bids, best

    def _bid(self, one: Candidate, best: float) -> Bid | None:
        """Enclose a project's price; ``None`` if its rate is certainly above ``best``, or nobody can pay
        it.
        """
        money = self.left[one.groups]
        if best < np.inf and self._dearer(one, money, best):
            return None
        everything = dot(one.weights, money)
        doubt = everything * one.slack + self.blur * one.voters
        if everything + doubt < one.cost or (everything - doubt < one.cost and not self._affordable(one)):
            self.remove(one.at)
            return None
        return self._enclose(one, money)

    def _dearer(self, one: Candidate, money: Floats, rate: float) -> bool:
        """Whether a project's rate is certainly above this one, or nobody can pay it; raises its lower bound
        then, or removes it.
        """
        price = rate * one.scale * UP
        paid, slope = self.paid(one, money, price)
        short = one.cost - paid * (1 + one.slack) - self.blur * one.voters
        if short <= 0:
            return False
        if slope > 0:
            self.low[one.at] = max(rate, (price + short / slope) / one.scale * DOWN)
        else:
            self.remove(one.at)
        return True

    def _affordable(self, one: Candidate) -> bool:
        having = one.groups[self.left[one.groups] > 0]
        return self.purse.total(having) >= one.cost * self.purse.denominator

    def paid(self, one: Candidate, money: Floats, price: float) -> tuple[float, float]:
        """What supporters pay at a price a share, and the most by which that grows with the price."""
        caps: Floats | float = price if one.shares is None else price * one.shares
        paid = dot(one.weights, np.minimum(money, caps))
        return paid, dot(one.powers, money > caps - self.blur)

    def _enclose(self, one: Candidate, money: Floats) -> Bid:
        """Newton's steps from below: what is paid is concave in the price, so that no step goes too far.

        Both ends are then tested against what would certainly be paid there; an end that fails is given up.
        """
        price = floor = self.low[one.at] * one.scale * DOWN
        blur = self.blur * one.voters
        margin = one.cost * one.slack + blur
        while True:
            paid, slope = self.paid(one, money, price)
            if slope <= 0 or one.cost - paid <= margin:
                break
            price += (one.cost - paid) / slope
        low = high = price
        if slope > 0:
            low, high = (price - 4 * margin / slope) * DOWN, (price + 4 * margin / slope) * UP
        if not self.paid(one, money, low)[0] * (1 + one.slack) + blur < one.cost:
            low = floor
        if self.paid(one, money, high)[0] * (1 - one.slack) - blur < one.cost:
            high = float(money.max()) + self.blur
        self.low[one.at] = max(self.low[one.at], low / one.scale * DOWN)
        return Bid(one, low, high)
