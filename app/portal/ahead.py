"""What is still ahead of a project after its next step: milestones, instalments, acceptance. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contracts.models import Contract
from app.portal.next_step import NextStep
from app.portal.queries.project import Project


@dataclass(frozen=True)
class Coming:
    """Something to come: ``kind`` milestone, acceptance, payment or closing; ``day`` where one is set."""

    kind: str
    thing: Any = None
    day: date | None = None


def ahead(project: Project, step: NextStep | None) -> list[Coming]:
    """In the order they will come; what the next step already says is left out."""
    contract = project.contract
    if contract is None or contract.signed_on is None or step is None:
        return []
    return [*_milestones(project, step), *_endings(project, contract, step)]


def _milestones(project: Project, step: NextStep) -> Iterator[Coming]:
    for milestone in project.milestones:
        named = step.about == milestone.name and step.due == milestone.due_on
        if milestone.done_on is None and not named:
            yield Coming("milestone", milestone, milestone.due_on)


def _endings(project: Project, contract: Contract, step: NextStep) -> Iterator[Coming]:
    if contract.accepted_on is None and step.what != "accept":
        yield Coming("acceptance", None, contract.ends_on)
    paid = {payment.instalment_id for payment in project.payments if payment.state == "paid"}
    for instalment in project.part.instalments if project.part else ():
        if instalment.id not in paid:
            yield Coming("payment", instalment)
    if step.what != "close":
        yield Coming("closing")
