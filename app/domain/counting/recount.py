"""Which ties mattered: each is decided the other way and counted out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.domain.counting.course import Course
from app.domain.counting.outcome import Tie

MOST_RECOUNTS = 64
"""Alternatives that are counted out; a tie beyond is reported with ``decisive`` unknown."""

Recount = Callable[[int, int], set[int]]
"""The projects bought when purchase n (from 0) goes to another of the tied projects."""


def report_ties(
    course: Course, bought: Sequence[int], tied: Mapping[int, Sequence[int]], recount: Recount
) -> list[Tie]:
    """All ties of a run that started from ``course`` and bought these projects."""
    ids = [project.id for project in course.election.projects]
    left, found = MOST_RECOUNTS, []
    for number, among in tied.items():
        others = sorted(set(among) - {bought[number]}, key=course.priority.rank.__getitem__)
        tried = others[:left]
        left -= len(tried)
        decisive: bool | None = any(recount(number, other) != set(bought) for other in tried)
        if not decisive and len(tried) < len(others):
            decisive = None
        found.append(
            Tie(
                round=len(course.rounds) + number + 1,
                projects=tuple(ids[at] for at in sorted(among)),
                bought=ids[bought[number]],
                decided_by=course.priority.decided_by(bought[number], others[0]),
                decisive=decisive,
            )
        )
    return found
