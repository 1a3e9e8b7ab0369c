"""Why each loser did not win: from the steps that the rule itself took, nothing estimated and nothing counted again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.counting.election import Election
from app.domain.counting.outcome import Endowment, Loser, Outcome, Reason
from app.domain.counting.rules import Completion, RuleName
from app.domain.counting.utilities import backings, utility_of


class Cause(StrEnum):
    """What put a project out; the numbers of ``Why`` that go with it in brackets.

    ``MONEY``: its turn came, and it costs more than was left (``left``). ``DEARER``: than all there was (``left``).
    ``RESERVED``: what was left is kept for floors (``left``, ``reserved``). ``STOPPED``: the list ended before, at
    ``other``. ``DUE``: it was next and not to be paid (``left``, ``reserved``), which ended the count;
    ``DUE_OTHER``: ``other`` was.

    Equal Shares: ``UNMARKED``: no ballot is worth anything to it. ``BEYOND``: the next raise would have bought it, for
    more than the budget. ``FULL``: raising ended because nothing more fits (``left``, ``reserved``). ``TIED``: bought
    at its price was ``tied``, and then its supporters could not pay. ``PURSES``: they never could.

    ``EXCLUSIVE``: ``other`` won. ``CEILING``: of the area ``other``. ``DECISION``: ``other`` is the reason.
    """

    MONEY = "money"
    DEARER = "dearer"
    RESERVED = "reserved"
    STOPPED = "stopped"
    DUE = "due"
    DUE_OTHER = "due-other"
    UNMARKED = "unmarked"
    BEYOND = "beyond"
    FULL = "full"
    TIED = "tied"
    PURSES = "purses"
    EXCLUSIVE = "exclusive"
    CEILING = "ceiling"
    MIN_VOTES = "min-votes"
    THRESHOLD = "threshold"
    NEGATIVE = "negative"
    PRE_ELIMINATED = "pre-eliminated"
    DECISION = "decision"
    WITHDRAWN = "withdrawn"
    WELFARE = "welfare"


@dataclass(frozen=True, slots=True)
class Why:
    """The cause and what it stands on; amounts in the smallest unit (fen).

    ``support``: the best effective support of any round (thousandths of the cost), first reached in ``round`` (from 1),
    where ``bought`` was bought; ``None`` where no round asked its supporters. ``tied``: that support was all of the
    cost. ``purse``: what its supporters held in the end, in thousandths of the cost, where no round was.
    """

    cause: Cause
    other: str = ""
    left: int = 0
    reserved: int = 0
    support: int | None = None
    round: int | None = None
    bought: str = ""
    purse: int | None = None

    @property
    def tied(self) -> bool:
        """Whether its supporters would have paid all of it in the round of another."""
        return self.support is not None and self.support >= 1000


def reasons(election: Election, outcome: Outcome) -> dict[str, Why]:
    """For every loser why it lost."""
    worthless = _worthless(election, outcome)
    return {each.project: _why(outcome, each, each.project in worthless) for each in outcome.losers}


def _worthless(election: Election, outcome: Outcome) -> frozenset[str]:
    """Projects that no ballot gives any utility."""
    backed = zip(election.projects, backings(election, utility_of(election, outcome.rule)), strict=True)
    return frozenset(project.id for project, backing in backed if not len(backing.groups))


def _why(outcome: Outcome, loser: Loser, worthless: bool) -> Why:
    support, number, bought = _best_round(outcome, loser.project)
    cause, other, left, reserved = _cause(outcome, loser, worthless, support)
    purse = loser.support if support is None and loser.reason is Reason.SUPPORT else None
    return Why(cause, other, left, reserved, support, number, bought, purse)


def _best_round(outcome: Outcome, project: str) -> tuple[int | None, int | None, str]:
    asked = [
        (each.support[project], -number, each.project)
        for number, each in enumerate(outcome.rounds, start=1)
        if project in each.support
    ]
    if not asked:
        return None, None, ""
    support, number, bought = max(asked)
    return support, -number, bought


def _cause(
    outcome: Outcome, loser: Loser, worthless: bool, support: int | None
) -> tuple[Cause, str, int, int]:
    own = (loser.left, loser.reserved)
    if loser.reason is Reason.SUPPORT:
        return _of_shares(outcome.endowment, outcome.rule.completion, loser, worthless, support), "", *own
    if loser.reason is Reason.STOPPED and outcome.stop is not None:
        stop = outcome.stop
        cause = Cause.DUE if stop.project == loser.project else Cause.DUE_OTHER
        return cause, stop.project, stop.left, stop.reserved
    if loser.reason is Reason.MONEY and outcome.rule.name is RuleName.PHRAGMEN:
        return Cause.DEARER, "", *own
    if loser.reason is Reason.THRESHOLD and not outcome.rule.threshold:
        return Cause.NEGATIVE, "", *own
    return Cause(loser.reason.value), loser.detail, *own


def _of_shares(
    endowment: Endowment | None, completion: Completion, loser: Loser, worthless: bool, support: int | None
) -> Cause:
    if worthless or endowment is None:
        return Cause.UNMARKED
    if endowment.beyond is not None and loser.project in endowment.beyond.bought:
        return Cause.BEYOND
    if completion is Completion.ADD1E and endowment.beyond is None:
        return Cause.FULL
    return Cause.TIED if support is not None and support >= 1000 else Cause.PURSES
