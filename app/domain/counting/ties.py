"""The order in which ties are broken: an explicit chain, fixed before counting and kept through all its
steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.counting.ballots import Project


class TieBreak(StrEnum):
    """One link of a chain. ``ID`` is the string order of project ids: "10" comes before "9"."""

    MIN_COST = "min-cost"
    MAX_COST = "max-cost"
    MAX_VOTES = "max-votes"
    FILED = "filed"
    LOT = "lot"
    ID = "id"


Chain = tuple[TieBreak, ...]


@dataclass(frozen=True, slots=True)
class Priority:
    """Who comes first in a tie: ``rank[p]`` is the place of project p, 0 the strongest.

    What the chain leaves equal is ordered by id, so that a count always ends; ``decided_by`` then says
    ``None`` and the office knows that a lot should have been drawn.
    """

    chain: Chain
    keys: tuple[tuple[int | str, ...], ...]
    rank: tuple[int, ...]

    def decided_by(self, first: int, second: int) -> TieBreak | None:
        """The link that tells two projects apart, ``None`` when the chain does not."""
        for link, mine, theirs in zip(self.chain, self.keys[first], self.keys[second], strict=True):
            if mine != theirs:
                return link
        return None

    def first(self, tied: Sequence[int]) -> int:
        """The strongest of the tied projects."""
        return min(tied, key=self.rank.__getitem__)


def priority(projects: Sequence[Project], votes: Sequence[int], chain: Chain) -> Priority:
    """Order projects by the chain; votes are the ballots that mark each."""
    keys = tuple(
        tuple(_key(link, project, count) for link in chain)
        for project, count in zip(projects, votes, strict=True)
    )
    order = sorted(range(len(projects)), key=lambda at: (keys[at], projects[at].id))
    rank = [0] * len(order)
    for place, at in enumerate(order):
        rank[at] = place
    return Priority(chain, keys, tuple(rank))


def _key(link: TieBreak, project: Project, votes: int) -> int | str:
    if link is TieBreak.ID:
        return project.id
    return {
        TieBreak.MIN_COST: project.cost,
        TieBreak.MAX_COST: -project.cost,
        TieBreak.MAX_VOTES: -votes,
        TieBreak.FILED: project.filed,
        TieBreak.LOT: project.lot,
    }[link]
