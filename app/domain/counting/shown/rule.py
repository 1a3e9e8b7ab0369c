"""A rule as plain data and back: everything that decides an outcome besides the election."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from app.domain.counting.rules import AreaLimit, Completion, Decision, Rule, RuleName, Utility, Wishes
from app.domain.counting.ties import Chain, TieBreak


def rule_told(rule: Rule) -> dict[str, Any]:
    """Texts, whole numbers, lists and nothing else; fractions are texts "1/3"."""
    return {
        "name": rule.name.value,
        "utility": None if rule.utility is None else rule.utility.value,
        "completion": rule.completion.value,
        "ties": [link.value for link in rule.ties],
        "threshold": rule.threshold,
        "comparison": rule.comparison,
        "comparison_ties": None
        if rule.comparison_ties is None
        else [one.value for one in rule.comparison_ties],
        "pre_elimination": _text(rule.pre_elimination),
        "recorded_scores": rule.recorded_scores,
        "wishes": _wishes_told(rule.wishes),
    }


def rule_read(told: Mapping[str, Any]) -> Rule:
    """The rule that ``rule_told`` told; ``KeyError``, ``TypeError`` or ``ValueError`` where it told something else."""
    return Rule(
        RuleName(told["name"]),
        utility=None if told["utility"] is None else Utility(told["utility"]),
        completion=Completion(told["completion"]),
        ties=_chain(told["ties"]),
        threshold=int(told["threshold"]),
        comparison=bool(told["comparison"]),
        comparison_ties=None if told["comparison_ties"] is None else _chain(told["comparison_ties"]),
        pre_elimination=_fraction(told["pre_elimination"]),
        recorded_scores=bool(told["recorded_scores"]),
        wishes=_wishes_read(told["wishes"]),
    )


def _wishes_told(wishes: Wishes) -> dict[str, Any]:
    return {
        "min_votes": wishes.min_votes,
        "exclusive": [sorted(rivals) for rivals in wishes.exclusive],
        "limits": [[one.by, one.area, one.floor, one.ceiling] for one in wishes.limits],
        "decisions": [[one.project, one.included, one.reason] for one in wishes.decisions],
        "part_funding": wishes.part_funding,
        "least_share": _text(wishes.least_share),
    }


def _wishes_read(told: Mapping[str, Any]) -> Wishes:
    return Wishes(
        min_votes=int(told["min_votes"]),
        exclusive=tuple(frozenset(rivals) for rivals in told["exclusive"]),
        limits=tuple(AreaLimit(area, by, floor, ceiling) for by, area, floor, ceiling in told["limits"]),
        decisions=tuple(Decision(*one) for one in told["decisions"]),
        part_funding=bool(told["part_funding"]),
        least_share=_fraction(told["least_share"]),
    )


def _chain(told: list[str]) -> Chain:
    return tuple(map(TieBreak, told))


def _text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
