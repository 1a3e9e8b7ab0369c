"""Exact branch and bound over whole numbers: the proof that nothing is worth more.

A branch is given up only if even the cost-weighted best filling of its money (Dantzig's bound) is not better.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction

from app.domain.counting.welfare.problem import Problem

Chosen = tuple[int, ...]
MOST_NODES = 400_000


def search(problem: Problem, values: Sequence[int], limit: int = MOST_NODES) -> Chosen | None:
    """The items of greatest value within the conditions; ``None`` if more than ``limit`` branches are needed.

    Raises ``LookupError`` when nothing at all keeps the conditions.
    """
    return _Search(problem, values).run(limit)


class _Search:
    def __init__(self, problem: Problem, values: Sequence[int]) -> None:
        free = [item for item, cost in enumerate(problem.costs) if not cost]
        paid = [item for item, cost in enumerate(problem.costs) if cost]
        density = {item: Fraction(values[item], problem.costs[item]) for item in paid}
        self.order = free + sorted(paid, key=lambda item: -density[item])
        self.problem = problem
        self.values = [values[item] for item in self.order]
        self.costs = [problem.costs[item] for item in self.order]
        self.value_sums, self.cost_sums = [0], [0]
        for value, cost in zip(self.values, self.costs, strict=True):
            self.value_sums.append(self.value_sums[-1] + max(0, value))
            self.cost_sums.append(self.cost_sums[-1] + cost)
        place = {item: at for at, item in enumerate(self.order)}
        self.rivals = [sum(1 << place[other] for other in problem.rivals[item]) for item in self.order]
        self.areas = [
            [which for which, area in enumerate(problem.areas) if item in area.items] for item in self.order
        ]

    def run(self, limit: int) -> Chosen | None:
        best: int | None = None
        chosen = 0
        stack = [(0, self.problem.budget, 0, 0, (0,) * len(self.problem.areas))]
        for _ in range(limit):
            if not stack:
                if best is None:
                    raise LookupError
                return tuple(sorted(item for at, item in enumerate(self.order) if chosen >> at & 1))
            at, left, value, taken, spent = stack.pop()
            if best is not None and self._bound(at, left) + value <= best:
                continue
            if at == len(self.order):
                if all(money >= area.floor for money, area in zip(spent, self.problem.areas, strict=True)):
                    best, chosen = value, taken
                continue
            stack.append((at + 1, left, value, taken, spent))
            paid = self._paid(at, left, taken, spent)
            if paid is not None:
                stack.append((at + 1, left - self.costs[at], value + self.values[at], taken | 1 << at, paid))
        return None

    def _bound(self, at: int, left: int) -> int:
        """Most that the items from here on can add: whole ones by density, and a part of the next."""
        full = bisect_right(self.cost_sums, self.cost_sums[at] + left) - 1
        value = self.value_sums[full] - self.value_sums[at]
        if full < len(self.order):
            rest = left - (self.cost_sums[full] - self.cost_sums[at])
            value += rest * max(0, self.values[full]) // self.costs[full]
        return value

    def _paid(self, at: int, left: int, taken: int, spent: tuple[int, ...]) -> tuple[int, ...] | None:
        """Money of each area after taking an item, ``None`` where a condition forbids it."""
        if self.costs[at] > left or self.rivals[at] & taken:
            return None
        if not self.areas[at]:
            return spent
        after = list(spent)
        for which in self.areas[at]:
            after[which] += self.costs[at]
            ceiling = self.problem.areas[which].ceiling
            if ceiling is not None and after[which] > ceiling:
                return None
        return tuple(after)
