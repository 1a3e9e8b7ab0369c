"""Equal Shares with its completions, the comparison step, and the ties that mattered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from app.domain.counting.course import Course
from app.domain.counting.equal_shares.field import Field
from app.domain.counting.equal_shares.play import Play, play
from app.domain.counting.equal_shares.stretch import lasting
from app.domain.counting.greedy import count_greedy
from app.domain.counting.outcome import Beyond, Comparison, Endowment, Reason, Stage, Tie
from app.domain.counting.recount import report_ties
from app.domain.counting.rules import Completion
from app.domain.counting.ties import priority
from app.domain.counting.utilities import gains

WORTH_PROVING = 8
"""Shorter stretches are counted step by step."""


def count_equal_shares(course: Course) -> Course:
    """The method of equal shares as the rule asks for it; returns the course that holds the outcome."""
    before = course.copy()
    voters = course.election.ballots.voters
    arena = Field.of(course.election, course.utility)
    for at in sorted(set(arena.free) & set(course.standing), key=course.priority.rank.__getitem__):
        if course.refusal(at, 0) is None:
            course.buy(at, Stage.RULE)
    if voters:
        course = _complete(arena, course, Fraction(course.left, voters))
    for at in course.standing:
        course.refuse(at, Reason.SUPPORT)
    return _compare(before, course) if course.rule.comparison else course


def _complete(arena: Field, course: Course, share: Fraction) -> Course:
    completion = course.rule.completion
    unit = course.election.unit
    start = Fraction(share // unit * unit) if completion is Completion.ADD1 else share
    final, beyond = start, None
    if completion in (Completion.ADD1, Completion.ADD1E):
        final, beyond = _raise(arena, course, start)
    done = play(arena, course, final, record=True)
    done.course.endowment = Endowment(start, final, int((final - start) / unit), beyond)
    done.course.ties.extend(_ties(arena, course, done))
    if completion is Completion.GREEDY:
        count_greedy(done.course, Stage.COMPLETION)
    done.course.support = done.support
    return done.course


def _raise(arena: Field, course: Course, start: Fraction) -> tuple[Fraction, Beyond | None]:
    """The endowment with which add1 ends, and the next if that is why. Every endowment on the way is counted, or proven
    to buy the same.

    What is affordable need not grow with the endowment, so that the steps cannot be bisected; but whole
    stretches of them are settled at once by ``lasting``, longer ones as long as that succeeds.
    """
    unit = course.election.unit
    known, stretch = play(arena, course, start), 1
    while not _ends(arena, known):
        if stretch >= WORTH_PROVING:
            units = lasting(arena, course, known, stretch)
            known = replace(known, endowment=known.endowment + units * unit)
            if units == stretch:
                stretch *= 2
                continue
            stretch = max(units, stretch // 2)
        following = play(arena, course, known.endowment + unit)
        if following.course.left < following.course.reserved():
            return known.endowment, _beyond(following)
        if stretch < WORTH_PROVING:
            stretch = stretch * 2 if following.path == known.path else 1
        known = following
    return known.endowment, None


def _beyond(following: Play) -> Beyond:
    course = following.course
    ids = tuple(course.election.projects[at].id for at in course.bought)
    return Beyond(following.endowment, ids, course.election.budget - course.left, course.reserved())


def _ends(arena: Field, known: Play) -> bool:
    """Whether add1 goes no further: everything is bought (add1e: no supported project fits any more)."""
    course = known.course
    open_to_all = [at for at in course.standing if at in arena.candidates]
    if course.rule.completion is Completion.ADD1:
        return not open_to_all
    return all(course.refusal(at, arena.candidates[at].cost) for at in open_to_all)


def _ties(arena: Field, course: Course, done: Play) -> list[Tie]:
    """Every tie of the final run, at its endowment."""
    return report_ties(
        course,
        done.path,
        done.tied,
        lambda number, other: set(play(arena, course, done.endowment, forced={number: other}).path),
    )


def _compare(before: Course, course: Course) -> Course:
    """The comparison step: greedy's outcome is taken if more voters gain more from it (equalshares.net)."""
    greedy = before
    if course.rule.comparison_ties is not None:
        greedy.priority = priority(course.election.projects, course.votes, course.rule.comparison_ties)
    count_greedy(greedy)
    ours, theirs = _gain(course), _gain(greedy)
    times = course.election.ballots.multiplicity
    verdict = Comparison(int(times[ours > theirs].sum()), int(times[theirs > ours].sum()), False)
    if verdict.prefer_greedy > verdict.prefer_equal_shares:
        greedy.comparison = Comparison(verdict.prefer_equal_shares, verdict.prefer_greedy, True)
        return greedy
    course.comparison = verdict
    return course


def _gain(course: Course) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """For each ballot group, the marks (points: the points) of a voter that won."""
    ballots = course.election.ballots
    won = np.zeros(ballots.project_count, dtype=np.int64)
    won[course.bought] = 1
    worth = gains(course.election, course.utility)
    gained = won[ballots.projects] * (1 if worth is None else worth)
    sums = np.concatenate(([0], np.cumsum(gained)))
    return sums[ballots.starts[1:]] - sums[ballots.starts[:-1]]
