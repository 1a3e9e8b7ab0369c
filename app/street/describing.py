"""The value of a setting in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from app.domain.money import format_yuan
from app.domain.quorum import MajorityRule, QuorumRule
from app.foundation.wording import label

COMMON_FRACTIONS = {
    Fraction(1, 2): lazy_gettext("一半"),
    Fraction(2, 3): lazy_gettext("三分之二"),
    Fraction(3, 4): lazy_gettext("四分之三"),
    Fraction(1, 3): lazy_gettext("三分之一"),
    Fraction(1, 1): lazy_gettext("全部"),
}


def describe(key: str, value: Any) -> str:
    """What a setting asks, as one sentence or list."""
    return _WORDS[key](value)


def _share(rule: QuorumRule | MajorityRule) -> str:
    share = Fraction(rule.numerator, rule.denominator)
    known = COMMON_FRACTIONS.get(share)
    text = str(known) if known else f"{share.numerator}/{share.denominator}"
    if rule.strict:
        return str(gettext("超过%(share)s", share=text))
    return text if share == 1 else str(gettext("不少于%(share)s", share=text))


def _quorum(value: Any) -> str:
    share = _share(QuorumRule.from_setting(value))
    return str(gettext("%(share)s代表到会，会议有效。", share=share))


def _majority(value: Any) -> str:
    rule = MajorityRule.from_setting(value)
    texts = {
        "present": gettext("到会代表中%(share)s赞成，项目通过。", share=_share(rule)),
        "roll": gettext("全体代表中%(share)s赞成，项目通过。", share=_share(rule)),
        "cast": gettext("赞成票占赞成、反对票合计的%(share)s，项目通过。", share=_share(rule)),
    }
    return str(texts[rule.of])


def _period(value: Any) -> str:
    number = value["number"]
    if value["kind"] == "natural":
        return str(gettext("%(number)s 个自然日", number=number))
    return str(gettext("%(number)s 个工作日", number=number))


def _days(value: Any) -> str:
    return str(gettext("%(number)s 天", number=value))


def _workdays(value: Any) -> str:
    return str(gettext("%(number)s 个工作日", number=value))


def _months(value: Any) -> str:
    return str(gettext("%(number)s 个月", number=value))


def _years(value: Any) -> str:
    return str(gettext("%(number)s 年", number=value))


def _people(value: Any) -> str:
    return str(ngettext("%(num)s 人", "%(num)s 人", value))


def _percent(value: Any) -> str:
    return f"{value}%"


def _percents(value: Any) -> str:
    return "、".join(f"{part}%" for part in value)


def _tenths(value: Any) -> str:
    return str(gettext("%(whole)s.%(tenth)s 分", whole=value // 10, tenth=value % 10))


def _listed(kind: str) -> Callable[[Any], str]:
    return lambda value: "、".join(label(part, kind) for part in value)


def _labelled(kind: str) -> Callable[[Any], str]:
    return lambda value: label(value, kind)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "quorum": _quorum,
    "majority": _majority,
    "counting_modes": _listed("setting.mode"),
    "notice_period": _period,
    "objection_answer_days": _days,
    "instalment_percents": _percents,
    "instalment_conditions": _listed("setting.condition"),
    "rectify_below_tenths": _tenths,
    "rectify_within_workdays": _workdays,
    "least_answers_told": _people,
    "evaluation_days": _days,
    "management_fee_cap_percent": _percent,
    "term_warn_months": _months,
    "term_max_months": _months,
    "longer_term_recognition": _labelled("setting.longer_term"),
    "supplement_cap_percent": _percent,
    "supplement_resolution_percent": _percent,
    "splitting_threshold_fen": lambda value: f"¥{format_yuan(value)}",
    "rating_policy": _labelled("setting.rating"),
    "rating_valid_years": _years,
    "payment_overdue_days": _days,
    "payment_regulation": _labelled("setting.regulation"),
    "acceptance_days": _days,
    "need_unanswered_days": _days,
    "negative_list": "、".join,
    "tie_rule": _listed("setting.tie"),
}
