"""An election: projects, money and ballots."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.domain.counting.ballots import Ballot, BallotKind, Ballots, Project
from app.domain.counting.grouping import group_ballots
from app.domain.errors import RuleViolation


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
