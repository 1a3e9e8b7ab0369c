"""What a proposal says: as typed (ProposalContent), and as kept word for word (a snapshot)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.procurement import BudgetLine as BudgetFacts
from app.domain.text import fold
from app.fair.models import Offering
from app.funds.models import Fund
from app.needs.models import Need
from app.proposals.models import Proposal
from app.street.models import DirectoryItem

USUAL_KINDS = (
    "人员费",
    "专家讲师费",
    "材料物资",
    "活动费",
    "宣传费",
    "志愿者补贴与保险",
    "管理费与税费",
)
"""Kinds of budget line the form suggests; others can be typed."""

FEE_WORDS = ("管理费", "税费", "税金")
"""A line whose kind has one of these words counts towards the cap on management fee and tax."""

TEXTS = ("title", "goal", "activities", "schedule", "staffing", "target_group", "outside_reason")


@dataclass(frozen=True)
class Line:
    """One budget line in fen; nothing in it may be filled in yet while drafting."""

    kind: str = ""
    amount_fen: int = 0
    description: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.kind or self.amount_fen or self.description)


@dataclass(frozen=True)
class ProposalContent:
    """Everything an applicant fills in; all of it may wait while drafting but the kind.

    The amount is the sum of the lines. ``negative_answers`` says of each item of the fund's negative list whether
    the project touches it. Without ``fund`` it is the community's fund of the year.
    """

    title: str = ""
    kind: str = "service"
    fund: Fund | None = None
    need: Need | None = None
    offering: Offering | None = None
    directory_item: DirectoryItem | None = None
    outside_reason: str = ""
    goal: str = ""
    activities: str = ""
    schedule: str = ""
    staffing: str = ""
    target_group: str = ""
    people_served: int = 0
    months: int = 0
    negative_answers: Mapping[str, bool] = field(default_factory=dict)
    no_subcontracting: bool = False
    lines: Sequence[Line] = ()

    @property
    def filled_lines(self) -> Sequence[Line]:
        return [line for line in self.lines if not line.is_empty]

    @property
    def amount_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)


def is_management_fee(kind: str) -> bool:
    """Whether a budget line of this kind counts as management fee or tax."""
    return any(word in fold(kind) for word in FEE_WORDS)


def budget_facts(proposal: Proposal) -> list[BudgetFacts]:
    """The budget as the rules of procurement look at it."""
    return [
        BudgetFacts(line.kind, line.amount_fen, is_management_fee(line.kind))
        for line in proposal.budget_lines
    ]


def prefill(need: Need | None, offering: Offering | None) -> ProposalContent:
    """What a new draft can take over from the need and the offering it starts from."""
    item = (offering and offering.directory_item) or (need and need.directory_item) or None
    return ProposalContent(
        title=offering.title if offering else "",
        need=need,
        offering=offering,
        directory_item=item,
        outside_reason=offering.outside_reason if offering and item is None else "",
        target_group=offering.target_group if offering else "",
        people_served=need.people_affected if need else 0,
        months=offering.months if offering else 0,
    )


def snapshot(proposal: Proposal) -> dict[str, Any]:
    """A proposal word for word as JSON values; what it is linked to stands by name."""
    item = proposal.directory_item
    return {
        **{name: getattr(proposal, name) for name in TEXTS},
        "community": proposal.community.name,
        "fund": f"{proposal.fund.year} {proposal.fund.name}",
        "organisation": proposal.organisation.name if proposal.organisation else "",
        "need": proposal.need.title if proposal.need else "",
        "offering": proposal.offering.title if proposal.offering else "",
        "directory_item": f"{item.number} {item.name}" if item else "",
        "people_served": proposal.people_served,
        "months": proposal.months,
        "amount_fen": proposal.amount_fen,
        "no_subcontracting": proposal.no_subcontracting,
        "negative_answers": dict(proposal.negative_answers),
        "lines": [
            {"kind": line.kind, "description": line.description, "amount_fen": line.amount_fen}
            for line in proposal.budget_lines
        ],
    }
