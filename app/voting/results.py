"""A kept count of resolutions, made ready to be read; and amounts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.money import format_yuan
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


def amount_text(fen: int | None, currency: str = "") -> str:
    """¥1,234, or an imported election's own currency: PLN 1,234."""
    if fen is None:
        return "—"
    return f"{currency} {format_yuan(fen)}" if currency else f"¥{format_yuan(fen)}"
