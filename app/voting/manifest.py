"""The rules of a round as data: what freezes, word for word and by hash, when the round opens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.commitments import canonical_json
from app.domain.counting import Completion, Rule, RuleName, TieBreak, Utility
from app.domain.counting.resolution import ResolutionVote
from app.domain.errors import RuleViolation
from app.voting.wishes import wishes_of

RESOLUTION_CHOICES = tuple(choice.value for choice in ResolutionVote)
TIE_LINKS = {
    "least_cost": TieBreak.MIN_COST,
    "most_votes": TieBreak.MAX_VOTES,
    "earlier_filing": TieBreak.FILED,
    "id": TieBreak.ID,
}
OFFERED_RULES = (RuleName.GREEDY, RuleName.GREEDY_PER_COST, RuleName.EQUAL_SHARES, RuleName.PHRAGMEN)
OFFERED_UTILITIES = (Utility.COST, Utility.CARDINALITY)
OFFERED_COMPLETIONS = tuple(Completion)
ZONE = "Asia/Shanghai"


def digest(value: object) -> str:
    """SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def stamp(moment: datetime) -> str:
    """The one text of a moment, in UTC."""
    return moment.astimezone(UTC).isoformat()


def roll_hash(entries: Iterable[tuple[int, str, str]]) -> str:
    """SHA-256 of the roll: number, code and name of every voter in the order of numbers."""
    return digest([list(entry) for entry in sorted(entries)])


def resolution_rules(
    quorum: Mapping[str, Any], majority: Mapping[str, Any], sources: Mapping[str, str], early_close: bool
) -> dict[str, Any]:
    """What decides a vote for, against or abstain: the meeting's own rules."""
    return {
        "ballot": {"kind": "resolution", "choices": list(RESOLUTION_CHOICES)},
        "quorum": dict(quorum),
        "majority": dict(majority),
        "sources": dict(sources),
        "early_close_with_reason": early_close,
    }


def allocation_rules(
    rule: Mapping[str, str],
    ties: Sequence[str],
    quorum: Mapping[str, Any],
    sources: Mapping[str, str],
    early_close: bool,
) -> dict[str, Any]:
    """What decides an approval ballot. Raises RuleViolation "round.ties"."""
    if not ties or len(set(ties)) != len(ties) or not set(ties) <= TIE_LINKS.keys():
        raise RuleViolation("round.ties", field="tie_rule")
    return {
        "ballot": {"kind": "approval"},
        "rule": dict(rule),
        "ties": list(ties),
        "quorum": dict(quorum),
        "sources": dict(sources),
        "early_close_with_reason": early_close,
    }


def offered_rule(name: str, utility: str, completion: str) -> dict[str, str]:
    """A rule the street offers; ``utility`` and ``completion`` belong to Equal Shares alone.

    Raises RuleViolation "round.rule", "round.utility", "round.completion".
    """
    if name not in OFFERED_RULES:
        raise RuleViolation("round.rule", field="rule", rule=name)
    if name != RuleName.EQUAL_SHARES:
        return {"name": name}
    if utility not in OFFERED_UTILITIES:
        raise RuleViolation("round.utility", field="utility")
    if completion not in OFFERED_COMPLETIONS:
        raise RuleViolation("round.completion", field="completion")
    return {"name": name, "utility": utility, "completion": completion}


def counting_rule(rules: Mapping[str, Any]) -> Rule:
    """The counting engine's rule that a manifest names."""
    named, compared = rules["rule"], rules["rule"].get("comparison_ties")
    return Rule(
        RuleName(named["name"]),
        utility=Utility(named["utility"]) if named.get("utility") else None,
        completion=Completion(named.get("completion", Completion.NONE)),
        ties=tuple(TIE_LINKS.get(link) or TieBreak(link) for link in rules["ties"]),
        threshold=int(named.get("threshold", 0)),
        comparison=bool(named.get("comparison", False)),
        comparison_ties=tuple(map(TieBreak, compared)) if compared else None,
        recorded_scores=bool(named.get("recorded_scores", False)),
        wishes=wishes_of(rules),
    )


def freeze(
    rules: Mapping[str, Any],
    *,
    question: str,
    kind: str,
    mode: str,
    amount_fen: int,
    options: Sequence[Mapping[str, Any]],
    closes_at: datetime,
    roll: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole manifest: the rules, what is asked, the money (fen), the close with its zone, and the roll."""
    return {
        **rules,
        "version": 1,
        "question": question,
        "kind": kind,
        "mode": mode,
        "amount_fen": amount_fen,
        "options": [dict(option) for option in options],
        "closes_at": stamp(closes_at),
        "zone": ZONE,
        "roll": dict(roll),
    }
