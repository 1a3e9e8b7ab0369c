"""Maximum welfare as a problem of whole numbers: which projects together are worth most within the
conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.counting.course import Course
from app.domain.counting.rules import Utility
from app.domain.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class Area:
    """A floor and a ceiling (fen) for the cost of some of the items."""

    items: frozenset[int]
    floor: int
    ceiling: int | None


@dataclass(frozen=True, slots=True)
class Problem:
    """Items by number; ``projects`` are their positions in the election. All amounts are whole numbers."""

    projects: tuple[int, ...]
    values: tuple[int, ...]
    costs: tuple[int, ...]
    budget: int
    rivals: tuple[frozenset[int], ...]
    areas: tuple[Area, ...]

    @classmethod
    def of(cls, course: Course) -> Problem:
        """What is still open in a count. Projects that nobody gains from are left out, unless for an area's floor."""
        floors = any(limit.floor for limit in course.rule.wishes.limits)
        worth = {at: value for at, value in _worth(course).items() if value > 0 or (floors and value == 0)}
        items = tuple(sorted(worth, key=course.priority.rank.__getitem__))
        number = {at: item for item, at in enumerate(items)}
        return cls(
            items,
            tuple(worth[at] for at in items),
            tuple(course.election.projects[at].cost for at in items),
            course.left,
            tuple(frozenset(number[other] for other in course.rivals(at) if other in number) for at in items),
            tuple(
                Area(frozenset(number[at] for at in members if at in number), floor, ceiling)
                for members, floor, ceiling in course.open_limits()
            ),
        )

    def feasible(self, chosen: Sequence[int]) -> bool:
        """Whether these items keep the budget and every condition."""
        taken = set(chosen)
        spent = [sum(self.costs[item] for item in taken & area.items) for area in self.areas]
        return (
            sum(self.costs[item] for item in taken) <= self.budget
            and not any(self.rivals[item] & taken for item in taken)
            and all(
                area.floor <= money and (area.ceiling is None or money <= area.ceiling)
                for area, money in zip(self.areas, spent, strict=True)
            )
        )

    def value(self, chosen: Sequence[int]) -> int:
        """Total worth of these items."""
        return sum(self.values[item] for item in chosen)


def _worth(course: Course) -> dict[int, int]:
    """Summed utility of every project that may still be bought."""
    costly = course.utility is Utility.COST
    if course.left < 0:
        raise RuleViolation("count.decisions")
    return {
        at: course.scores[at] * (course.election.projects[at].cost if costly else 1)
        for at in course.standing
        if course.blocked(at, course.election.projects[at].cost) is None
    }
