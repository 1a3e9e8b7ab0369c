"""The office's own conditions of an allocation, as a manifest holds them: fixed before anybody votes. Pure.

``rules["wishes"]``: ``min_votes``; ``exclusive``, lists of keys; ``limits`` with ``by``, ``area``, ``floor_fen``,
``ceiling_fen``; ``decisions`` with ``key``, ``included``, ``reason``; ``parts``, least fen by key. Each only where
there is something to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.counting import AreaLimit, Completion, Decision, RuleName, Wishes


def wishes_of(rules: Mapping[str, Any]) -> Wishes:
    """The counting engine's wishes of a manifest; amounts in its smallest unit (``scale`` to a fen)."""
    told, scale = rules.get("wishes", {}), int(rules.get("scale", 1))
    return Wishes(
        min_votes=told.get("min_votes", 0),
        exclusive=tuple(frozenset(keys) for keys in told.get("exclusive", ())),
        limits=tuple(_limit(each, scale) for each in told.get("limits", ())),
        decisions=tuple(
            Decision(each["key"], each["included"], each["reason"]) for each in told.get("decisions", ())
        ),
        part_funding=bool(told.get("parts")),
    )


def least_part(rules: Mapping[str, Any], key: str) -> int | None:
    """The least amount (fen) with which an option can be done in part; ``None``: whole or not at all."""
    part: int | None = rules.get("wishes", {}).get("parts", {}).get(key)
    return part


def allows_parts(rule: Mapping[str, Any]) -> bool:
    """Whether a manifest's rule ends by votes, so that the rest of the money can go to a part."""
    return RuleName(rule["name"]).is_greedy or rule.get("completion") == Completion.GREEDY


def _limit(told: Mapping[str, Any], scale: int) -> AreaLimit:
    ceiling = told["ceiling_fen"]
    return AreaLimit(
        told["area"], told["by"], told["floor_fen"] * scale, None if ceiling is None else ceiling * scale
    )
