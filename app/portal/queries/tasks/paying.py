"""Tasks of money: instalments to ask for, to approve, to pay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, exists

from app.contracts.models import Contract, ContractPart, Instalment
from app.contracts.queries.separation import free_to_take
from app.delivery.models import ENDED_PAYMENTS, PAYABLE, Payment
from app.domain.policy import Role
from app.portal.queries.tasks.parts import Person, waits
from app.proposals.models import Proposal


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if person.organisations:
        yield _to_request(person)
    if person.holds(Role.APPROVER):
        for kind, came_back in (("payments.approve", False), ("payments.approve_again", True)):
            yield _payments(person, kind, "requested", "approver").where(
                Payment.account_change_id.is_not(None) == came_back
            )
    if person.holds(Role.FINANCE):
        yield _payments(person, "payments.pay", "approved", "payer")


def _to_request(person: Person) -> Select[*tuple[Any, ...]]:
    asked = exists().where(Payment.instalment_id == Instalment.id, Payment.state.not_in(ENDED_PAYMENTS))
    return (
        waits(
            "payments.request",
            Proposal.slug,
            Proposal.title,
            Proposal.community_id,
            since=Instalment.condition_met_on,
            number=Instalment.seq,
        )
        .join(ContractPart, ContractPart.proposal_id == Proposal.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .join(Instalment, Instalment.part_id == ContractPart.id)
        .where(
            Contract.organisation_id.in_(person.organisations),
            Proposal.state.in_(PAYABLE),
            Instalment.condition_met_on.is_not(None),
            ~asked,
        )
    )


def _payments(person: Person, kind: str, state: str, step: str) -> Select[*tuple[Any, ...]]:
    """Payments that wait for a step, without those the person is kept apart from."""
    return (
        waits(
            kind,
            Payment.slug,
            Proposal.title,
            Proposal.community_id,
            since=Payment.requested_at,
            due=Payment.due_on,
            number=Instalment.seq,
        )
        .join(ContractPart, ContractPart.proposal_id == Proposal.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .join(Instalment, Instalment.part_id == ContractPart.id)
        .join(Payment, Payment.instalment_id == Instalment.id)
        .where(
            Payment.state == state,
            Proposal.state.in_(PAYABLE),
            person.not_of_mine(Contract.organisation_id),
            free_to_take(person.id, step, Payment.slug),
        )
    )
