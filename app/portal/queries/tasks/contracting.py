"""Tasks of recognition, approval and signature; nobody sees a step that is not theirs to take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, exists

from app.contracts.models import Contract, ContractPart, Recognition
from app.contracts.queries.separation import free_to_take
from app.domain.policy import Role
from app.portal.queries.tasks.parts import Person, waits
from app.proposals.models import Proposal


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if desk := person.communities(Role.COMMUNITY_DELEGATE):
        yield _to_recognise(person, desk)
    if person.holds(Role.STREET_HANDLER):
        yield from _handler(person)
    if person.holds(Role.REVIEWER):
        yield _step(person, "contracts.review", "reviewing", "reviewer")
    if person.holds(Role.APPROVER):
        yield _step(person, "contracts.approve", "approving", "approver")


def _handler(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    carried = exists().where(ContractPart.proposal_id == Proposal.id)
    yield waits(
        "contracts.prepare", Proposal.slug, Proposal.title, Proposal.community_id, since=Proposal.changed_at
    ).where(Proposal.state == "awaiting_contract", ~carried, person.not_of_mine(Proposal.organisation_id))
    given = exists().where(Recognition.contract_id == Contract.id, Recognition.party == "street")
    yield _step(person, "contracts.recognise_street", "recognition", "recogniser").where(~given)
    yield _step(person, "contracts.handle", "handling", "handler")
    yield _step(person, "contracts.sign", "approved", "signer")


def _to_recognise(person: Person, desk: frozenset[int]) -> Select[*tuple[Any, ...]]:
    """Contracts of the delegate's communities that one of them has not recognised."""
    given = exists().where(
        Recognition.contract_id == Contract.id,
        Recognition.party == "community",
        Recognition.community_id == Proposal.community_id,
    )
    return (
        waits(
            "contracts.recognise",
            Contract.slug,
            Contract.title,
            Proposal.community_id,
            since=Contract.prepared_at,
        )
        .join(ContractPart, ContractPart.contract_id == Contract.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(
            Contract.state == "recognition",
            Proposal.community_id.in_(desk),
            person.not_of_mine(Contract.organisation_id),
            free_to_take(person.id, "delegate"),
            ~given,
        )
        .distinct()
    )


def _step(person: Person, kind: str, state: str, step: str) -> Select[*tuple[Any, ...]]:
    """Contracts that wait for a step, without those where the person took one it is kept apart from."""
    return waits(kind, Contract.slug, Contract.title, since=Contract.prepared_at).where(
        Contract.state == state,
        person.not_of_mine(Contract.organisation_id),
        free_to_take(person.id, step),
    )
