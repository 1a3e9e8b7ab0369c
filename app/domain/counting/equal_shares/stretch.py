"""How far the endowment of a run can be raised with nothing changed, proven from both ends of a stretch.

With the order of purchases fixed, more money means that no one has less after any round and that no price is higher.
So who pays in full at the lower end of the stretch, where she has least and the price is highest, does so everywhere
between; who is left nothing at its upper end is left nothing everywhere. Only those between the two are in doubt. That
bounds how fast each voter's money grows with the endowment and how fast each price falls, and with it from where on a
rival could be as cheap as the project that is bought.

Rates of both ends are exact. Bounds on growth are floats, rounded away from what is to be proven.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from app.domain.counting.course import Course
from app.domain.counting.equal_shares.field import Candidate, Field, Floats, dot, nearest
from app.domain.counting.equal_shares.play import Play, admitted, close
from app.domain.counting.equal_shares.run import DOWN, UP, Deal, Run
from app.domain.counting.outcome import Stage

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Offer:
    """One project at both ends. ``slow`` and ``fast`` bound how much its price a share falls while every voter is given
    one more; ``rich`` pay in full everywhere between, the ``doubtful`` at the upper end but not at the lower.

    ``low`` is ``None`` when the supporters cannot pay there yet. ``straight``: the price is a linear function of the
    endowment between the ends.
    """

    candidate: Candidate
    low: Deal | None
    high: Deal
    rich: Mask
    doubtful: Mask
    slow: float
    fast: float
    straight: bool


class Stretch:
    """The runs at both ends, bought alike, and bounds on how fast the money of each ballot group grows between."""

    def __init__(self, arena: Field, known: Play, standing: list[int], width: Fraction) -> None:
        self.low = Run(arena, known.endowment, standing)
        self.high = Run(arena, known.endowment + width, standing)
        self.width = width
        self.slow: Floats = np.ones(arena.ballots.groups)
        self.fast: Floats = np.ones(arena.ballots.groups)
        self.straight: Mask = np.ones(arena.ballots.groups, dtype=bool)

    def offer(self, high: Deal) -> Offer:
        """A project at both ends, given its deal at the upper one."""
        one, full = high.candidate, self.high.in_full(high)
        low = self.low.deal(one.at)
        rich = np.zeros_like(full) if low is None else self.low.in_full(low)
        doubtful, poor = full & ~rich, (self.high.left[one.groups] > 0) & ~full
        least, most = float(one.powers[rich].sum()), float(one.powers[full].sum())
        slow = dot(one.weights * self.slow[one.groups], poor) / most if most else 0.0
        fast = dot(one.weights * self.fast[one.groups], poor | doubtful) / least if least else inf
        sure = (1 + 2 * one.slack) * UP
        straight = not doubtful.any() and bool(self.straight[one.groups[poor]].all())
        return Offer(one, low, high, rich, doubtful, slow / sure, fast * sure, straight)

    def pay(self, bought: Offer, low: Deal) -> None:
        """Take the money at both ends. Who pays in full keeps what she is given more and what the price falls."""
        groups, shares = bought.candidate.groups, bought.candidate.shares
        need: Floats | float = 1.0 if shares is None else shares
        slow = (self.slow[groups] + bought.slow * need) * DOWN
        fast = (self.fast[groups] + bought.fast * need) * UP
        self.slow[groups] = np.where(bought.rich, slow, 0.0)
        self.fast[groups] = np.where(bought.rich | bought.doubtful, fast, 0.0)
        still = self.straight[groups] if bought.straight else np.zeros_like(bought.rich)
        self.straight[groups] = np.where(bought.rich, still, ~bought.doubtful)
        self.low.pay(low)
        self.high.pay(bought.high)

    def until(self, bought: Offer, low: Deal, rival: int, *, behind: bool) -> float:
        """By how much the endowment can be raised before a rival may be as cheap as the project bought, whose deal at
        the lower end is ``low``; infinite: not within the stretch. ``behind``: it comes after the project bought in the
        chain, and must be cheaper.
        """
        high = self.high.deal(rival)
        if high is None or high.rate > low.rate or (behind and high.rate == low.rate):
            return inf
        other, own, its = self.offer(high), bought.candidate.scale, high.candidate.scale
        if other.low is None:
            until = self.affordable(rival)
        elif bought.straight and other.straight:
            return _crossing(other.low.rate - low.rate, high.rate - bought.high.rate, behind) * nearest(
                self.width
            )
        else:
            closing = max(0.0, other.fast / its * UP - bought.slow / own * DOWN)
            until = _reached(other.low.rate - low.rate, closing, behind)
        opening = max(0.0, bought.fast / own * UP - other.slow / its * DOWN)
        since = nearest(self.width) * UP - _reached(high.rate - bought.high.rate, opening, behind) * DOWN
        return inf if since < until else until

    def affordable(self, at: int) -> float:
        """By how much the endowment can be raised before the supporters of a project may be able to pay it."""
        one = self.low.field.candidates[at]
        having = one.groups[self.low.left[one.groups] > 0]
        missing = one.cost - Fraction(self.low.purse.total(having), self.low.purse.denominator)
        grows = dot(one.weights, self.fast[one.groups]) * (1 + 2 * one.slack) * UP
        return _reached(missing, grows, False)


def lasting(arena: Field, course: Course, known: Play, units: int) -> int:
    """How many units of currency, up to ``units``, can surely be added to the endowment of a run so that it, and all
    endowments between, buy the same in the same order.
    """
    trial, unit, reach = course.copy(), course.election.unit, inf
    stretch, rank = Stretch(arena, known, admitted(trial), Fraction(units * unit)), trial.priority.rank
    for at in known.path:
        high = stretch.high.deal(at)
        bought = None if high is None else stretch.offer(high)
        if bought is None or bought.low is None:
            return 0
        for rival in stretch.high.within(nearest(bought.low.rate) * UP):
            if rival != at:
                reach = min(reach, stretch.until(bought, bought.low, rival, behind=rank[at] < rank[rival]))
        if reach <= unit or bought.fast == inf:
            return 0
        stretch.pay(bought, bought.low)
        trial.buy(at, Stage.RULE)
        close(trial, stretch.low, stretch.high)
    for rival in list(stretch.high.standing):
        if stretch.high.deal(rival) is not None:
            reach = min(reach, stretch.affordable(rival))
    return units if reach == inf else max(0, min(units, ceil(reach / unit * DOWN) - 1))


def _reached(gap: Fraction, speed: float, behind: bool) -> float:
    """The raise after which a gap may be closed; ``behind``: no gap is enough as long as it stays."""
    if gap < 0 or (gap == 0 and not (behind and speed == 0)):
        return 0.0
    return nearest(gap) * DOWN / speed if speed else inf


def _crossing(low: Fraction, high: Fraction, behind: bool) -> float:
    """The part of the stretch after which a straight gap is closed, infinite if never; ``behind``: no gap is enough."""
    if high > 0 or (high == 0 and behind):
        return inf if low > 0 or behind else 0.0
    return nearest(low / (low - high)) * DOWN if low > high else 0.0
