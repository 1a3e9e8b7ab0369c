"""What residents' scores come to: whole numbers and exact fractions, compared before anything is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

LEAST, MOST = 1, 5


@dataclass(frozen=True)
class Scores:
    """How many people gave each score from 1 to 5."""

    people_by_score: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int]]) -> Scores:
        """From (score, people) pairs, a score possibly several times."""
        counts = dict.fromkeys(range(MOST, LEAST - 1, -1), 0)
        for score, people in rows:
            counts[score] += people
        return cls(counts)

    @property
    def people(self) -> int:
        return sum(self.people_by_score.values())

    @property
    def average(self) -> Fraction | None:
        """Points a person, exactly; ``None`` when nobody answered."""
        points = sum(score * people for score, people in self.people_by_score.items())
        return Fraction(points, self.people) if self.people else None

    @property
    def tenths(self) -> int | None:
        """The average in whole tenths of a point, rounded down: it never shows a score that was not reached."""
        return None if self.average is None else int(self.average * 10)

    @property
    def shown(self) -> str:
        """The average for people: "4.6", an em dash when nobody answered."""
        return "—" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}"

    def below(self, tenths: int) -> bool:
        """Whether the exact average lies under a limit in tenths of a point; never for no answers."""
        return self.average is not None and self.average * 10 < tenths
