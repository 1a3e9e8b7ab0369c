"""A kept count, made ready to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.money import format_yuan
from app.voting.election import in_fen
from app.voting.models import Count, Round, RoundOption


@dataclass(frozen=True)
class ResolutionRow:
    """The result on one proposal; ``silent`` were present and did not vote."""

    option: RoundOption
    yes: int
    no: int
    abstain: int
    silent: int
    present: int
    needed_yes: int
    missing_yes: int
    outcome: str


@dataclass(frozen=True)
class AllocationRow:
    """The result of one option. ``place`` is its turn among the winners, ``left_fen`` the money left after its
    purchase, or at its turn if it lost; ``votes_enough`` and ``cost_enough_fen`` would each have won.
    """

    option: RoundOption
    votes: int
    score: str
    place: int | None
    left_fen: int | None
    missing_fen: int | None
    reason: str
    votes_enough: int | None
    cost_enough_fen: int | None

    @property
    def won(self) -> bool:
        return self.place is not None


@dataclass(frozen=True)
class AllocationTie:
    """Equal options, which was taken and what decided."""

    titles: Sequence[str]
    bought: str
    decided_by: str | None
    decisive: bool | None


@dataclass(frozen=True)
class Allocation:
    """The result of sharing an amount (fen)."""

    rows: Sequence[AllocationRow]
    ties: Sequence[AllocationTie]
    voted: int
    voters: int
    needed: int | None
    valid: bool
    rule: str
    total_fen: int
    amount_fen: int
    most_votes: int

    @property
    def winners(self) -> Sequence[AllocationRow]:
        return [row for row in self.rows if row.won]

    @property
    def losers(self) -> Sequence[AllocationRow]:
        return [row for row in self.rows if not row.won]

    @property
    def left_fen(self) -> int:
        return self.amount_fen - self.total_fen


def resolution_rows(round: Round, count: Count) -> Sequence[ResolutionRow]:
    """The result on every proposal in the order of the ballot paper."""
    found = {each["key"]: each for each in count.outcome["options"]}
    return [_resolution(option, found[option.key]) for option in round.options]


def _resolution(option: RoundOption, found: Mapping[str, Any]) -> ResolutionRow:
    return ResolutionRow(
        option,
        found["yes"],
        found["no"],
        found["abstain"],
        found["present"] - found["yes"] - found["no"] - found["abstain"],
        found["present"],
        found["needed_yes"],
        found["missing_yes"],
        found["outcome"],
    )


def allocation(round: Round, count: Count) -> Allocation:
    """The result in the order in which the rule came to the options."""
    found, options = count.outcome, {option.key: option for option in round.options}
    rounds = {each["key"]: (place, each) for place, each in enumerate(found["rounds"], start=1)}
    losers = {each["key"]: each for each in found["losers"]}
    rows = [
        _won(options[key], found, *rounds[key]) if key in rounds else _lost(options[key], found, losers[key])
        for key in found["order"]
    ]
    ties = [
        AllocationTie(
            [options[key].title for key in tie["keys"]],
            options[tie["bought"]].title,
            tie["decided_by"],
            tie["decisive"],
        )
        for tie in found["ties"]
    ]
    return Allocation(
        rows,
        ties,
        found["voted"],
        found["voters"],
        found["needed"],
        found["valid"],
        found["rule"],
        in_fen(found["total"], found["unit"]),
        in_fen(found["budget"], found["unit"]),
        max(found["votes"].values(), default=0),
    )


def _won(
    option: RoundOption, found: Mapping[str, Any], place: int, bought: Mapping[str, Any]
) -> AllocationRow:
    left = in_fen(bought["left"], found["unit"])
    return AllocationRow(
        option, found["votes"][option.key], _score(found, option.key), place, left, None, "", None, None
    )


def _lost(option: RoundOption, found: Mapping[str, Any], lost: Mapping[str, Any]) -> AllocationRow:
    left = None if lost["left"] is None else in_fen(lost["left"], found["unit"])
    enough = None if lost["cost"] is None else in_fen(lost["cost"], found["unit"])
    return AllocationRow(
        option,
        found["votes"][option.key],
        _score(found, option.key),
        None,
        left,
        None if left is None else max(0, option.cost_fen - left),
        lost["reason"],
        lost["votes"],
        enough,
    )


def _score(found: Mapping[str, Any], key: str) -> str:
    score, unit = found["scores"][key], found["points_unit"]
    return str(score) if unit == 1 else f"{score / unit:g}"


def amount_text(fen: int | None, currency: str = "") -> str:
    """¥1,234, or an imported election's own currency: PLN 1,234."""
    if fen is None:
        return "—"
    return f"{currency} {format_yuan(fen)}" if currency else f"¥{format_yuan(fen)}"
