"""The road a project travelled, event by event, and what is still ahead: pure, from what its page knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contracts.models import Contract
from app.foundation.clock import local_date
from app.portal.queries.project import Project

ROAD = (
    "need",
    "answered",
    "interest",
    "submitted",
    "review",
    "heard",
    "meeting",
    "notice",
    "recognition",
    "approval",
    "signed",
    "amended",
    "milestone",
    "evaluation",
    "ordered",
    "rectified",
    "payment",
    "payment_reversed",
    "acceptance",
    "announced",
    "objection",
    "closed",
)
"""Kinds of events in the order of the road, which decides between events of one day."""


@dataclass(frozen=True)
class Event:
    """Something that happened on ``day``; ``thing`` is the record it shows. ``shape``: done or stop."""

    kind: str
    day: date
    thing: Any
    shape: str = "done"

    @property
    def order(self) -> tuple[date, int]:
        return self.day, ROAD.index(self.kind)


def travelled(project: Project, *, with_contract: bool = True) -> list[Event]:
    """What has happened so far, oldest first. ``with_contract``: the reader may see a contract not signed yet."""
    events = [*_wished(project), *_proposed(project), *_decided(project), *_noticed(project)]
    if project.contract is not None and (with_contract or project.contract.signed_on is not None):
        events += _contracted(project.contract)
    return sorted([*events, *_delivered(project), *_settled(project)], key=lambda event: event.order)


def _wished(project: Project) -> Iterator[Event]:
    need = project.proposal.need
    if need is not None:
        yield Event("need", local_date(need.raised_at), need)
        if need.answered_at is not None and need.answer:
            yield Event("answered", local_date(need.answered_at), need)
    if project.interest is not None:
        yield Event("interest", local_date(project.interest.marked_at), project.interest)


def _proposed(project: Project) -> Iterator[Event]:
    for number, at in project.versions:
        yield Event("submitted", local_date(at), number)
    for review in project.reviews:
        shape = "done" if review.result == "passed" else "stop"
        yield Event("review", local_date(review.reviewed_at), review, shape)
    if project.proposal.heard_on is not None:
        yield Event("heard", project.proposal.heard_on, project.proposal)


def _decided(project: Project) -> Iterator[Event]:
    for meeting in project.meetings:
        if meeting.decided_at is None:
            continue
        resolution = project.resolutions.get(meeting.id)
        passed = meeting.state == "held" and (resolution is None or resolution.outcome == "passed")
        day = local_date(meeting.scheduled_at if meeting.state == "held" else meeting.decided_at)
        yield Event("meeting", day, (meeting, resolution), "done" if passed else "stop")


def _noticed(project: Project) -> Iterator[Event]:
    for notice in project.notices:
        kind = "notice" if notice.kind == "result" else "announced"
        yield Event(kind, notice.starts_on, notice, "stop" if notice.state == "upheld" else "done")
        for objection in notice.objections:
            yield Event("objection", local_date(objection.raised_at), objection)


def _contracted(contract: Contract) -> Iterator[Event]:
    given = [row for row in contract.recognitions if row.party != "representatives"]
    if given:
        yield Event("recognition", _last(row.recognised_on for row in given), contract.recognitions)
    steps = [row for row in contract.approvals if row.attempt == contract.attempt]
    if steps:
        yield Event("approval", _last(local_date(row.decided_at) for row in steps), steps)
    if contract.signed_on is not None:
        yield Event("signed", contract.signed_on, contract)
    for amendment in contract.amendments:
        if amendment.signed_on is not None:
            yield Event("amended", amendment.signed_on, amendment)


def _delivered(project: Project) -> Iterator[Event]:
    for milestone in project.milestones:
        if milestone.done_on is not None:
            yield Event("milestone", milestone.done_on, milestone)
    for rated in project.rated:
        if rated.evaluation.closed_at is not None:
            shape = "stop" if rated.evaluation.conclusion == "rectify" else "done"
            yield Event("evaluation", local_date(rated.evaluation.closed_at), rated, shape)
    for order in project.rectifications:
        yield Event("ordered", order.issued_on, order, "stop")
        if order.closed_on is not None:
            yield Event("rectified", order.closed_on, order)


def _settled(project: Project) -> Iterator[Event]:
    for payment in project.payments:
        if payment.paid_on is not None:
            yield Event("payment", payment.paid_on, payment)
        undone = project.reversals.get(payment.slug) if payment.state == "reversed" else None
        if undone is not None and undone.answered_at is not None:
            yield Event("payment_reversed", local_date(undone.answered_at), (payment, undone), "stop")
    for acceptance in project.acceptances:
        shape = "done" if acceptance.verdict == "passed" else "stop"
        yield Event("acceptance", acceptance.accepted_on, acceptance, shape)
    if project.contract is not None and project.contract.closed_on is not None:
        yield Event("closed", project.contract.closed_on, project.money)


def _last(days: Iterable[date]) -> date:
    return max(days)
