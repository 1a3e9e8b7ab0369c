"""What somebody wants a contract to say, and whether it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.contracts.models import CONDITIONS, KINDS, Deliverable, Instalment
from app.contracts.terms import check_begin, check_days, require
from app.domain.errors import RuleViolation
from app.domain.money import split_by_percent
from app.domain.procurement import Finding, check_instalments
from app.proposals.models import Proposal
from app.street.rules import Rules


@dataclass(frozen=True)
class NewInstalment:
    """Fen that fall due when ``condition`` is met: "signed", "midterm_passed" or "accepted"."""

    amount_fen: int
    condition: str


@dataclass(frozen=True)
class NewPart:
    """A proposal's share of a contract in fen; without instalments the street's settings make them."""

    proposal: Proposal
    amount_fen: int
    instalments: Sequence[NewInstalment] = ()


@dataclass(frozen=True)
class NewDeliverable:
    description: str
    quantity: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class NewContract:
    """A contract to be: ``kind`` is "fixed" or "on_request" (点餐式); both days of the term are included.

    ``term_reason`` says why the term is longer than was voted, where it is.
    """

    title: str
    content: str
    starts_on: date
    ends_on: date
    parts: Sequence[NewPart]
    deliverables: Sequence[NewDeliverable]
    kind: str = "fixed"
    quality: str = ""
    settlement: str = ""
    breach: str = ""
    term_reason: str = ""
    code: str | None = None


def check_text(new: NewContract, rules: Rules, today: date) -> list[Finding]:
    """Warnings on what a contract says.

    Raises RuleViolation "contract.title", "contract.content", "contract.kind", "contract.no_parts", "contract.days",
    "term.too_long" (102号令 art. 24), "term.past", "term.retroactive" (before ``today``), "contract.deliverables".
    """
    if not new.title.strip():
        raise RuleViolation("contract.title", field="title")
    if not new.content.strip():
        raise RuleViolation("contract.content", field="content")
    if new.kind not in KINDS:
        raise RuleViolation("contract.kind", field="kind")
    if not new.parts:
        raise RuleViolation("contract.no_parts", field="parts")
    _check_deliverables(new.deliverables)
    warnings = require(check_days(new.starts_on, new.ends_on, rules.purchase_limits), "ends_on")
    begin = check_begin(new.starts_on, new.ends_on, today)
    past = any(finding.code == "term.past" for finding in begin)
    require(begin, "ends_on" if past else "starts_on")
    return warnings


def instalments_of(part: NewPart, rules: Rules) -> list[Instalment]:
    """The instalments of a part, as given or by the street's percents and conditions.

    Raises RuleViolation "instalments.*", "instalments.condition".
    """
    planned = list(part.instalments) or instalments_by_rule(part.amount_fen, rules)
    require(check_instalments([i.amount_fen for i in planned], part.amount_fen), "instalments")
    if any(i.condition not in CONDITIONS for i in planned):
        raise RuleViolation("instalments.condition", field="instalments")
    return [
        Instalment(seq=seq, amount_fen=i.amount_fen, condition=i.condition)
        for seq, i in enumerate(planned, 1)
    ]


def instalments_by_rule(amount_fen: int, rules: Rules) -> list[NewInstalment]:
    """Fen split by the settings "instalment_percents" and "instalment_conditions"; the last condition repeats."""
    conditions = rules.texts("instalment_conditions")
    amounts = split_by_percent(amount_fen, rules.percents())
    return [
        NewInstalment(amount, conditions[min(position, len(conditions) - 1)])
        for position, amount in enumerate(amounts)
    ]


def deliverables_of(new: NewContract) -> list[Deliverable]:
    return [
        Deliverable(
            position=position, description=d.description.strip(), quantity=d.quantity, unit=d.unit.strip()
        )
        for position, d in enumerate(new.deliverables, 1)
    ]


def _check_deliverables(deliverables: Sequence[NewDeliverable]) -> None:
    good = all(d.description.strip() and d.unit.strip() and d.quantity > 0 for d in deliverables)
    if not deliverables or not good:
        raise RuleViolation("contract.deliverables", field="deliverables")
