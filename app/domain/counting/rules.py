"""What to count by: the rule, its utility and completion, the chain for ties, and the office's own wishes.

Sources. Equal Shares: Peters, Pierczyński, Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021, and equalshares.net for the completions, the comparison step and the
pre-elimination. Phragmén: Los, Christoff, Grossi, "Proportional Budget Allocations", IJCAI 2022. The greedy
family: what cities print in their own regulations, in the words of the .pb format (pabulib.org).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from app.domain.counting.ballots import BallotKind
from app.domain.counting.ties import Chain, TieBreak
from app.domain.errors import RuleViolation


class RuleName(StrEnum):
    """The rules. ``GREEDY`` skips what does not fit and goes on; ``GREEDY_NO_SKIP`` stops there."""

    GREEDY = "greedy"
    GREEDY_NO_SKIP = "greedy-no-skip"
    GREEDY_THRESHOLD = "greedy-threshold"
    GREEDY_PER_COST = "greedy-per-cost"
    EQUAL_SHARES = "equal-shares"
    PHRAGMEN = "phragmen"
    MAX_WELFARE = "max-welfare"

    @property
    def is_greedy(self) -> bool:
        """Whether projects are bought in the order of a score."""
        return self.value.startswith("greedy")


class Utility(StrEnum):
    """What a voter gets from a marked project that wins.

    ``COST``: its cost; ``CARDINALITY``: one; ``POINTS``: the points given (ordinal: length of the ballot
    paper − rank, the cities' way); ``BORDA``: marks on this ballot − 1 − rank, so that the last one gets
    nothing.
    """

    COST = "cost"
    CARDINALITY = "cardinality"
    POINTS = "points"
    BORDA = "borda"


class Completion(StrEnum):
    """How Equal Shares goes on when its shares buy no more.

    ``ADD1`` counts again with a whole share of floor(budget / voters), then one unit of currency more each
    time, and keeps the last outcome within the budget, as Wieliczka, Świecie and Assen did. ``ADD1E`` starts
    at the exact quotient and also stops at the first outcome to which no supported project could be added.
    ``GREEDY`` spends what is left by score.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1E = "add1e"
    GREEDY = "greedy"


@dataclass(frozen=True, slots=True)
class AreaLimit:
    """Least and most money (fen) for the projects of a zone or a category; ``by`` says which of the two.

    Money for an unmet floor is kept aside from all other projects, and spent at the end on the area's
    best-voted.
    """

    area: str
    by: str = "zone"
    floor: int = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A project fixed in or out before counting, by whom and why; the reason is on record in the outcome."""

    project: str
    included: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """The office's own conditions, all fixed before counting.

    ``min_votes``: ballots that must mark a project. ``exclusive``: sets of projects of which at most one may
    win. ``part_funding``: give the rest of the money to the next project that allows a part
    (``Project.least_part``), in the greedy rules and the greedy completion. ``least_share``: the part of its
    cost that is enough for every project that names no amount itself (Poznań: 4/5).
    """

    min_votes: int = 0
    exclusive: tuple[frozenset[str], ...] = ()
    limits: tuple[AreaLimit, ...] = ()
    decisions: tuple[Decision, ...] = ()
    part_funding: bool = False
    least_share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """Everything that decides an outcome besides the election itself.

    ``utility`` ``None`` means the natural one (``natural_utility``). ``threshold`` is the least score.
    ``comparison``: greedy wins if more voters prefer its outcome to that of Equal Shares, and breaks its own
    ties by ``comparison_ties`` (``None``: by ``ties``). ``pre_elimination``
    f drops every project with votes / voters < f · cost / budget (Świecie: 1/3). ``recorded_scores``: rank by
    the totals the organiser printed.

    Raises ``RuleViolation`` ``count.rule`` where a part does not belong to the rule named.
    """

    name: RuleName = RuleName.GREEDY
    utility: Utility | None = None
    completion: Completion = Completion.NONE
    ties: Chain = (TieBreak.MIN_COST, TieBreak.MAX_VOTES)
    threshold: int = 0
    comparison: bool = False
    comparison_ties: Chain | None = None
    pre_elimination: Fraction | None = None
    recorded_scores: bool = False
    wishes: Wishes = field(default=Wishes())

    def __post_init__(self) -> None:
        shares = self.name is RuleName.EQUAL_SHARES
        if not shares and (self.completion is not Completion.NONE or self.comparison):
            raise RuleViolation("count.rule", field="completion" if not self.comparison else "comparison")


def natural_utility(kind: BallotKind) -> Utility:
    """The utility a kind of ballot speaks for itself."""
    if kind is BallotKind.ORDINAL:
        return Utility.BORDA
    return Utility.POINTS if kind.has_points else Utility.COST
