"""A whole run at one endowment, under the office's conditions, and the proof that another endowment changes
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from app.domain.counting.course import Course
from app.domain.counting.equal_shares.field import Field
from app.domain.counting.equal_shares.run import Purchase, Run
from app.domain.counting.equal_shares.support import best_support, support_at
from app.domain.counting.outcome import Payers, Stage


class Step(NamedTuple):
    """A project bought: its exact rate, and a float that the rate does not exceed."""

    at: int
    rate: Fraction
    ceiling: float


@dataclass(frozen=True, slots=True, eq=False)
class Play:
    """A run played to its end: the course with its purchases, the path of steps, and the rounds that were
    tied.

    ``support``: the best effective support each project still standing ever had, in thousandths (when
    recorded).
    """

    course: Course
    endowment: Fraction
    path: tuple[Step, ...]
    tied: Mapping[int, tuple[int, ...]]
    support: Mapping[int, int] = field(default_factory=dict)

    @property
    def projects(self) -> tuple[int, ...]:
        """The projects bought from shares, in order."""
        return tuple(step.at for step in self.path)


def play(
    arena: Field,
    course: Course,
    endowment: Fraction,
    *,
    record: bool = False,
    forced: Mapping[int, int] | None = None,
) -> Play:
    """Buy from shares until nobody can pay any more. ``record``: with the support of every project standing.

    ``forced`` decides the ties of some rounds (counted from 0) otherwise than the chain.
    """
    trial = course.copy()
    run = Run(arena, endowment, _admitted(trial))
    path: list[Step] = []
    tied: dict[int, tuple[int, ...]] = {}
    wanted = forced or {}
    while True:
        purchase = run.cheapest(partial(_choose, trial, wanted.get(len(path))))
        if purchase is None:
            best = best_support(run, trial) if record else {}
            return Play(trial, endowment, tuple(path), tied, best)
        if len(purchase.tied) > 1:
            tied[len(path)] = purchase.tied
        path.append(Step(purchase.deal.candidate.at, purchase.deal.rate, purchase.ceiling))
        _enter(trial, run, purchase, support_at(run, trial.standing, purchase.deal) if record else {})


def unchanged(arena: Field, course: Course, known: Play, endowment: Fraction) -> Play | None:
    """Play a higher endowment if it can be proven that it, and all between, buy the same in the same order.

    With the order of purchases fixed, more money means no one has less after any round and no price is
    higher. So if here, where prices are lowest, each rival is still dearer than the winner was there, where
    prices are highest, or as dear and after it in the chain, the winner of that round is the same at every
    endowment between the two.
    """
    trial = course.copy()
    run = Run(arena, endowment, _admitted(trial))
    for step in known.path:
        for rival in sorted(run.standing, key=run.low.__getitem__):
            if run.low[rival] > step.ceiling:
                break
            if rival != step.at and not (run.dearer(rival, step.ceiling) or _yields(trial, run, rival, step)):
                return None
        purchase = run.offer(step.at)
        if purchase is None:
            return None
        _enter(trial, run, purchase, {})
    if run.cheapest(trial.priority.first) is not None:
        return None
    return Play(trial, endowment, known.path, known.tied)


def _yields(trial: Course, run: Run, rival: int, step: Step) -> bool:
    """Whether a rival is dearer than the step's project was, or as dear and after it in the chain."""
    bid, rank = run.offer(rival), trial.priority.rank
    return bid is None or (bid.deal.rate, rank[rival]) > (step.rate, rank[step.at])


def _choose(trial: Course, wanted: int | None, tied: tuple[int, ...]) -> int:
    return wanted if wanted is not None and wanted in tied else trial.priority.first(tied)


def _admitted(trial: Course) -> list[int]:
    """The projects standing, after those that a condition forbids by now are out."""
    for at in trial.standing if trial.conditional else ():
        refused = trial.blocked(at, trial.election.projects[at].cost)
        if refused is not None:
            trial.refuse(at, *refused)
    return trial.standing


def _enter(trial: Course, run: Run, purchase: Purchase, support: Mapping[int, int]) -> None:
    """Put a purchase on record and remove what a condition now forbids."""
    deal, ids = purchase.deal, trial.election.projects
    run.pay(deal)
    trial.buy(
        deal.candidate.at,
        Stage.RULE,
        price=deal.price,
        payers=Payers(deal.groups, deal.rest),
        support={ids[at].id: thousandths for at, thousandths in support.items()},
        tied=tuple(ids[at].id for at in purchase.tied) if len(purchase.tied) > 1 else (),
    )
    standing = set(_admitted(trial))
    for at in [at for at in run.standing if at not in standing] if trial.conditional else ():
        run.remove(at)
