"""What is shown of a loser of a kept count: why it lost, what would have been enough, where the money went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.counting.margins import Enough
from app.domain.counting.reasons import Cause
from app.voting.election import in_fen
from app.voting.models import RoundOption
from app.voting.reasons import Explanation

AT_ITS_TURN = (Cause.MONEY, Cause.DEARER, Cause.RESERVED, Cause.EXCLUSIVE, Cause.CEILING, Cause.FULL)
"""Causes found when the rule came to the project, with the money that was left then."""
OLDER = ("exclusive", "ceiling", "min-votes", "threshold", "decision", "withdrawn")
"""Reasons that say enough without the numbers that older counts were kept without."""


@dataclass(frozen=True)
class SpentOn:
    """A winner that supporters of another project also marked, and what they paid for it (fen)."""

    title: str
    voters: int
    amount_fen: int | None


@dataclass(frozen=True)
class Missed:
    """Why a loser lost and what would have been enough; amounts in fen.

    ``cause`` is one of ``counting.reasons.Cause`` with its numbers, or empty where the count was kept without. What a
    recount found is ``None`` where it found nothing or none was made. ``held_fen`` is what its supporters still had in
    the end, ``reach`` thousandths of the cost: ``None`` where what is left does not cover what all voters hold, since
    shares were raised or the rest was spent otherwise. Of its ``backers``, ``empty`` have no winner at all.
    """

    cause: str
    other: str
    left_fen: int | None
    reserved_fen: int
    missing_fen: int | None
    support: int | None
    round: int | None
    bought: str
    tied: bool
    purse: int | None
    votes: Enough | None
    come: Enough | None
    points: str
    cost: Enough | None
    backers: int
    spent: Sequence[SpentOn]
    held_fen: int | None
    reach: int | None
    empty: int


def missed_of(
    option: RoundOption, found: Mapping[str, Any], lost: Mapping[str, Any], titles: Mapping[str, str]
) -> Missed:
    """A loser of the kept ``found``; ``titles`` of all options."""
    explained = Explanation.read(lost.get("explained"))
    told = _older(lost, titles) if explained is None else _explained(explained, option, found, titles)
    backing, unit = found["backing"][option.key], found["unit"]
    covered = backing["held"] is not None and _covered(found)
    paid = [
        SpentOn(titles[key], voters, in_fen(money, unit)) for key, voters, money in backing["spent"] if money
    ]
    shared = [SpentOn(titles[key], voters, None) for key, voters in backing["shared"]]
    return Missed(
        **told,
        backers=backing.get("voters", found["votes"][option.key]),
        spent=[*paid, *shared],
        held_fen=in_fen(backing["held"], unit) if covered else None,
        reach=backing["reach"] if covered else None,
        empty=backing["empty"],
    )


def _explained(
    explained: Explanation, option: RoundOption, found: Mapping[str, Any], titles: Mapping[str, str]
) -> dict[str, Any]:
    why, margin, unit = explained.why, explained.margin, found["unit"]
    at_turn = why.cause in (*AT_ITS_TURN, Cause.DUE, Cause.DUE_OTHER)
    left = in_fen(why.left, unit) if at_turn else None
    short = left is not None and why.cause in (Cause.MONEY, Cause.DEARER)
    cost = margin.cost
    return {
        "cause": why.cause.value,
        "other": titles.get(why.other, why.other),
        "left_fen": left,
        "reserved_fen": in_fen(why.reserved, unit),
        "missing_fen": option.cost_fen - left if short and left is not None else None,
        "support": why.support,
        "round": why.round,
        "bought": titles.get(why.bought, why.bought),
        "tied": why.tied,
        "purse": why.purse,
        "votes": margin.votes,
        "come": margin.come,
        "points": "" if margin.points is None else f"{margin.points / found['points_unit']:g}",
        "cost": None if cost is None else Enough(in_fen(cost.number, unit), cost.least),
    }


def _older(lost: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """The reason alone: what else older counts say of losers was not held to the steps of the rule."""
    return {
        "cause": lost["reason"] if lost["reason"] in OLDER else "",
        "other": titles.get(lost["detail"], lost["detail"]),
        "reserved_fen": 0,
        "bought": "",
        "tied": False,
        "points": "",
        **dict.fromkeys(
            ("left_fen", "missing_fen", "support", "round", "purse", "votes", "come", "cost"), None
        ),
    }


def _covered(found: Mapping[str, Any]) -> bool:
    """Whether what is left of the money covers all that voters still hold."""
    paid = sum(each["amount"] for each in found["rounds"] if each["price"])
    held = Fraction(found["endowment"]["final"]) * found["voted"] - paid
    return bool(held <= found["budget"] - found["total"])
