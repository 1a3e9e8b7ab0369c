"""The office's own conditions of a prepared allocation: set as a whole, as often as needed, until it opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.counting import count
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.voting.election import election_with
from app.voting.manifest import counting_rule
from app.voting.models import Round, RoundOption
from app.voting.wishes import allows_parts

DECISIONS = {"in": True, "out": False}


@dataclass(frozen=True)
class OptionWish:
    """What is fixed about one option: its category and zone; ``decision`` "in" or "out" with the reason; ``group``,
    of which at most one wins; the least amount (fen) with which it can be done in part.
    """

    key: str
    category: str = ""
    zone: str = ""
    decision: str = ""
    reason: str = ""
    group: str = ""
    least_part_fen: int | None = None


@dataclass(frozen=True)
class AreaWish:
    """Least and most money (fen) for the options of a zone or category, by its name."""

    area: str
    floor_fen: int = 0
    ceiling_fen: int | None = None


@dataclass(frozen=True)
class NewWishes:
    """All conditions of a round. Options that are not named have none."""

    min_votes: int = 0
    options: Sequence[OptionWish] = ()
    limits: Sequence[AreaWish] = ()


def set_wishes(session: Session, actor: Actor, round: Round, new: NewWishes, now: datetime) -> Round:
    """Replace the conditions of a prepared allocation.

    Raises RuleViolation "state.wrong" (opened, or a resolution), "wish.unknown_option", "wish.min_votes",
    "wish.reason", "wish.all_decided" (nothing left to vote on), "wish.group_alone", "wish.part", "wish.part_rule",
    "wish.area", "wish.area_twice", "wish.limit" (no amount, or a floor above its ceiling), "wish.floor_most" (more
    than the area's options cost together), "wish.floors" (together above the amount), "wish.decision" (what is fixed
    in breaks the budget or another condition).
    """
    lock(session, round)
    if round.state != "prepared" or round.is_resolution:
        raise RuleViolation("state.wrong", state=round.state, action="wishes")
    options = session.scalars(
        select(RoundOption).where(RoundOption.round_id == round.id).order_by(RoundOption.position)
    ).all()
    wishes = {wish.key: wish for wish in new.options}
    if not wishes.keys() <= {option.key for option in options}:
        raise RuleViolation("wish.unknown_option", field="options")
    if new.min_votes < 0:
        raise RuleViolation("wish.min_votes", field="min_votes")
    for option in options:
        option.detail = _detail(option, wishes.get(option.key, OptionWish(option.key)))
    told = _told(round, options, wishes, new)
    round.rules = {name: value for name, value in round.rules.items() if name != "wishes"} | (
        {"wishes": told} if told else {}
    )
    _check_together(round, options)
    session.flush()
    audit.record(session, actor, "voting.set_wishes", f"round:{round.slug}", now, wishes=told)
    return round


def _detail(option: RoundOption, wish: OptionWish) -> dict[str, Any]:
    kept = {name: value for name, value in option.detail.items() if name not in ("categories", "zone")}
    if wish.category.strip():
        kept["categories"] = [wish.category.strip()]
    if wish.zone.strip():
        kept["zone"] = wish.zone.strip()
    return kept


def _told(
    round: Round, options: Sequence[RoundOption], wishes: Mapping[str, OptionWish], new: NewWishes
) -> dict[str, Any]:
    named = [(option, wishes[option.key]) for option in options if option.key in wishes]
    decisions = [_decision(option, wish) for option, wish in named if wish.decision]
    if len(decisions) == len(options):
        raise RuleViolation("wish.all_decided", field="options")
    told = {
        "min_votes": new.min_votes,
        "exclusive": _exclusive(named),
        "limits": _limits(round, options, wishes, new.limits),
        "decisions": decisions,
        "parts": {
            option.key: _part(round, option, wish.least_part_fen)
            for option, wish in named
            if wish.least_part_fen is not None
        },
    }
    return {name: value for name, value in told.items() if value}


def _exclusive(named: Sequence[tuple[RoundOption, OptionWish]]) -> list[list[str]]:
    groups: dict[str, list[RoundOption]] = {}
    for option, wish in named:
        if wish.group:
            groups.setdefault(wish.group, []).append(option)
    for members in groups.values():
        if len(members) == 1:
            raise RuleViolation("wish.group_alone", field="options", title=members[0].title)
    return [[option.key for option in groups[group]] for group in sorted(groups)]


def _decision(option: RoundOption, wish: OptionWish) -> dict[str, Any]:
    if wish.decision not in DECISIONS:
        raise RuleViolation("wish.unknown_option", field="options")
    if not wish.reason.strip():
        raise RuleViolation("wish.reason", field="options", title=option.title)
    return {"key": option.key, "included": DECISIONS[wish.decision], "reason": wish.reason.strip()}


def _part(round: Round, option: RoundOption, least_fen: int) -> int:
    if not allows_parts(round.rules["rule"]):
        raise RuleViolation("wish.part_rule", field="options")
    if not 0 < least_fen < option.cost_fen:
        raise RuleViolation("wish.part", field="options", title=option.title)
    return least_fen


def _limits(
    round: Round,
    options: Sequence[RoundOption],
    wishes: Mapping[str, OptionWish],
    limits: Sequence[AreaWish],
) -> list[dict[str, Any]]:
    names = [limit.area for limit in limits]
    if len(set(names)) != len(names):
        raise RuleViolation("wish.area_twice", field="limits")
    if sum(limit.floor_fen for limit in limits) > round.amount_fen:
        raise RuleViolation("wish.floors", field="limits")
    out = {key for key, wish in wishes.items() if wish.decision == "out"}
    return [_limit(options, out, limit) for limit in limits]


def _limit(options: Sequence[RoundOption], out: Collection[str], limit: AreaWish) -> dict[str, Any]:
    zones = {each for option in options for each in _areas(option, "zone")}
    categories = {each for option in options for each in _areas(option, "category")}
    if not limit.area or limit.area not in zones | categories:
        raise RuleViolation("wish.area", field="limits", area=limit.area)
    unlimited = limit.ceiling_fen is None
    if (unlimited and not limit.floor_fen) or (not unlimited and limit.floor_fen > (limit.ceiling_fen or 0)):
        raise RuleViolation("wish.limit", field="limits", area=limit.area)
    by = "zone" if limit.area in zones else "category"
    there = [option for option in options if option.key not in out and limit.area in _areas(option, by)]
    most_fen = sum(option.cost_fen for option in there)
    if limit.floor_fen > most_fen:
        raise RuleViolation("wish.floor_most", field="limits", area=limit.area, most_fen=most_fen)
    return {
        "by": by,
        "area": limit.area,
        "floor_fen": limit.floor_fen,
        "ceiling_fen": limit.ceiling_fen,
    }


def _areas(option: RoundOption, by: str) -> Sequence[str]:
    return [option.detail.get("zone", "")] if by == "zone" else option.detail.get("categories", ())


def _check_together(round: Round, options: Sequence[RoundOption]) -> None:
    """Count without a ballot: the engine refuses what cannot be fixed in together."""
    try:
        count(election_with(round, options, []), counting_rule(round.rules))
    except RuleViolation as violation:
        if violation.code != "count.decisions":
            raise
        titles = {option.key: option.title for option in options}
        raise RuleViolation(
            "wish.decision", field="options", title=titles[str(violation.params["project"])]
        ) from violation
