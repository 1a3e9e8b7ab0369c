"""What a contract may say: pure checks over plain values, shown while it is prepared and held when it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.errors import RuleViolation
from app.domain.procurement import Finding, PurchaseLimits, check_term

SIGN_WITHIN_DAYS = 30
"""Natural days from the end of the result's notice to the signature. 政府采购法 art. 46."""


@dataclass(frozen=True)
class Signing:
    """The days a signature is judged by; ``noticed_on`` is the day the last result notice ended."""

    approved_on: date
    noticed_on: date | None
    starts_on: date
    ends_on: date


def term_months(starts_on: date, ends_on: date) -> int:
    """The months a term takes, both days included, begun months counted whole."""
    months = (ends_on.year - starts_on.year) * 12 + ends_on.month - starts_on.month
    return months + (ends_on.day >= starts_on.day)


def check_days(starts_on: date, ends_on: date, limits: PurchaseLimits) -> list[Finding]:
    """Whether a contract may last from one day to the other. 102号令 art. 24."""
    if ends_on <= starts_on:
        return [Finding("contract.days", "block")]
    return check_term(term_months(starts_on, ends_on), limits)


def check_begin(starts_on: date, ends_on: date, today: date) -> list[Finding]:
    """A term begins on the day its text is written at the earliest: no service is bought after the fact.

    Source: 政府采购法 arts 43, 46: a written contract comes before its performance.
    """
    if ends_on < today:
        return [Finding("term.past", "block", {"ends_on": ends_on})]
    if starts_on < today:
        return [Finding("term.retroactive", "block", {"starts_on": starts_on})]
    return []


def check_signing(days: Signing, signed_on: date, today: date) -> list[Finding]:
    """The day of a signature: not before the approval, not after today, not after the term.

    Warns when it comes later than 采购法 art. 46 asks, or after the service was to begin.
    """
    if signed_on < days.approved_on:
        return [Finding("signing.before_approval", "block", {"approved_on": days.approved_on})]
    if signed_on > today:
        return [Finding("signing.in_future", "block")]
    if signed_on > days.ends_on:
        return [Finding("signing.after_term", "block", {"ends_on": days.ends_on})]
    return _late(days, signed_on)


def sign_by(noticed_on: date) -> date:
    """The last day for signing after a result's notice ended."""
    return noticed_on + timedelta(days=SIGN_WITHIN_DAYS)


def require(findings: Sequence[Finding], field: str | None = None) -> list[Finding]:
    """The warnings among ``findings``; RuleViolation with the first that blocks."""
    for finding in findings:
        if finding.severity == "block":
            raise RuleViolation(finding.code, field, **finding.params)
    return list(findings)


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def _late(days: Signing, signed_on: date) -> list[Finding]:
    findings = []
    if days.noticed_on is not None and signed_on > sign_by(days.noticed_on):
        findings.append(Finding("signing.late", "warn", {"days": SIGN_WITHIN_DAYS}))
    if signed_on > days.starts_on:
        findings.append(Finding("signing.after_start", "warn", {"starts_on": days.starts_on}))
    return findings
