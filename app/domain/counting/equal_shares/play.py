"""A whole run at one endowment, under the office's conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from app.domain.counting.course import Course
from app.domain.counting.equal_shares.field import Field
from app.domain.counting.equal_shares.run import Purchase, Run
from app.domain.counting.equal_shares.support import best_support, support_at
from app.domain.counting.outcome import Payers, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Play:
    """A run played to its end: the course with its purchases, the projects bought from shares in order, and the
    rounds that were tied.

    ``support``: the best effective support each project still standing ever had, in thousandths (when
    recorded).
    """

    course: Course
    endowment: Fraction
    path: tuple[int, ...]
    tied: Mapping[int, tuple[int, ...]]
    support: Mapping[int, int] = field(default_factory=dict)


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
    run = Run(arena, endowment, admitted(trial))
    path: list[int] = []
    tied: dict[int, tuple[int, ...]] = {}
    wanted = forced or {}
    while True:
        purchase = run.cheapest(partial(_choose, trial, wanted.get(len(path))))
        if purchase is None:
            best = best_support(run, trial) if record else {}
            return Play(trial, endowment, tuple(path), tied, best)
        if len(purchase.tied) > 1:
            tied[len(path)] = purchase.tied
        path.append(purchase.deal.candidate.at)
        _enter(trial, run, purchase, support_at(run, trial.standing, purchase.deal) if record else {})


def _choose(trial: Course, wanted: int | None, tied: tuple[int, ...]) -> int:
    return wanted if wanted is not None and wanted in tied else trial.priority.first(tied)


def admitted(trial: Course) -> list[int]:
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
    close(trial, run)


def close(trial: Course, *runs: Run) -> None:
    """Remove what a condition forbids by now."""
    if trial.conditional:
        standing = set(admitted(trial))
        for run in runs:
            for at in [at for at in run.standing if at not in standing]:
                run.remove(at)
