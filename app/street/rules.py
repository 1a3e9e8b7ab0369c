"""The rule settings: their keys, how each is checked, and the set in force as typed values.

Nothing here is a value: every value comes from a RuleSetting row with its source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import RuleViolation
from app.domain.procurement import PurchaseLimits
from app.domain.quorum import MajorityRule, QuorumRule
from app.domain.workdays import Period


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: value in allowed


def _some_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: _texts(value) and set(value) <= set(allowed)


def _percents(value: Any) -> bool:
    return isinstance(value, list) and all(_whole(1, 100)(v) for v in value) and sum(value) == 100


def _accepted_by(parse: Callable[[Mapping[str, Any]], object]) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        try:
            parse(value)
        except (RuleViolation, ValueError, KeyError, TypeError):
            return False
        return True

    return check


CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "quorum": _accepted_by(QuorumRule.from_setting),
    "majority": _accepted_by(MajorityRule.from_setting),
    "counting_modes": _some_of("hall", "online", "home_visit", "phone"),
    "notice_period": _accepted_by(Period.from_setting),
    "objection_answer_days": _whole(1, 60),
    "instalment_percents": _percents,
    "instalment_conditions": _some_of("signed", "midterm_passed", "accepted"),
    "rectify_below_tenths": _whole(10, 50),
    "rectify_within_workdays": _whole(1, 250),
    "least_answers_told": _whole(5, 100),
    "evaluation_days": _whole(1, 90),
    "management_fee_cap_percent": _whole(0, 100),
    "term_warn_months": _whole(1, 36),
    "term_max_months": _whole(1, 36),
    "longer_term_recognition": _one_of("resolution", "delegate"),
    "supplement_cap_percent": _whole(0, 100),
    "supplement_resolution_percent": _whole(0, 100),
    "splitting_threshold_fen": _whole(0, 10**13),
    "rating_policy": _one_of("none", "valid_if_ever_rated", "required"),
    "rating_valid_years": _whole(1, 20),
    "payment_overdue_days": _whole(1, 365),
    "payment_regulation": _one_of("companies", "all"),
    "acceptance_days": _whole(1, 180),
    "need_unanswered_days": _whole(1, 365),
    "negative_list": _texts,
    "tie_rule": _some_of("least_cost", "most_votes", "earlier_filing", "id"),
}


GROUPS: Mapping[str, tuple[str, ...]] = {
    "meeting": ("quorum", "majority", "counting_modes", "tie_rule"),
    "notice": ("notice_period", "objection_answer_days"),
    "purchase": (
        "negative_list",
        "rating_policy",
        "rating_valid_years",
        "management_fee_cap_percent",
        "term_warn_months",
        "term_max_months",
        "longer_term_recognition",
        "supplement_cap_percent",
        "supplement_resolution_percent",
        "splitting_threshold_fen",
    ),
    "payment": (
        "instalment_percents",
        "instalment_conditions",
        "payment_overdue_days",
        "payment_regulation",
        "acceptance_days",
        "rectify_below_tenths",
        "rectify_within_workdays",
        "least_answers_told",
        "evaluation_days",
    ),
    "reminder": ("need_unanswered_days",),
}
"""The settings as people look for them."""


@dataclass(frozen=True)
class Rules:
    """The settings in force for a street or community. KeyError-free: every key is there."""

    values: Mapping[str, Any]
    sources: Mapping[str, str]

    @property
    def quorum(self) -> QuorumRule:
        return QuorumRule.from_setting(self.values["quorum"])

    @property
    def majority(self) -> MajorityRule:
        return MajorityRule.from_setting(self.values["majority"])

    @property
    def counting_modes(self) -> frozenset[str]:
        """Modes of attendance that count towards the quorum."""
        return frozenset(self.values["counting_modes"])

    @property
    def notice_period(self) -> Period:
        return Period.from_setting(self.values["notice_period"])

    @property
    def purchase_limits(self) -> PurchaseLimits:
        return PurchaseLimits(
            term_warn_months=self.number("term_warn_months"),
            term_max_months=self.number("term_max_months"),
            management_fee_cap_percent=self.number("management_fee_cap_percent"),
            supplement_cap_percent=self.number("supplement_cap_percent"),
            splitting_threshold_fen=self.number("splitting_threshold_fen"),
            rating_valid_years=self.number("rating_valid_years"),
        )

    def number(self, key: str) -> int:
        return int(self.values[key])

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self.values[key])

    def percents(self) -> tuple[int, ...]:
        return tuple(self.values["instalment_percents"])

    def text(self, key: str) -> str:
        return str(self.values[key])


def check_setting(key: str, value: Any) -> None:
    """Raise RuleViolation "setting.unknown" or "setting.value" unless ``key`` can hold ``value``."""
    if key not in CHECKS:
        raise RuleViolation("setting.unknown", key=key)
    if not CHECKS[key](value):
        raise RuleViolation("setting.value", field="value", key=key)
