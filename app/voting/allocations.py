"""A kept count of an allocation, made ready to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.domain.counting import RuleName
from app.voting.election import FEN, in_fen
from app.voting.missing import Missed, missed_of
from app.voting.models import Count, Round, RoundOption
from app.voting.reasons import DOWN_THE_LIST

WINS = 1000
"""Thousandths of its cost with which a project is bought."""


@dataclass(frozen=True)
class AllocationRow:
    """The result of one option. ``place`` is its turn among the winners, ``granted_fen`` less than the cost where it is
    done in part; ``support`` is its best effective support of any round in thousandths, ``WINS`` where it was bought so
    (``None`` where no round asked).
    """

    option: RoundOption
    votes: int
    score: str
    place: int | None
    stage: str
    granted_fen: int | None
    support: int | None
    left_fen: int | None
    missed: Missed | None

    @property
    def won(self) -> bool:
        return self.place is not None

    @property
    def in_part(self) -> bool:
        """Whether it won with less than its cost."""
        return self.granted_fen is not None and self.granted_fen < self.option.cost_fen


@dataclass(frozen=True)
class Purchase:
    """One round: what was bought, what every payer paid (fen, rounded), and who gave all they had left."""

    title: str
    stage: str
    amount_fen: int
    left_fen: int
    price_fen: int | None
    full: int
    rest: int
    support: Mapping[str, int]


@dataclass(frozen=True)
class AllocationTie:
    """Equal options, which was taken and what decided."""

    titles: Sequence[str]
    bought: str
    decided_by: str | None
    decisive: bool | None


@dataclass(frozen=True)
class BeyondShare:
    """The share (fen) to which was not raised: all that it buys costs more, with what floors need kept aside."""

    share_fen: int
    cost_fen: int
    reserved_fen: int


@dataclass(frozen=True)
class Allocation:
    """The result of sharing an amount (fen). Shares are what each voter held at first and in the end; ``beyond`` is the
    one that ended the raising. ``individual``: voters held money of their own.
    """

    rows: Sequence[AllocationRow]
    rounds: Sequence[Purchase]
    ties: Sequence[AllocationTie]
    voted: int
    voters: int
    needed: int | None
    valid: bool
    rule: Mapping[str, Any]
    total_fen: int
    amount_fen: int
    most_votes: int
    start_share_fen: int | None
    final_share_fen: int | None
    beyond: BeyondShare | None
    individual: bool

    @property
    def winners(self) -> Sequence[AllocationRow]:
        return [row for row in self.rows if row.won]

    @property
    def losers(self) -> Sequence[AllocationRow]:
        return [row for row in self.rows if not row.won]

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.total_fen


def allocation(round: Round, count: Count) -> Allocation:
    """The result in the order in which the rule came to the options."""
    found, options = count.outcome, {option.key: option for option in round.options}
    bought = {each["key"]: (place, each) for place, each in enumerate(found["rounds"], start=1)}
    losers = {each["key"]: each for each in found["losers"]}
    titles = {key: option.title for key, option in options.items()}
    endowment = found["endowment"] or {}
    return Allocation(
        [_row(options[key], found, bought.get(key), losers.get(key), titles) for key in found["order"]],
        [_purchase(each, found, titles) for each in found["rounds"]],
        [_tie(each, titles) for each in found["ties"]],
        found["voted"],
        found["voters"],
        found["needed"],
        found["valid"],
        found["rule_detail"],
        in_fen(found["total"], found["unit"]),
        in_fen(found["budget"], found["unit"]),
        max(found["votes"].values(), default=0),
        rounded_fen(endowment.get("start"), found["unit"]),
        rounded_fen(endowment.get("final"), found["unit"]),
        _beyond(endowment.get("beyond"), found["unit"]),
        bool(endowment) or found["rule"] == RuleName.PHRAGMEN,
    )


def rounded_fen(text: str | None, unit: int) -> int | None:
    """An exact amount of the election's smallest unit, rounded to fen."""
    return None if text is None else round(Fraction(text) * FEN / unit)


def _row(
    option: RoundOption,
    found: Mapping[str, Any],
    bought: tuple[int, Mapping[str, Any]] | None,
    lost: Mapping[str, Any] | None,
    titles: Mapping[str, str],
) -> AllocationRow:
    place, purchase = bought or (None, None)
    missed = None if lost is None else missed_of(option, found, lost, titles)
    left = missed.left_fen if missed is not None and found["rule"] in DOWN_THE_LIST else None
    return AllocationRow(
        option,
        found["votes"][option.key],
        _score(found, option.key),
        place,
        purchase["stage"] if purchase is not None else "",
        None if purchase is None else in_fen(purchase["amount"], found["unit"]),
        WINS if purchase is not None and purchase["price"] else best_of_rounds(found, option.key),
        left if purchase is None else in_fen(purchase["left"], found["unit"]),
        missed,
    )


def best_of_rounds(found: Mapping[str, Any], key: str) -> int | None:
    """The best effective support of any round (thousandths); ``None`` where none asked the project's supporters."""
    return max((each["support"][key] for each in found["rounds"] if key in each["support"]), default=None)


def _purchase(each: Mapping[str, Any], found: Mapping[str, Any], titles: Mapping[str, str]) -> Purchase:
    payers, unit = each["payers"] or {"full": 0, "rest": 0}, found["unit"]
    return Purchase(
        titles[each["key"]],
        each["stage"],
        in_fen(each["amount"], unit),
        in_fen(each["left"], unit),
        rounded_fen(each["price"], unit),
        payers["full"],
        payers["rest"],
        each["support"],
    )


def _tie(tie: Mapping[str, Any], titles: Mapping[str, str]) -> AllocationTie:
    return AllocationTie(
        [titles[key] for key in tie["keys"]], titles[tie["bought"]], tie["decided_by"], tie["decisive"]
    )


def _beyond(told: Mapping[str, Any] | None, unit: int) -> BeyondShare | None:
    if told is None:
        return None
    share = round(Fraction(told["endowment"]) * FEN / unit)
    return BeyondShare(share, in_fen(told["cost"], unit), in_fen(told["reserved"], unit))


def _score(found: Mapping[str, Any], key: str) -> str:
    score, unit = found["scores"][key], found["points_unit"]
    return str(score) if unit == 1 else f"{score / unit:g}"
