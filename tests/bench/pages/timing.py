"""Times of two things in turns, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

REPETITIONS = 31
WARM_UP = 3


@dataclass(frozen=True)
class Compared:
    """Medians in milliseconds, and how often the first goes into the second."""

    few: float
    many: float

    @property
    def ratio(self) -> float:
        return self.many / self.few


def compare(few: Callable[[], None], many: Callable[[], None], repetitions: int = REPETITIONS) -> Compared:
    """Medians of so many turns; both take their turn at once, so that what disturbs one disturbs the other."""
    for _ in range(WARM_UP):
        few(), many()
    turns = [(_milliseconds(few), _milliseconds(many)) for _ in range(repetitions)]
    return Compared(median(first for first, _ in turns), median(second for _, second in turns))


def _milliseconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
