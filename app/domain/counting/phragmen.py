"""Sequential Phragmén: money comes to all voters at the same even pace; a project is bought as soon as its
supporters have together what it costs, and then they start again from nothing.

The load of a voter is the time of her last purchase. It is one of a few known times, so that the time of
every project is an exact fraction: how many supporters have which last time, counted once and kept up to
date.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor, gcd

import numpy as np

from app.domain.counting.ballots import IntArray
from app.domain.counting.course import Course
from app.domain.counting.outcome import Payers, Reason, Stage, Stop, Tie
from app.domain.counting.recount import report_ties

EPSILON = 2.0**-53


class Clock:
    """Times of purchase over one denominator, and for each project how many supporters last bought at each.

    ``floats`` are the same times rounded, ``slack`` bounds the relative error of any sum of them.
    """

    def __init__(self, course: Course) -> None:
        self.ballots = course.election.ballots
        self.costs = [project.cost for project in course.election.projects]
        self.voters = course.votes
        count = len(self.costs)
        self.last = np.zeros(self.ballots.groups, dtype=np.int64)
        self.counts = np.zeros((count, count + 1), dtype=np.int64)
        self.counts[:, 0] = course.votes
        self.times = [0]
        self.denominator = 1
        self.floats = np.zeros(count + 1)
        self.slack = (count + 16) * EPSILON

    def load(self, at: int) -> int:
        """Loads of all supporters of a project together (over ``denominator``)."""
        counts = self.counts[at, : len(self.times)]
        return sum(int(counts[k]) * self.times[k] for k in np.flatnonzero(counts).tolist())

    def due(self, at: int) -> Fraction:
        """When the supporters of a project can buy it."""
        return Fraction(self.load(at) + self.costs[at] * self.denominator, self.denominator * self.voters[at])

    def soonest(self, standing: list[int]) -> tuple[list[int], Fraction | None]:
        """The supported projects that are due first, and when; all others (and ``None``) when there are
        none.
        """
        supported = [at for at in standing if self.voters[at]]
        if not supported:
            return standing, None
        costs = np.array([float(self.costs[at]) for at in supported])
        rough = (self.counts[supported] @ self.floats + costs) / np.array(
            [float(self.voters[at]) for at in supported]
        )
        least = rough.min() * (1 + 2 * self.slack)
        near = [at for at, time in zip(supported, rough, strict=True) if time * (1 - 2 * self.slack) <= least]
        exact = {at: self.due(at) for at in near}
        first = min(exact.values())
        return [at for at in near if exact[at] == first], first

    def gathered(self, standing: list[int], now: Fraction) -> dict[int, int]:
        """For each project, thousandths of its cost that its supporters hold at a time, rounded down."""
        loads, rough = self.counts[standing] @ self.floats, now.numerator / now.denominator
        found = {}
        for at, load in zip(standing, loads.tolist(), strict=True):
            if not self.voters[at] or not self.costs[at]:
                continue
            money, doubt = self.voters[at] * rough - load, (self.voters[at] * rough + load) * self.slack
            low, high = (floor((money + sign * doubt) * 1000 / self.costs[at]) for sign in (-1, 1))
            if low != high:
                low = floor(
                    (self.voters[at] * now - Fraction(self.load(at), self.denominator))
                    * 1000
                    / self.costs[at]
                )
            found[at] = low
        return found

    def buy(self, groups: IntArray, time: Fraction) -> None:
        """These voters start again at this time."""
        factor = time.denominator // gcd(time.denominator, self.denominator)
        self.denominator *= factor
        self.times = [one * factor for one in self.times]
        self.times.append(time.numerator * (self.denominator // time.denominator))
        now, ballots = len(self.times) - 1, self.ballots
        self.floats[now] = time.numerator / time.denominator
        lengths = ballots.lengths[groups]
        cells = ballots.projects[ballots.marks_of(groups)] * self.counts.shape[1] + np.repeat(
            self.last[groups], lengths
        )
        weights = np.repeat(ballots.multiplicity[groups], lengths)
        moved = np.bincount(cells, weights=weights, minlength=self.counts.size)
        moved = moved.astype(np.int64).reshape(self.counts.shape)
        self.counts -= moved
        self.counts[:, now] += moved.sum(axis=1)
        self.last[groups] = now


def count_phragmen(course: Course) -> Course:
    """Buy in the order of time, until one of the projects due next would break the budget.

    Projects dearer than all the money never stand; those nobody marks come last.
    """
    for at in course.standing:
        if course.election.projects[at].cost > course.left:
            course.refuse(at, Reason.MONEY)
    done, tied = _walk(course, {}, record=True)
    done.ties.extend(_ties(course, done, tied))
    for at in done.standing:
        done.refuse(at, Reason.STOPPED)
    return done


def _walk(
    course: Course, forced: Mapping[int, int], *, record: bool = False
) -> tuple[Course, dict[int, list[int]]]:
    """The whole purchase; ``forced`` decides the ties of some purchases (from 0) otherwise than the chain."""
    trial, clock, before = course.copy(), Clock(course), len(course.bought)
    all_tied: dict[int, list[int]] = {}
    while standing := _admitted(trial):
        tied, time = clock.soonest(standing)
        unpaid = [at for at in tied if trial.refusal(at, clock.costs[at])]
        if unpaid:
            first = trial.priority.first(unpaid)
            trial.stop = Stop(course.election.projects[first].id, trial.left, trial.reserved(first))
            break
        number = len(trial.bought) - before
        wanted = forced.get(number)
        at = wanted if wanted is not None and wanted in tied else trial.priority.first(tied)
        if len(tied) > 1:
            all_tied[number] = tied
        support = clock.gathered(standing, time) if record and time is not None else {}
        _buy(trial, clock, at, time, tied, support)
    return trial, all_tied


def _admitted(trial: Course) -> list[int]:
    """Projects standing, after those that a condition now forbids are out."""
    for at in trial.standing if trial.conditional else ():
        blocked = trial.blocked(at, trial.election.projects[at].cost)
        if blocked is not None:
            trial.refuse(at, *blocked)
    return trial.standing


def _buy(
    trial: Course, clock: Clock, at: int, time: Fraction | None, tied: list[int], support: Mapping[int, int]
) -> None:
    ids = [project.id for project in trial.election.projects]
    ballots = trial.election.ballots
    groups = ballots.group_of_mark[ballots.by_project[1][at]]
    trial.buy(
        at,
        Stage.RULE,
        price=time,
        payers=Payers(groups, np.zeros(len(groups), dtype=bool)),
        support={ids[other]: thousandths for other, thousandths in support.items()},
        tied=tuple(ids[other] for other in tied) if len(tied) > 1 else (),
    )
    if time is not None:
        clock.buy(groups, time)


def _ties(course: Course, done: Course, tied: Mapping[int, list[int]]) -> list[Tie]:
    """Every tie, with each other choice counted out to see whether it changes the winners."""
    bought = done.bought[len(course.bought) :]
    return report_ties(
        course,
        bought,
        tied,
        lambda number, other: set(_walk(course, {number: other})[0].bought) - set(course.bought),
    )
