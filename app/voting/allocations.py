"""A kept count of an allocation, made ready to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.voting.election import in_fen
from app.voting.models import Count, Round, RoundOption

WINS = 1000
"""Thousandths of its cost with which a project is bought."""


@dataclass(frozen=True)
class SpentOn:
    """A winner that supporters of another project also marked, and what they paid for it (fen)."""

    title: str
    voters: int
    amount_fen: int | None


@dataclass(frozen=True)
class Missed:
    """What a loser missed: ``left_fen`` at its turn where money decided, what each alone would have been enough, and
    where its supporters' money went; ``held_fen`` is what they still had in the end, ``reach`` thousandths of the
    cost. ``empty`` of them have no winner at all.
    """

    reason: str
    detail: str
    left_fen: int | None
    missing_fen: int | None
    votes_enough: int | None
    come_enough: int | None
    cost_enough_fen: int | None
    recounted: bool
    spent: Sequence[SpentOn]
    held_fen: int | None
    reach: int | None
    empty: int


@dataclass(frozen=True)
class AllocationRow:
    """The result of one option. ``place`` is its turn among the winners, ``granted_fen`` less than the cost where it is
    done in part; ``support`` is its effective support in thousandths, ``WINS`` where it won (``None`` under rules where
    voters hold no money).
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

    @property
    def missing_support(self) -> int | None:
        """Thousandths of its cost that were missing."""
        return None if self.support is None or self.won else max(0, WINS - self.support)


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
class Allocation:
    """The result of sharing an amount (fen). Shares are what each voter held at first and in the end."""

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

    @property
    def winners(self) -> Sequence[AllocationRow]:
        return [row for row in self.rows if row.won]

    @property
    def losers(self) -> Sequence[AllocationRow]:
        return [row for row in self.rows if not row.won]

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.total_fen

    @property
    def individual(self) -> bool:
        """Whether every voter had money of her own."""
        return any(row.support is not None for row in self.rows)


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
    )


def rounded_fen(text: str | None, unit: int) -> int | None:
    """An exact amount of the election's smallest unit, rounded to fen."""
    return None if text is None else round(Fraction(text) * 100 / unit)


def _row(
    option: RoundOption,
    found: Mapping[str, Any],
    bought: tuple[int, Mapping[str, Any]] | None,
    lost: Mapping[str, Any] | None,
    titles: Mapping[str, str],
) -> AllocationRow:
    backing, unit = found["backing"][option.key], found["unit"]
    place, purchase = bought or (None, None)
    left = lost["left"] if lost is not None else purchase["left"] if purchase is not None else None
    return AllocationRow(
        option,
        found["votes"][option.key],
        _score(found, option.key),
        place,
        purchase["stage"] if purchase is not None else "",
        None if purchase is None else in_fen(purchase["amount"], unit),
        _support(option.key, found, purchase, lost, backing),
        None if left is None else in_fen(left, unit),
        None if lost is None else _missed(option, lost, backing, titles, unit),
    )


def _support(
    key: str,
    found: Mapping[str, Any],
    purchase: Mapping[str, Any] | None,
    lost: Mapping[str, Any] | None,
    backing: Mapping[str, Any],
) -> int | None:
    if lost is not None:
        support: int | None = lost["support"]
        return support
    if purchase is not None and purchase["price"]:
        return WINS
    if not any(each["price"] for each in found["rounds"]):
        return None
    return max([backing["reach"] or 0, *(each["support"].get(key, 0) for each in found["rounds"])])


def _missed(
    option: RoundOption,
    lost: Mapping[str, Any],
    backing: Mapping[str, Any],
    titles: Mapping[str, str],
    unit: int,
) -> Missed:
    left = None if lost["left"] is None or lost["reason"] != "money" else in_fen(lost["left"], unit)
    paid = [
        SpentOn(titles[key], voters, in_fen(money, unit)) for key, voters, money in backing["spent"] if money
    ]
    shared = [SpentOn(titles[key], voters, None) for key, voters in backing["shared"]]
    return Missed(
        lost["reason"],
        titles.get(lost["detail"], lost["detail"]),
        left,
        None if left is None else max(0, option.cost_fen - left),
        lost["votes"],
        lost["come"],
        None if lost["cost"] is None else in_fen(lost["cost"], unit),
        lost["recounted"],
        [*paid, *shared],
        None if backing["held"] is None else in_fen(backing["held"], unit),
        backing["reach"],
        backing["empty"],
    )


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


def _score(found: Mapping[str, Any], key: str) -> str:
    score, unit = found["scores"][key], found["points_unit"]
    return str(score) if unit == 1 else f"{score / unit:g}"
