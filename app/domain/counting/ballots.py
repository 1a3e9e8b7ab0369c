"""Projects and ballots: what is counted.

Equal ballots are kept once, as a group with a multiplicity. Inside the engine a ballot is a set of project
positions with one whole number each (points, or the rank of an ordinal ballot), held in flat numpy arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]


class BallotKind(StrEnum):
    """How voters mark: the words of the .pb format, and two forms of approval with limits of their own."""

    APPROVAL = "approval"
    CHOOSE_ONE = "choose-1"
    K_APPROVAL = "k-approval"
    KNAPSACK = "knapsack"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"
    ORDINAL = "ordinal"

    @property
    def has_points(self) -> bool:
        """Whether each mark carries points."""
        return self in (BallotKind.CUMULATIVE, BallotKind.SCORING)

    @property
    def is_approval(self) -> bool:
        """Whether a ballot is a plain set of projects."""
        return not self.has_points and self is not BallotKind.ORDINAL


@dataclass(frozen=True, slots=True)
class Project:
    """One project on the ballot paper.

    ``cost`` is in the smallest unit of money (fen). ``filed`` orders by time of filing, ``lot`` by the number
    drawn. ``least_part`` is the least amount (fen) with which the project can be done in part; ``None``:
    whole or not at all. ``withdrawn`` projects stay on the ballots and are never bought.
    """

    id: str
    cost: int
    name: str = ""
    filed: int = 0
    lot: int = 0
    zone: str = ""
    categories: tuple[str, ...] = ()
    least_part: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """One voter's marks: project ids (ordinal: best first), with ``points`` beside them where the kind has
    points.

    A ballot of weight w counts as w equal ballots.
    """

    marks: tuple[str, ...]
    points: tuple[int, ...] = ()
    weight: int = 1


@dataclass(frozen=True, eq=False)
class Ballots:
    """Distinct ballots. Group g marks ``projects[starts[g]:starts[g + 1]]``, sorted by position.

    ``values`` runs beside ``projects``: points, or for ordinal ballots the rank from 0; ``None`` for
    approval. ``repeated`` counts marks that named a project a second time on the same ballot (approval:
    ignored; points: added; ordinal: the better rank counts).
    """

    kind: BallotKind
    project_count: int
    starts: IntArray
    projects: IntArray
    values: IntArray | None
    multiplicity: IntArray
    longest: int
    repeated: int = 0

    @cached_property
    def voters(self) -> int:
        """Number of ballots, empty ones and weights included."""
        return int(self.multiplicity.sum())

    @property
    def groups(self) -> int:
        """Number of distinct ballots."""
        return len(self.multiplicity)

    @cached_property
    def lengths(self) -> IntArray:
        """Marks of each group."""
        return np.diff(self.starts)

    @cached_property
    def by_project(self) -> tuple[IntArray, tuple[slice, ...]]:
        """The positions of all marks sorted by project, and where each project's lie among them."""
        narrow = np.uint16 if self.project_count < 2**16 else np.uint32
        order = np.argsort(self.projects.astype(narrow), kind="stable")
        ends = np.cumsum(np.bincount(self.projects, minlength=self.project_count)).tolist()
        return order, tuple(slice(a, b) for a, b in zip([0, *ends], ends, strict=False))

    @cached_property
    def group_of_mark(self) -> IntArray:
        """For each mark sorted by project, its ballot group."""
        return np.repeat(np.arange(self.groups, dtype=np.int64), self.lengths)[self.by_project[0]]

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """For each project, the ballots that mark it."""
        weights = self.multiplicity[self.group_of_mark]
        return tuple(int(weights[at].sum()) for at in self.by_project[1])

    def marks_of(self, groups: IntArray) -> IntArray:
        """Positions, in ``projects`` and ``values``, of every mark of these groups, group by group."""
        lengths = self.lengths[groups]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        return np.arange(total) + np.repeat(self.starts[groups] - ends + lengths, lengths)
