"""What waits for somebody in delivery, role by role: one query a kind of work, never one a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart, Instalment
from app.contracts.queries.separation import free_to_take
from app.delivery.models import (
    ENDED_PAYMENTS,
    PAYABLE,
    AssistedOrder,
    Evaluation,
    EvaluationAnswer,
    EvaluationTally,
    Milestone,
    Payment,
    Rectification,
)
from app.domain.policy import Actor, Role
from app.foundation.clock import local_date
from app.notices.models import Notice
from app.proposals.models import Proposal
from app.street.models import Community

MOST = 50
"""Tasks of one kind shown at once; the oldest first, so that the rest comes up as they are done."""


@dataclass(frozen=True)
class Task:
    """Something to do. ``kind`` is a turn; ``ref`` the slug (or the number) of what it is about."""

    kind: str
    title: str
    community: str
    project: str
    ref: str = ""
    about: str = ""
    due_on: date | None = None


Rows = Iterator[Task]
Finder = Callable[[Session, ColumnElement[bool], Actor, date], Rows]


def tasks_of(session: Session, actor: Actor, today: date) -> list[Task]:
    """What waits for an actor, what is due first in front; the number of queries depends on the roles alone."""
    found = [
        task
        for roles, finder in _FINDERS
        if actor.holds(*roles)
        for task in finder(session, _within(actor, *roles), actor, today)
    ]
    return sorted(found, key=lambda task: (task.due_on is None, task.due_on or today))


def _within(actor: Actor, *roles: Role) -> ColumnElement[bool]:
    """The projects in which an actor holds one of ``roles``."""
    if actor.holds(*(role for role in roles if role in _STREET)):
        return Proposal.id.is_not(None)
    if Role.ORGANISATION_MEMBER in roles:
        return Contract.organisation_id.in_(actor.organisations())
    return Proposal.community_id.in_(actor.communities(*roles))


def _projects(*columns: Any) -> Select[Any]:
    return (
        select(Proposal.title, Community.name, Proposal.slug, *columns)
        .join(ContractPart, ContractPart.proposal_id == Proposal.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .join(Community, Proposal.community_id == Community.id)
        .where(Contract.signed_on.is_not(None))
        .limit(MOST)
    )


def _to_begin(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    planned = exists().where(Milestone.part_id == ContractPart.id)
    statement = _projects(planned, Contract.starts_on).where(mine, Proposal.state == "contracted")
    for title, community, slug, ready, starts_on in session.execute(statement.order_by(Contract.starts_on)):
        yield Task("start" if ready else "plan", title, community, slug, due_on=starts_on)


def _milestones(kind: str, *states: str) -> Finder:
    def find(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
        statement = (
            _projects(Milestone.slug, Milestone.name, Milestone.due_on)
            .join(Milestone, Milestone.part_id == ContractPart.id)
            .where(
                mine,
                Milestone.state.in_(states),
                Proposal.state.in_(("delivering", "rectifying")),
                _free(kind, actor),
            )
            .order_by(Milestone.due_on)
        )
        for title, community, slug, ref, name, due_on in session.execute(statement):
            yield Task(kind, title, community, slug, ref, name, due_on)

    return find


def _rectifications(kind: str, state: str) -> Finder:
    def find(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
        statement = (
            _projects(Rectification.slug, Rectification.due_on)
            .join(Rectification, Rectification.proposal_id == Proposal.id)
            .where(mine, Rectification.state == state, _free(kind, actor))
            .order_by(Rectification.due_on)
        )
        for title, community, slug, ref, due_on in session.execute(statement):
            yield Task(kind, title, community, slug, ref, due_on=due_on)

    return find


def _payments(kind: str, state: str) -> Finder:
    def find(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
        statement = (
            _projects(Payment.slug, Instalment.seq, Payment.due_on)
            .join(Instalment, Instalment.part_id == ContractPart.id)
            .join(Payment, Payment.instalment_id == Instalment.id)
            .where(mine, Payment.state == state, _free(kind, actor))
            .order_by(Payment.requested_at)
        )
        for title, community, slug, ref, seq, due_on in session.execute(statement):
            yield Task(kind, title, community, slug, ref, str(seq), due_on)

    return find


def _to_request(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    live = exists().where(Payment.instalment_id == Instalment.id, Payment.state.not_in(ENDED_PAYMENTS))
    statement = (
        _projects(Instalment.seq)
        .join(Instalment, Instalment.part_id == ContractPart.id)
        .where(
            mine,
            Instalment.condition_met_on.is_not(None),
            ~live,
            Proposal.state.in_(PAYABLE),
        )
        .order_by(Instalment.condition_met_on)
    )
    for title, community, slug, seq in session.execute(statement):
        yield Task("request_payment", title, community, slug, str(seq), str(seq))


def _to_close_evaluation(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    statement = (
        _projects(Evaluation.slug, Evaluation.closes_on)
        .join(Evaluation, Evaluation.proposal_id == Proposal.id)
        .where(
            mine,
            Evaluation.state == "open",
            Evaluation.closes_on < today,
            Evaluation.opened_by_id != actor.user_id,
            _free("close_evaluation", actor),
        )
        .order_by(Evaluation.closes_on)
    )
    for title, community, slug, ref, closes_on in session.execute(statement):
        yield Task("close_evaluation", title, community, slug, ref, due_on=closes_on)


def _to_evaluate(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    answered = exists().where(
        EvaluationAnswer.evaluation_id == Evaluation.id, EvaluationAnswer.user_id == actor.user_id
    )
    statement = (
        _projects(Evaluation.slug, Evaluation.closes_on)
        .join(Evaluation, Evaluation.proposal_id == Proposal.id)
        .where(mine, Evaluation.state == "open", Evaluation.closes_on >= today, ~answered)
        .order_by(Evaluation.closes_on)
    )
    for title, community, slug, ref, closes_on in session.execute(statement):
        yield Task("evaluate", title, community, slug, ref, due_on=closes_on)


def _to_count_again(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    statement = (
        _projects(EvaluationTally.slug, Evaluation.closes_on)
        .join(Evaluation, Evaluation.proposal_id == Proposal.id)
        .join(EvaluationTally, EvaluationTally.evaluation_id == Evaluation.id)
        .where(mine, EvaluationTally.state == "waiting", EvaluationTally.asked_by_id != actor.user_id)
        .order_by(EvaluationTally.asked_at)
    )
    for title, community, slug, ref, closes_on in session.execute(statement):
        yield Task("confirm_tally", title, community, slug, ref, due_on=closes_on)


def _to_rectify(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    ordered = exists().where(Rectification.evaluation_id == Evaluation.id)
    statement = (
        _projects(Evaluation.slug)
        .join(Evaluation, Evaluation.proposal_id == Proposal.id)
        .where(mine, Evaluation.conclusion == "rectify", ~ordered, Proposal.state == "delivering")
        .order_by(Evaluation.id)
    )
    for title, community, slug, ref in session.execute(statement):
        yield Task("order_rectification", title, community, slug, ref)


def _to_accept(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    undone = exists().where(Milestone.part_id == ContractPart.id, Milestone.state != "done")
    asking = exists().where(Evaluation.proposal_id == Proposal.id, Evaluation.state == "open")
    statement = _projects(Contract.slug, Contract.ends_on).where(
        mine, Proposal.state == "delivering", ~undone, ~asking, _settled(), _free("accept", actor)
    )
    for title, community, slug, ref, ends_on in session.execute(statement.order_by(Contract.ends_on)):
        yield Task("accept", title, community, slug, ref, due_on=ends_on)


def _settled() -> ColumnElement[bool]:
    """The evaluation that closed last, where there is one, need not be asked anew."""
    last = (
        select(Evaluation.conclusion)
        .where(Evaluation.proposal_id == Proposal.id, Evaluation.state == "closed")
        .order_by(Evaluation.closed_at.desc(), Evaluation.id.desc())
        .limit(1)
        .correlate(Proposal)
        .scalar_subquery()
    )
    return func.coalesce(last, "passed") != "unsettled"


def _to_close(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    posted = exists().where(
        Notice.kind == "acceptance", Notice.subject_ref == Contract.slug, Notice.state == "posted"
    )
    paid = exists().where(Payment.instalment_id == Instalment.id, Payment.state == "paid")
    unpaid = exists().where(
        Instalment.part_id == ContractPart.id, Instalment.condition_met_on.is_not(None), ~paid
    )
    statement = _projects(Contract.slug).where(
        mine, Proposal.state == "accepted", ~posted, ~unpaid, _free("close", actor)
    )
    for title, community, slug, ref in session.execute(statement.order_by(Proposal.id)):
        yield Task("close", title, community, slug, ref)


def _visits(session: Session, mine: ColumnElement[bool], actor: Actor, today: date) -> Rows:
    statement = (
        _projects(AssistedOrder.slug, AssistedOrder.item, AssistedOrder.visit_at)
        .join(AssistedOrder, AssistedOrder.part_id == ContractPart.id)
        .where(mine, AssistedOrder.state == "placed")
        .order_by(AssistedOrder.visit_at)
    )
    for title, community, slug, ref, item, visit_at in session.execute(statement):
        yield Task("complete_order", title, community, slug, ref, item, local_date(visit_at))


STEP_OF_TURN = {
    "confirm_milestone": "acceptor",
    "check_rectification": "acceptor",
    "close_evaluation": "acceptor",
    "accept": "acceptor",
    "approve_payment": "approver",
    "pay": "payer",
    "close": "closer",
}
"""Turns that are steps people are kept apart by."""


def _free(kind: str, actor: Actor) -> ColumnElement[bool]:
    """Whether the actor may still take a turn of a row's contract (for payments: of the row's payment)."""
    step = STEP_OF_TURN.get(kind)
    if step is None:
        return true()
    payment = Payment.slug if step in ("approver", "payer") else None
    return free_to_take(actor.user_id, step, payment)


_STREET = (Role.STREET_HANDLER, Role.APPROVER, Role.FINANCE)
_DESK = (Role.COMMUNITY_WORKER, Role.SECRETARY)
_OFFICE = (Role.STREET_HANDLER, Role.SECRETARY)
_MEMBER = (Role.ORGANISATION_MEMBER,)
_FINDERS: tuple[tuple[tuple[Role, ...], Finder], ...] = (
    ((Role.STREET_HANDLER,), _to_begin),
    (_MEMBER, _milestones("report_milestone", "not_started", "in_progress")),
    (_DESK, _milestones("confirm_milestone", "reported")),
    (_DESK, _to_close_evaluation),
    ((*_DESK, Role.SUPERVISOR), _to_count_again),
    ((Role.RESIDENT, Role.REPRESENTATIVE), _to_evaluate),
    (_OFFICE, _to_rectify),
    (_MEMBER, _rectifications("report_rectification", "ordered")),
    (_OFFICE, _rectifications("check_rectification", "reported")),
    (_DESK, _to_accept),
    (_MEMBER, _to_request),
    ((Role.APPROVER,), _payments("approve_payment", "requested")),
    ((Role.FINANCE,), _payments("pay", "approved")),
    ((Role.STREET_HANDLER,), _to_close),
    (_DESK, _visits),
)
