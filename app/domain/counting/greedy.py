"""The greedy rules: projects in the order of their score, each bought if it fits.

Exact: scores are whole numbers, scores per cost are compared as fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import ceil

from app.domain.counting.course import Course
from app.domain.counting.outcome import Reason, Stage, Tie
from app.domain.counting.rules import RuleName

Standing = tuple[int, Fraction]
"""What a project is ranked by: 1 for infinitely good value (a score at no cost), and the value itself."""


def count_greedy(course: Course, stage: Stage = Stage.RULE) -> None:
    """Buy in the order of the score, equal scores in the order of the chain.

    A project that does not fit is skipped; under ``GREEDY_NO_SKIP`` the count stops there. A project that no
    condition ever lets in does not stop it, nor one whose points sum up below zero, which never wins.
    """
    for at in course.standing:
        if course.scores[at] < 0:
            course.refuse(at, Reason.THRESHOLD)
    per_cost = course.rule.name is RuleName.GREEDY_PER_COST
    value = {at: _value(course, at, per_cost) for at in course.standing}
    order = sorted(value, key=lambda at: (-value[at][0], -value[at][1], course.priority.rank[at]))
    for _, block in groupby(order, key=value.__getitem__):
        _buy_block(course, list(block), stage)


def _value(course: Course, at: int, per_cost: bool) -> Standing:
    score, cost = course.scores[at], course.election.projects[at].cost
    if not per_cost:
        return 0, Fraction(score)
    if cost:
        return 0, Fraction(score, cost)
    return (1, Fraction(0)) if score > 0 else (0, Fraction(0))


def _buy_block(course: Course, block: Sequence[int], stage: Stage) -> None:
    """Buy what fits of projects with equal score, and report if another order would have bought others."""
    before = len(course.rounds)
    fitting = [at for at in block if at not in course.losers and _fits(course, at)] if len(block) > 1 else []
    for at in block:
        _offer(course, at, stage)
    lost = [at for at in block if at not in course.bought]
    stops = course.rule.name is RuleName.GREEDY_NO_SKIP
    if fitting and (lost if stops else set(lost) & set(fitting)):
        _report(course, block, before)


def _fits(course: Course, at: int) -> bool:
    return course.refusal(at, course.election.projects[at].cost) is None


def _offer(course: Course, at: int, stage: Stage) -> None:
    if at in course.losers:
        return
    project = course.election.projects[at]
    refused = course.refusal(at, project.cost)
    if refused is None:
        course.buy(at, stage)
    elif not _buy_part(course, at, stage):
        course.refuse(at, *refused)
        if course.rule.name is RuleName.GREEDY_NO_SKIP and refused[0] in (Reason.MONEY, Reason.RESERVED):
            for other in course.standing:
                course.refuse(other, Reason.STOPPED, project.id)


def _buy_part(course: Course, at: int, stage: Stage) -> bool:
    """Give the rest of the money to a project that can be done in part."""
    least, part = _least_part(course, at), course.left - course.reserved(at)
    if not course.rule.wishes.part_funding or least is None or not max(1, least) <= part:
        return False
    if part >= course.election.projects[at].cost or course.blocked(at, part) is not None:
        return False
    course.buy(at, stage, amount=part)
    return True


def _least_part(course: Course, at: int) -> int | None:
    """The least amount with which a project can be done, ``None``: whole or not at all."""
    project, share = course.election.projects[at], course.rule.wishes.least_share
    return (
        project.least_part if project.least_part is not None or share is None else ceil(project.cost * share)
    )


def _report(course: Course, block: Sequence[int], before: int) -> None:
    ids = [project.id for project in course.election.projects]
    first, last = block[0], next(at for at in block if at not in course.bought)
    course.ties.append(
        Tie(
            round=before + 1,
            projects=tuple(ids[at] for at in block),
            bought=ids[first],
            decided_by=course.priority.decided_by(first, last),
            decisive=True,
        )
    )
