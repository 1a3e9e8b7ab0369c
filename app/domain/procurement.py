"""What a street may buy, from whom, for how long and at what price, and who may not act on it.

Each check returns findings and decides nothing more: a ``block`` stops the step, a ``warn`` is shown and
recorded. Sources: 102号令 is 政府购买服务管理办法 (财政部令第102号), 39号令 is 社会组织评估管理办法
(民政部令第39号).
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Severity = Literal["block", "warn"]
RatingPolicy = Literal["none", "valid_if_ever_rated", "required"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check found: ``code`` names the rule, ``params`` what its text needs."""

    code: str
    severity: Severity
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLimits:
    """The numbers the checks compare with. All are settings of the street, with their source kept there.

    No field has a default: what is said here of a source is where to look, not a value that holds everywhere.
    """

    term_warn_months: int
    """Months above which a term needs its reasons. 102号令 art. 24: generally up to one year."""
    term_max_months: int
    """Months above which a term is refused. 102号令 art. 24: up to three years, on conditions."""
    management_fee_cap_percent: int
    """Highest share of management fee and tax in a budget, in percent. Local rule."""
    supplement_cap_percent: int
    """Highest sum of supplements, in percent of the original amount. 政府采购法 art. 49."""
    splitting_threshold_fen: int
    """Fen at which the procedure for larger purchases begins. 政府采购法 arts 8, 28; set by the province."""
    rating_valid_years: int
    """Years a rating stands from the day it was given. 39号令."""


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a project's budget, in fen."""

    kind: str
    amount_fen: int
    is_management_fee: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A stay on an official list: from ``since`` until ``removed_on``, the first day it no longer stands."""

    since: date
    removed_on: date | None = None

    def stands(self, on: date) -> bool:
        """Whether the entry is in force on a day."""
        return self.since <= on and (self.removed_on is None or on < self.removed_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """What is known of a provider when it is reviewed; of two rating dates the earlier end holds."""

    legal_person: bool
    abnormal_list: Sequence[Listing] = ()
    blacklist: Sequence[Listing] = ()
    rating: str | None = None
    rated_on: date | None = None
    rating_valid_to: date | None = None


def check_kind(kind: str) -> list[Finding]:
    """Only a service can be bought as one: goods, works, and works packaged with services are not.

    Source: 102号令 art. 10. A package of works and services is answered as "works".
    """
    if kind == "service":
        return []
    return [_block(f"kind.{kind}" if kind in ("goods", "works") else "kind.unknown")]


def check_directory(item_no: str | None, reason: str) -> list[Finding]:
    """A service names its item of the guidance directory, or says why it lies outside. 102号令 arts 11 ff."""
    return [] if item_no or reason.strip() else [_block("directory.reason_missing")]


def check_declaration(no_whole_subcontracting: bool) -> list[Finding]:
    """The provider declares not to pass the whole contract on (转包). 102号令 art. 26."""
    return [] if no_whole_subcontracting else [_block("declaration.subcontracting_missing")]


def check_term(months: int, limits: PurchaseLimits) -> list[Finding]:
    """The length of a contract in months. Source: 102号令 art. 24."""
    if months < 1:
        return [_block("term.not_positive", months=months)]
    if months > limits.term_max_months:
        return [_block("term.too_long", months=months, maximum=limits.term_max_months)]
    if months > limits.term_warn_months:
        return [_warn("term.needs_reasons", months=months, usual=limits.term_warn_months)]
    return []


def check_negative_list(items: Sequence[str], answers: Mapping[str, bool]) -> list[Finding]:
    """Each item of the fund's negative list must be answered, and answered no. The list is data."""
    unanswered = [_block("negative_list.unanswered", item=item) for item in items if item not in answers]
    return unanswered + [_block("negative_list.hit", item=item) for item in items if answers.get(item)]


def check_budget(lines: Sequence[BudgetLine], amount_fen: int, limits: PurchaseLimits) -> list[Finding]:
    """Budget lines are above zero, add up to the amount, and keep the management fee under its cap."""
    findings = [] if lines else [_block("budget.empty")]
    findings += [
        _block("budget.line_not_positive", line=number, kind=line.kind)
        for number, line in enumerate(lines, 1)
        if line.amount_fen <= 0
    ]
    total = sum(line.amount_fen for line in lines)
    if lines and total != amount_fen:
        findings.append(_block("budget.sum", total_fen=total, amount_fen=amount_fen))
    fee = sum(line.amount_fen for line in lines if line.is_management_fee)
    cap = limits.management_fee_cap_percent
    if fee * 100 > amount_fen * cap:
        findings.append(
            _block("budget.management_fee", fee_fen=fee, cap_fen=amount_fen * cap // 100, cap_percent=cap)
        )
    return findings


def check_unit_price(price_fen: int, listed_fen: int) -> list[Finding]:
    """The price asked for one unit against the one in the offering's listing, both in fen."""
    if price_fen <= 0:
        return [_block("unit_price.not_positive")]
    if price_fen > listed_fen:
        return [_warn("unit_price.above_listing", price_fen=price_fen, listed_fen=listed_fen)]
    return []


def check_offering_range(amount_fen: int, least_fen: int, most_fen: int) -> list[Finding]:
    """The amount against the least and most the offering was listed for, both included, in fen."""
    if least_fen <= amount_fen <= most_fen:
        return []
    return [_warn("amount.outside_offering", amount_fen=amount_fen, least_fen=least_fen, most_fen=most_fen)]


def check_supplement(
    original_fen: int, previous_fen: int, delta_fen: int, limits: PurchaseLimits
) -> list[Finding]:
    """A supplement of ``delta_fen`` after earlier ones of ``previous_fen`` together, in fen.

    Source: 政府采购法 art. 49: all supplements together stay within a share of the original amount.
    """
    if delta_fen <= 0:
        return [_block("supplement.not_positive")]
    cap_fen = original_fen * limits.supplement_cap_percent // 100
    if previous_fen + delta_fen > cap_fen:
        return [_block("supplement.over_cap", total_fen=previous_fen + delta_fen, cap_fen=cap_fen)]
    return []


def check_splitting(previous_fen: Iterable[int], this_fen: int, limits: PurchaseLimits) -> list[Finding]:
    """Like purchases of the year so far and this one, in fen, against the threshold (itself included).

    Source: 政府采购法 art. 28 (no splitting to avoid the procedure). A warning: like purchases may be honest.
    """
    total, threshold = sum(previous_fen) + this_fen, limits.splitting_threshold_fen
    if this_fen >= threshold:
        return [_warn("threshold.reached", amount_fen=this_fen, threshold_fen=threshold)]
    if total >= threshold:
        return [_warn("threshold.reached_together", total_fen=total, threshold_fen=threshold)]
    return []


def check_eligibility(
    facts: OrganisationFacts, on: date, rating_policy: RatingPolicy, limits: PurchaseLimits
) -> list[Finding]:
    """Whether an organisation may be the provider on a day.

    Sources: 102号令 art. 6 (who can provide; a filed community group is no legal person) and art. 7 (no
    unreasonable conditions, so a rating matters only as the street's policy says), 39号令 (ratings lapse).
    """
    findings = [] if facts.legal_person else [_block("organisation.no_legal_personality")]
    for code, listings in (("abnormal_list", facts.abnormal_list), ("blacklist", facts.blacklist)):
        findings += [
            _block(f"organisation.{code}", since=entry.since) for entry in listings if entry.stands(on)
        ]
    return findings + _check_rating(facts, on, rating_policy, limits)


def _check_rating(
    facts: OrganisationFacts, on: date, policy: RatingPolicy, limits: PurchaseLimits
) -> list[Finding]:
    if policy == "none":
        return []
    if facts.rating is None:
        return [_block("organisation.rating_required")] if policy == "required" else []
    valid_to = rating_end(facts, limits)
    if valid_to is None:
        return [_block("organisation.rating_undated", rating=facts.rating)]
    if on > valid_to:
        return [_block("organisation.rating_expired", rating=facts.rating, valid_to=valid_to)]
    return []


def rating_end(facts: OrganisationFacts, limits: PurchaseLimits) -> date | None:
    """The last day a rating stands: the day on the certificate or the lawful term, whichever ends first.

    The term ends on the day of the same date (民法典 art. 202). ``None`` when neither date is known.
    """
    ends = [facts.rating_valid_to] if facts.rating_valid_to else []
    if facts.rated_on:
        ends.append(_years_later(facts.rated_on, limits.rating_valid_years))
    return min(ends, default=None)


def check_instalments(amounts_fen: Sequence[int], total_fen: int) -> list[Finding]:
    """Instalments are above zero and add up to the contract's amount, in fen."""
    findings = [] if amounts_fen else [_block("instalments.empty")]
    findings += [
        _block("instalments.not_positive", number=number)
        for number, amount in enumerate(amounts_fen, 1)
        if amount <= 0
    ]
    if amounts_fen and sum(amounts_fen) != total_fen:
        findings.append(_block("instalments.sum", sum_fen=sum(amounts_fen), total_fen=total_fen))
    return findings


def recused(interests: Collection[int], parties: Iterable[int]) -> bool:
    """Whether a person with these declared interests (organisation ids) must stay out of a purchase.

    Source: 政府采购法 art. 12: whoever has an interest in any of the parties withdraws.
    """
    return any(party in interests for party in parties)


def _years_later(day: date, years: int) -> date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def _block(code: str, **params: object) -> Finding:
    return Finding(code, "block", params)


def _warn(code: str, **params: object) -> Finding:
    return Finding(code, "warn", params)
