"""What the rules find in a proposal on a day; a block stops the step, a warning is shown and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.domain.errors import RuleViolation
from app.domain.procurement import (
    Finding,
    OrganisationFacts,
    check_budget,
    check_declaration,
    check_directory,
    check_eligibility,
    check_kind,
    check_negative_list,
    check_offering_range,
    check_splitting,
    check_term,
)
from app.fair.models import Offering
from app.proposals.content import budget_facts
from app.proposals.models import Proposal
from app.street.rules import Rules

FIELDS = {
    "kind": "kind",
    "directory": "outside_reason",
    "declaration": "no_subcontracting",
    "term": "months",
    "negative_list": "negative",
    "budget": "lines",
    "amount": "lines",
    "threshold": "lines",
    "proposal.title_missing": "title",
    "proposal.goal_missing": "goal",
    "proposal.activities_missing": "activities",
    "proposal.people_missing": "people_served",
    "proposal.need_missing": "need",
    "proposal.organisation_missing": "organisation",
    "proposal.offering_missing": "offering",
    "proposal.offering_elsewhere": "offering",
    "proposal.offering_withdrawn": "offering",
    "proposal.capacity_short": "people_served",
    "proposal.fund_short": "lines",
    "proposal.line_kind_missing": "lines",
}
"""The form field beside which a finding is shown, by its code or its code's first part."""


def field_of(code: str) -> str | None:
    return FIELDS.get(code) or FIELDS.get(code.partition(".")[0])


def content_findings(proposal: Proposal, rules: Rules, like_fen: int) -> list[Finding]:
    """What the rules find in the text and the money; ``like_fen`` is the sum of like purchases of the year."""
    limits, item = rules.purchase_limits, proposal.directory_item
    return [
        *check_kind(proposal.kind),
        *_missing(proposal),
        *check_directory(item.number if item else None, proposal.outside_reason),
        *check_term(proposal.months, limits),
        *check_budget(budget_facts(proposal), proposal.amount_fen, limits),
        *_unnamed_lines(proposal),
        *_offering_findings(proposal),
        *check_negative_list(rules.texts("negative_list"), proposal.negative_answers),
        *check_declaration(proposal.no_subcontracting),
        *check_splitting([like_fen], proposal.amount_fen, limits),
        *_fund_findings(proposal),
    ]


def eligibility_findings(facts: OrganisationFacts | None, on: date, rules: Rules) -> list[Finding]:
    """Whether the organisation may be the provider on a day; nothing to say before one is chosen."""
    if facts is None:
        return []
    return check_eligibility(facts, on, rules.values["rating_policy"], rules.purchase_limits)


def blocks(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "block"]


def warnings(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "warn"]


def violation(finding: Finding) -> RuleViolation:
    """The finding as a refusal beside its field."""
    return RuleViolation(finding.code, field_of(finding.code), **finding.params)


def as_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as kept in a version or a review; days are ISO texts."""
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "params": {k: v.isoformat() if isinstance(v, date) else v for k, v in finding.params.items()},
        }
        for finding in findings
    ]


def from_json(kept: Sequence[dict[str, Any]]) -> list[Finding]:
    return [Finding(one["code"], one["severity"], one["params"]) for one in kept]


def _missing(proposal: Proposal) -> list[Finding]:
    asked = {
        "title": proposal.title,
        "need": proposal.need_id,
        "organisation": proposal.organisation_id,
        "goal": proposal.goal,
        "activities": proposal.activities,
        "people": proposal.people_served,
    }
    return [Finding(f"proposal.{name}_missing", "block") for name, value in asked.items() if not value]


def _unnamed_lines(proposal: Proposal) -> list[Finding]:
    return [
        Finding("proposal.line_kind_missing", "block", {"line": number})
        for number, line in enumerate(proposal.budget_lines, 1)
        if not line.kind
    ]


def _offering_findings(proposal: Proposal) -> list[Finding]:
    offering = proposal.offering
    if offering is None:
        return [Finding("proposal.offering_missing", "warn")]
    if proposal.organisation_id not in (None, offering.organisation_id):
        return [Finding("proposal.offering_elsewhere", "block")]
    findings = _range_findings(proposal.amount_fen, offering)
    if offering.state != "listed":
        findings.append(Finding("proposal.offering_withdrawn", "warn"))
    if proposal.people_served > offering.capacity_left:
        params = {"left": offering.capacity_left, "unit": offering.capacity_unit}
        findings.append(Finding("proposal.capacity_short", "warn", params))
    return findings


def _range_findings(amount_fen: int, offering: Offering) -> list[Finding]:
    if amount_fen == 0:
        return []
    return check_offering_range(amount_fen, offering.min_total_fen, offering.max_total_fen)


def _fund_findings(proposal: Proposal) -> list[Finding]:
    free = proposal.fund.free_fen
    if proposal.amount_fen <= free:
        return []
    return [Finding("proposal.fund_short", "warn", {"amount_fen": proposal.amount_fen, "free_fen": free})]
