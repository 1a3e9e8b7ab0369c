"""What a count returns: who won, and the protocol from which every step can be checked and explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from app.domain.counting.ballots import IntArray
from app.domain.counting.rules import Rule
from app.domain.counting.ties import TieBreak


class Stage(StrEnum):
    """In which part of the count a project was bought."""

    DECISION = "decision"
    RULE = "rule"
    COMPLETION = "completion"
    FLOOR = "floor"


class Reason(StrEnum):
    """Why a project did not win."""

    MONEY = "money"
    SUPPORT = "support"
    STOPPED = "stopped"
    THRESHOLD = "threshold"
    MIN_VOTES = "min-votes"
    PRE_ELIMINATED = "pre-eliminated"
    EXCLUSIVE = "exclusive"
    CEILING = "ceiling"
    RESERVED = "reserved"
    DECISION = "decision"
    WITHDRAWN = "withdrawn"
    WELFARE = "welfare"


@dataclass(frozen=True, slots=True, eq=False)
class Payers:
    """The ballot groups that pay for a purchase: all of ``price`` a mark, or, where ``rest``, all they have
    left.
    """

    groups: IntArray
    rest: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """One purchase. ``amount`` and ``left`` (of the budget, afterwards) are in the smallest unit (fen).

    ``price``, Equal Shares: what a supporter pays (points: for each point), exact, in fen; Phragmén: the load
    of every supporter from now on. ``effective_votes`` is cost / price. ``support`` gives, for every project
    standing before the purchase, how many thousandths of its cost its supporters would have paid at the price
    a unit of utility of the one bought, rounded down: 1000 wins.
    """

    project: str
    amount: int
    stage: Stage
    left: int
    price: Fraction | None = None
    payers: Payers | None = None
    support: Mapping[str, int] = field(default_factory=dict)
    tied: tuple[str, ...] = ()

    @property
    def effective_votes(self) -> Fraction | None:
        """How many full payers the price amounts to."""
        return Fraction(self.amount) / self.price if self.price else None


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal projects at a purchase: who was bought and which link of the chain decided (``None``: none, so by
    id).

    ``decisive``: another of them would have changed the set of winners (``None``: too many ties to count
    out).
    """

    round: int
    projects: tuple[str, ...]
    bought: str
    decided_by: TieBreak | None
    decisive: bool | None


@dataclass(frozen=True, slots=True)
class Loser:
    """A project that was not bought, and why. ``detail`` names the rival, the area or the decision.

    ``support``, Equal Shares: the best effective support it ever had, in thousandths of its cost: of any round, or
    with all that its supporters held in the end. ``left`` is the money (fen) when the rule put it out, of which
    ``reserved`` is kept for floors of other areas.
    """

    project: str
    reason: Reason
    detail: str = ""
    support: int | None = None
    left: int = 0
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class Beyond:
    """Add1: the endowment (fen) that was counted and not taken. What it buys, with all bought before shares were cut,
    costs ``cost``; together with ``reserved``, which it would leave owing to floors, that is more than the budget.
    """

    endowment: Fraction
    bought: tuple[str, ...]
    cost: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Endowment:
    """Equal Shares: money a voter began with (fen), before and after completion, and the outcomes counted
    between. ``beyond`` ended the raising; without it everything was bought, or (add1e) nothing more fits.
    """

    start: Fraction
    final: Fraction
    steps: int
    beyond: Beyond | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Stop:
    """Phragmén: the project that was due when the count ended, and the money left (fen), of which ``reserved`` is kept
    for floors of other areas.
    """

    project: str
    left: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison step: how many voters prefer each outcome, and which was taken."""

    prefer_equal_shares: int
    prefer_greedy: int
    greedy_taken: bool


class Proof(StrEnum):
    """How greatest welfare was proven: by whole numbers alone, or by the solver within the tolerance of
    floats.
    """

    EXACT = "exact"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True)
class Welfare:
    """Maximum welfare: the summed utility of all voters (times ``points_unit``, cost in fen), and its
    proof.
    """

    value: int
    proof: Proof


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """The result of one count. ``selected`` is in the order of purchase; amounts in the smallest unit (fen).

    ``granted`` differs from the cost where a project was funded in part. ``scores`` are what the rule ranked
    by (times the election's ``points_unit``), ``votes`` the ballots that mark a project, ``priority`` the
    place of each project (by position) in a tie, 0 the strongest.
    """

    rule: Rule
    selected: tuple[str, ...]
    granted: Mapping[str, int]
    total_cost: int
    budget: int
    scores: Mapping[str, int]
    votes: Mapping[str, int]
    priority: tuple[int, ...]
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]
    losers: tuple[Loser, ...]
    sha256: str
    endowment: Endowment | None = None
    comparison: Comparison | None = None
    welfare: Welfare | None = None
    stop: Stop | None = None
