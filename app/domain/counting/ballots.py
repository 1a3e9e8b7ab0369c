"""Ballots and elections: what is counted.

Equal ballots are kept once, as a group with a multiplicity. Inside the engine a ballot is a set of project
positions with one whole number each (points, or the rank of an ordinal ballot), held in flat numpy arrays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.domain.errors import RuleViolation

IntArray = npt.NDArray[np.int64]
MOST_WEIGHT = 2**52
"""Totals of weights or points beyond this are refused: whole numbers stay exact in a float64 up to 2**53."""


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


@dataclass(frozen=True, eq=False)
class Election:
    """Projects, money and ballots: everything a count needs.

    ``budget`` and costs are in the smallest unit (fen); ``unit`` is how many of them make one unit of
    currency, the step of the add1 completions. ``sha256`` is the hash of the file the election was read from,
    or of its canonical text. ``recorded_scores`` are the totals the organiser printed beside the projects,
    where there are any. Points are stored times ``points_unit``. ``max_length`` is the most marks a ballot
    paper allows, where it says so.

    Raises ``RuleViolation`` ``count.money`` (negative amounts, a unit that is no power of ten),
    ``count.projects`` (ids twice or empty).
    """

    projects: tuple[Project, ...]
    budget: int
    ballots: Ballots
    unit: int = 1
    points_unit: int = 1
    max_length: int | None = None
    recorded_scores: tuple[int, ...] | None = None
    source_sha256: str = ""

    def __post_init__(self) -> None:
        if self.budget < 0 or str(self.unit).rstrip("0") != "1" or any(p.cost < 0 for p in self.projects):
            raise RuleViolation("count.money")
        if len(self.position) != len(self.projects) or "" in self.position:
            raise RuleViolation("count.projects")

    @classmethod
    def of(
        cls,
        projects: Iterable[Project],
        budget: int,
        kind: BallotKind,
        ballots: Iterable[Ballot],
        *,
        unit: int = 1,
    ) -> Election:
        """An election from single ballots (amounts in fen: pass ``unit=100``).

        Raises ``RuleViolation``: ``count.unknown_project``, ``count.points`` (points missing, or on a kind
        that has none), ``count.weight`` (below 1, or a total beyond 2**52).
        """
        listed = tuple(projects)
        position = {project.id: at for at, project in enumerate(listed)}
        return cls(listed, budget, _ballots(kind, position, ballots), unit)

    @cached_property
    def position(self) -> dict[str, int]:
        """Project id to its position."""
        return {project.id: at for at, project in enumerate(self.projects)}

    @property
    def paper_length(self) -> int:
        """Marks that fit on a ballot: as the paper says, or as the longest one shows."""
        return max(self.max_length or 0, self.ballots.longest)

    @cached_property
    def sha256(self) -> str:
        """Hash of the input: of the file's bytes, or of ``canonical_text``."""
        return self.source_sha256 or hashlib.sha256(canonical_text(self).encode()).hexdigest()


def canonical_text(election: Election) -> str:
    """The election as one text that does not depend on the order of projects or ballots."""
    ballots, ids = election.ballots, [project.id for project in election.projects]
    values = ballots.values
    lines = []
    for group, times in enumerate(ballots.multiplicity.tolist()):
        at = range(int(ballots.starts[group]), int(ballots.starts[group + 1]))
        marks = sorted((ids[ballots.projects[i]], 1 if values is None else int(values[i])) for i in at)
        lines.append(repr((marks, times)))
    head = [ballots.kind.value, str(election.budget), str(election.unit), str(election.points_unit)]
    return "\n".join([*head, *sorted(map(repr, election.projects)), *sorted(lines)])


def _ballots(kind: BallotKind, position: dict[str, int], ballots: Iterable[Ballot]) -> Ballots:
    marks: list[int] = []
    points: list[int] = []
    lengths: list[int] = []
    weights: list[int] = []
    for ballot in ballots:
        if bool(ballot.points) != (kind.has_points and bool(ballot.marks)) or (
            kind.has_points and len(ballot.points) != len(ballot.marks)
        ):
            raise RuleViolation("count.points")
        try:
            marks += [position[mark] for mark in ballot.marks]
        except KeyError as unknown:
            raise RuleViolation("count.unknown_project", project=unknown.args[0]) from None
        points += ballot.points
        lengths.append(len(ballot.marks))
        weights.append(ballot.weight)
    return group_ballots(kind, len(position), marks, lengths, points if kind.has_points else None, weights)


def group_ballots(
    kind: BallotKind,
    project_count: int,
    marks: Sequence[int] | IntArray,
    lengths: Sequence[int] | IntArray,
    points: Sequence[int] | IntArray | None,
    weights: Sequence[int] | IntArray,
) -> Ballots:
    """Group equal ballots given flat: positions of the marked projects, marks per ballot, points, weights.

    Raises ``RuleViolation`` ``count.weight``.
    """
    flat = np.asarray(marks, dtype=np.int64)
    sizes = np.asarray(lengths, dtype=np.int64)
    times = np.asarray(weights, dtype=np.int64)
    if len(times) and (int(times.min()) < 1 or float(times.sum(dtype=np.float64)) > MOST_WEIGHT):
        raise RuleViolation("count.weight")
    rows = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    values = _values(kind, rows, sizes, points)
    rows, flat, values, repeated = _canonical(kind, rows, flat, values, project_count)
    sizes = np.bincount(rows, minlength=len(sizes))
    firsts, times = _merge(flat, values, sizes, times)
    starts = np.concatenate(([0], np.cumsum(sizes[firsts])))
    every = np.concatenate(([0], np.cumsum(sizes)))[firsts]
    keep = np.arange(int(starts[-1])) + np.repeat(every - starts[:-1], sizes[firsts])
    kept = None if values is None else values[keep]
    if kept is not None and len(kept) and int(np.abs(kept).max()) * int(times.sum()) > MOST_WEIGHT:
        raise RuleViolation("count.weight")
    longest = int(sizes.max()) if len(sizes) else 0
    return Ballots(kind, project_count, starts, flat[keep], kept, times, longest, repeated)


def _values(
    kind: BallotKind, rows: IntArray, sizes: IntArray, points: Sequence[int] | IntArray | None
) -> IntArray | None:
    if kind is BallotKind.ORDINAL:
        return np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray(points, dtype=np.int64) if kind.has_points else None


def _canonical(
    kind: BallotKind, rows: IntArray, flat: IntArray, values: IntArray | None, project_count: int
) -> tuple[IntArray, IntArray, IntArray | None, int]:
    """Sort the marks of each ballot by project and make one of those that name a project twice."""
    keys = rows * max(project_count, 1) + flat
    if values is None:
        keys = np.sort(keys)
    else:
        order = np.argsort(keys, kind="stable")
        keys, values = keys[order], values[order]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = keys[1:] != keys[:-1]
    repeated = len(keys) - int(fresh.sum())
    if repeated and values is not None:
        at = np.flatnonzero(fresh)
        values = values[at] if kind is BallotKind.ORDINAL else np.add.reduceat(values, at)
    kept = keys[fresh] if repeated else keys
    return kept // max(project_count, 1), kept % max(project_count, 1), values, repeated


def _merge(
    flat: IntArray, values: IntArray | None, sizes: IntArray, times: IntArray
) -> tuple[IntArray, IntArray]:
    """The first ballot of each group of equal ones, and the groups' multiplicities.

    Ballots whose digests differ are different. Those that share a digest are compared mark by mark.
    """
    group = np.arange(len(sizes))
    digests = _digests(flat, values, sizes)
    order = np.argsort(digests, kind="stable")
    same = digests[order][1:] == digests[order][:-1]
    alike = np.zeros(len(sizes), dtype=bool)
    alike[order[1:][same]] = alike[order[:-1][same]] = True
    starts = np.cumsum(sizes) - sizes
    found: dict[bytes, int] = {}
    for at in np.flatnonzero(alike).tolist():
        marks = slice(starts[at], starts[at] + sizes[at])
        text = flat[marks].tobytes() + (b"" if values is None else values[marks].tobytes())
        group[at] = found.setdefault(text, at)
    firsts = np.flatnonzero(group == np.arange(len(sizes)))
    place = np.searchsorted(firsts, group)
    merged = np.zeros(len(firsts), dtype=np.int64)
    np.add.at(merged, place, times)
    return firsts, merged


def _digests(flat: IntArray, values: IntArray | None, sizes: IntArray) -> npt.NDArray[np.uint64]:
    """A number for each ballot that equal ballots share: the sum of its marks, each scattered over 64 bits."""
    marks = flat.astype(np.uint64) + np.uint64(1)
    if values is not None:
        marks += _scattered(values.astype(np.uint64) + np.uint64(1)) << np.uint64(20)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(_scattered(marks), dtype=np.uint64)))
    ends = np.cumsum(sizes)
    digests: npt.NDArray[np.uint64] = sums[ends] - sums[ends - sizes]
    return digests


def _scattered(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Multiply and fold (wrapping round at 64 bits), so that sums of different marks hardly ever meet."""
    for odd in (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93):
        numbers = numbers * np.uint64(odd)
        numbers = numbers ^ (numbers >> np.uint64(32))
    return numbers
