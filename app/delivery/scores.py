"""What residents' scores come to: whole numbers and exact fractions, compared before anything is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

LEAST, MOST = 1, 5


@dataclass(frozen=True)
class Entries:
    """Through whose hand people's answers came: their own, a worker's one by one, paper forms counted by two."""

    own: int = 0
    recorded: int = 0
    paper: int = 0

    @property
    def people(self) -> int:
        return self.own + self.recorded + self.paper

    @property
    def by_others(self) -> int:
        """Those that others entered: what is shown beside every score."""
        return self.recorded + self.paper

    def __add__(self, other: Entries) -> Entries:
        return Entries(self.own + other.own, self.recorded + other.recorded, self.paper + other.paper)


@dataclass(frozen=True)
class Scores:
    """How many people gave each score from 1 to 5; ``entries`` is through whose hand they came."""

    people_by_score: Mapping[int, int] = field(default_factory=dict)
    entries: Entries = field(default_factory=Entries)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int]], entries: Entries | None = None) -> Scores:
        """From (score, people) pairs, a score possibly several times."""
        counts = dict.fromkeys(range(MOST, LEAST - 1, -1), 0)
        for score, people in rows:
            counts[score] += people
        return cls(counts, entries or Entries())

    @classmethod
    def together(cls, parts: Iterable[Scores]) -> Scores:
        """Several people's scores as one."""
        known = list(parts)
        pairs = [pair for scores in known for pair in scores.people_by_score.items()]
        return cls.of(pairs, sum((scores.entries for scores in known), Entries()))

    @property
    def people(self) -> int:
        return sum(self.people_by_score.values())

    @property
    def average(self) -> Fraction | None:
        """Points a person, exactly; ``None`` when nobody answered."""
        points = sum(score * people for score, people in self.people_by_score.items())
        return Fraction(points, self.people) if self.people else None

    def tenths(self, limit: int = 0) -> int | None:
        """The average to the nearest tenth of a point, halves up; an average below ``limit`` (in tenths) is never
        rounded up to it, so that what is shown agrees with what was decided.
        """
        if self.average is None:
            return None
        nearest = int(self.average * 10 + Fraction(1, 2))
        return min(nearest, limit - 1) if self.below(limit) else nearest

    @property
    def shown(self) -> str:
        """The average for people: "4.6", an em dash when nobody answered."""
        return self.against(0)

    def against(self, limit: int) -> str:
        """As ``shown``, beside a limit in tenths of a point."""
        tenths = self.tenths(limit)
        return "—" if tenths is None else f"{tenths // 10}.{tenths % 10}"

    def below(self, tenths: int) -> bool:
        """Whether the exact average lies under a limit in tenths of a point; never for no answers."""
        return self.average is not None and self.average * 10 < tenths


def conclusion(by_hand: Mapping[int | None, Scores], limit: int) -> str:
    """What answers mean against a limit in tenths of a point: "passed" or "rectify", or "unsettled" where it would
    not be the same without the answers that one person entered.

    ``by_hand`` has the answers that each person entered alone; under ``None`` those of people's own hand and those
    that two counted, which nobody can take away.
    """
    low = Scores.together(by_hand.values()).below(limit)
    for hand in by_hand:
        rest = Scores.together(scores for other, scores in by_hand.items() if other != hand)
        if hand is not None and (not rest.people or rest.below(limit) != low):
            return "unsettled"
    return "rectify" if low else "passed"
