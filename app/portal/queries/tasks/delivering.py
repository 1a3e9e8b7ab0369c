"""Tasks of delivery: milestones, evaluations, rectification, acceptance, closing, orders, alerts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.contracts.models import Contract, ContractPart, Instalment
from app.contracts.queries.separation import free_to_take
from app.delivery.models import (
    ENDED_PAYMENTS,
    Alert,
    AssistedOrder,
    Evaluation,
    EvaluationAnswer,
    EvaluationTally,
    Milestone,
    Payment,
    Rectification,
)
from app.domain.policy import Role
from app.notices.models import Notice
from app.portal.queries.tasks.parts import HORIZON, Column, Person, waits
from app.proposals.models import Proposal

UNDONE = ("not_started", "in_progress")


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if home := person.communities(Role.RESIDENT, Role.REPRESENTATIVE):
        yield _to_rate(person, home)
    if person.organisations:
        yield from _organisation(person)
    if desk := person.communities(Role.COMMUNITY_WORKER):
        yield from _worker(person, Proposal.community_id.in_(desk), desk)
    if counting := person.communities(Role.COMMUNITY_WORKER, Role.SECRETARY, Role.SUPERVISOR):
        yield _to_count_again(person).where(Proposal.community_id.in_(counting))
    if closing := person.communities(Role.COMMUNITY_WORKER, Role.SECRETARY):
        yield _to_close_evaluation(person).where(Proposal.community_id.in_(closing))
    if watched := person.communities(Role.SUPERVISOR):
        yield _ready_to_accept("delivery.attend_acceptance", Proposal.slug).where(
            Proposal.community_id.in_(watched)
        )
    if person.holds(Role.STREET_HANDLER):
        yield from _handler(person)
    if person.holds(Role.AUDITOR):
        yield waits("delivery.alert", Alert.slug, Alert.kind, Alert.community_id, since=Alert.since).where(
            Alert.resolved_at.is_(None)
        )


def _to_rate(person: Person, home: frozenset[int]) -> Select[*tuple[Any, ...]]:
    answered = exists().where(
        EvaluationAnswer.evaluation_id == Evaluation.id, EvaluationAnswer.user_id == person.id
    )
    return _evaluations("delivery.rate").where(
        Proposal.community_id.in_(home),
        Evaluation.closes_on >= person.today,
        person.not_of_mine(Proposal.organisation_id),
        ~answered,
    )


def _to_count_again(person: Person) -> Select[*tuple[Any, ...]]:
    """Stacks of forms that somebody else counted first (两人经手)."""
    return (
        waits(
            "delivery.confirm_tally",
            EvaluationTally.slug,
            Proposal.title,
            Proposal.community_id,
            since=EvaluationTally.asked_at,
            due=Evaluation.closes_on,
        )
        .join(Evaluation, EvaluationTally.evaluation_id == Evaluation.id)
        .join(Proposal, Evaluation.proposal_id == Proposal.id)
        .where(
            EvaluationTally.state == "waiting",
            EvaluationTally.asked_by_id != person.id,
            person.not_of_mine(Proposal.organisation_id),
        )
    )


def _to_close_evaluation(person: Person) -> Select[*tuple[Any, ...]]:
    """Evaluations whose last day is over, to whoever did not open them."""
    return _evaluations("delivery.close_evaluation").where(
        Evaluation.closes_on < person.today, Evaluation.opened_by_id != person.id, _judges(person)
    )


def _organisation(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    mine = Proposal.organisation_id.in_(person.organisations)
    soon = or_(Milestone.due_on <= person.today + HORIZON, Milestone.reported_at.is_not(None))
    yield _milestones("delivery.report_milestone", *UNDONE).where(mine, soon)
    yield _rectifications("delivery.report_rectification", "ordered").where(mine)


def _worker(
    person: Person, here: ColumnElement[bool], desk: frozenset[int]
) -> Iterator[Select[*tuple[Any, ...]]]:
    yield _milestones("delivery.confirm_milestone", "reported").where(here, _judges(person))
    yield _evaluations("delivery.collect").where(here, Evaluation.closes_on >= person.today)
    yield _to_evaluate("delivery.open_midterm", "midterm").where(here)
    yield _to_evaluate("delivery.open_final", "final").where(here)
    yield _ready_to_accept("delivery.accept").where(here, _judges(person))
    yield (
        waits(
            "delivery.complete_order",
            AssistedOrder.slug,
            AssistedOrder.item,
            AssistedOrder.community_id,
            since=AssistedOrder.asked_at,
            due=AssistedOrder.visit_at,
        ).where(AssistedOrder.state == "placed", AssistedOrder.community_id.in_(desk))
    )


def _handler(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    yield _projects("delivery.start", "contracted", since=Contract.signed_on, due=Contract.starts_on)
    yield _milestones("delivery.confirm_milestone", "reported").where(_judges(person))
    yield _to_evaluate("delivery.open_midterm", "midterm")
    yield _to_evaluate("delivery.open_final", "final")
    yield _ready_to_accept("delivery.accept").where(_judges(person))
    ordered = exists().where(Rectification.evaluation_id == Evaluation.id)
    yield (
        waits(
            "delivery.order_rectification",
            Proposal.slug,
            Proposal.title,
            Proposal.community_id,
            since=Evaluation.closed_at,
        )
        .join(Evaluation, Evaluation.proposal_id == Proposal.id)
        .where(Evaluation.conclusion == "rectify", Proposal.state == "delivering", ~ordered)
    )
    yield _rectifications("delivery.close_rectification", "reported").where(_judges(person))
    yield _to_close().where(free_to_take(person.id, "closer"))


def _judges(person: Person) -> ColumnElement[bool]:
    """The person may judge what was delivered: they took no step that must stay apart from acceptance."""
    return Proposal.id.in_(
        select(ContractPart.proposal_id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .where(free_to_take(person.id, "acceptor"))
    )


def _milestones(kind: str, *states: str) -> Select[*tuple[Any, ...]]:
    return (
        waits(
            kind,
            Milestone.slug,
            Proposal.title,
            Proposal.community_id,
            since=Milestone.reported_at,
            due=Milestone.due_on,
            number=Milestone.seq,
        )
        .join(ContractPart, Milestone.part_id == ContractPart.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(Milestone.state.in_(states), Proposal.state.in_(("delivering", "rectifying")))
    )


def _evaluations(kind: str) -> Select[*tuple[Any, ...]]:
    return (
        waits(
            kind,
            Evaluation.slug,
            Proposal.title,
            Proposal.community_id,
            since=Evaluation.opened_at,
            due=Evaluation.closes_on,
        )
        .join(Proposal, Evaluation.proposal_id == Proposal.id)
        .where(Evaluation.state == "open")
    )


def _rectifications(kind: str, state: str) -> Select[*tuple[Any, ...]]:
    return (
        waits(
            kind,
            Rectification.slug,
            Proposal.title,
            Proposal.community_id,
            since=Rectification.issued_on,
            due=Rectification.due_on,
        )
        .join(Proposal, Rectification.proposal_id == Proposal.id)
        .where(Rectification.state == state)
    )


def _projects(
    kind: str,
    state: str,
    *,
    slug: Column = Proposal.slug,
    since: Column = Proposal.changed_at,
    due: Column | None = None,
) -> Select[*tuple[Any, ...]]:
    return (
        waits(kind, slug, Proposal.title, Proposal.community_id, since=since, due=due)
        .join(ContractPart, ContractPart.proposal_id == Proposal.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .where(Proposal.state == state)
    )


def _to_evaluate(kind: str, stage: str) -> Select[*tuple[Any, ...]]:
    """Projects far enough to ask the residents: half the milestones for the middle, all of them for the end.

    The middle is asked where an instalment hangs on it.
    """
    done = _milestone_count(Milestone.state == "done")
    planned = _milestone_count()
    enough = done == planned if stage == "final" else and_(done * 2 >= planned, done < planned)
    statement = _projects(kind, "delivering", due=Contract.ends_on).where(
        planned > 0,
        enough,
        ~_evaluation(Evaluation.state == "open"),
        ~_evaluation_passed(stage),
        ~_low_unanswered(),
    )
    if stage == "final":
        return statement
    return statement.where(
        exists().where(
            Instalment.part_id == ContractPart.id,
            Instalment.condition == "midterm_passed",
            Instalment.condition_met_on.is_(None),
        )
    )


def _ready_to_accept(kind: str, slug: Column = Contract.slug) -> Select[*tuple[Any, ...]]:
    """All milestones done, residents content in the end, nothing to put right (采购法实施条例 art. 45)."""
    undone = exists().where(Milestone.part_id == ContractPart.id, Milestone.state != "done")
    return _projects(kind, "delivering", slug=slug, due=Contract.ends_on).where(
        ~undone, ~_evaluation(Evaluation.state == "open"), _evaluation_passed("final"), ~_low_unanswered()
    )


def _to_close() -> Select[*tuple[Any, ...]]:
    """Accepted contracts whose notice is over and where every instalment that fell due is paid."""
    posted = exists().where(
        Notice.kind == "acceptance", Notice.subject_ref == Contract.slug, Notice.state == "posted"
    )
    paid = exists().where(Payment.instalment_id == Instalment.id, Payment.state == "paid")
    asked = exists().where(Payment.instalment_id == Instalment.id, Payment.state.not_in(ENDED_PAYMENTS))
    unpaid = (
        select(Instalment.id)
        .join(ContractPart, Instalment.part_id == ContractPart.id)
        .where(
            ContractPart.contract_id == Contract.id,
            or_(Instalment.condition_met_on.is_not(None), asked),
            ~paid,
        )
        .correlate(Contract)
        .exists()
    )
    return waits("delivery.close", Contract.slug, Contract.title, since=Contract.accepted_on).where(
        Contract.state == "accepted", ~posted, ~unpaid
    )


def _milestone_count(*more: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count(Milestone.id))
        .where(Milestone.part_id == ContractPart.id, *more)
        .correlate(ContractPart)
        .scalar_subquery()
    )


def _evaluation(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Evaluation.proposal_id == Proposal.id, *more)


def _evaluation_passed(stage: str) -> ColumnElement[bool]:
    return _evaluation(Evaluation.stage == stage, Evaluation.conclusion == "passed")


def _low_unanswered() -> ColumnElement[bool]:
    ordered = select(Rectification.evaluation_id).where(Rectification.evaluation_id.is_not(None))
    return _evaluation(Evaluation.conclusion == "rectify", Evaluation.id.not_in(ordered))
