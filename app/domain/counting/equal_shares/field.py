"""What all runs of Equal Shares on one election share: for each project, its supporters as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.domain.counting.ballots import Ballots, IntArray
from app.domain.counting.election import Election
from app.domain.counting.rules import Utility
from app.domain.counting.utilities import backings, gains

Floats = npt.NDArray[np.float64]
EPSILON = 2.0**-53
PIECE = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One project. ``weights`` and ``shares`` are the supporters' as floats (exact: whole numbers below
    2**53).

    ``slack``: relative error bound for sums over all supporters.
    """

    at: int
    cost: int
    scale: int
    groups: IntArray
    weights: Floats
    shares: Floats | None
    powers: Floats
    total: int
    voters: float
    slack: float


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """The candidates with support and a cost above zero, by position."""

    ballots: Ballots
    shares: IntArray | None
    candidates: dict[int, Candidate]
    free: tuple[int, ...]

    @classmethod
    def of(cls, election: Election, utility: Utility) -> Field:
        """Prepare an election; ``free`` are the supported projects that cost nothing."""
        candidates, free = {}, []
        for at, (project, backing) in enumerate(
            zip(election.projects, backings(election, utility), strict=True)
        ):
            if not len(backing.groups):
                continue
            if not project.cost:
                free.append(at)
                continue
            weights = backing.weights.astype(np.float64)
            shares = None if backing.shares is None else backing.shares.astype(np.float64)
            candidates[at] = Candidate(
                at,
                project.cost,
                backing.scale,
                backing.groups,
                weights,
                shares,
                weights if shares is None else weights * shares,
                backing.total,
                float(weights.sum()),
                (2 * len(weights) + 16) * EPSILON,
            )
        return cls(election.ballots, gains(election, utility), candidates, tuple(free))


def nearest(number: Fraction) -> float:
    """The nearest float (Python's division of whole numbers rounds correctly)."""
    return number.numerator / number.denominator


def dot(weights: Floats, values: npt.NDArray[np.float64] | npt.NDArray[np.bool_]) -> float:
    """Sum of products, in pieces too short for the linear algebra library to start threads over."""
    if len(weights) <= PIECE:
        return float(np.dot(weights, values))
    cuts = range(0, len(weights), PIECE)
    return sum(float(np.dot(weights[at : at + PIECE], values[at : at + PIECE])) for at in cuts)
