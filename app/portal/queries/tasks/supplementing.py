"""Tasks of supplements: the contract's chain once more; nobody sees a step that is not theirs to take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, exists

from app.contracts.models import Amendment, AmendmentRecognition, Contract, ContractPart
from app.contracts.queries.separation import free_to_take
from app.domain.policy import Role
from app.portal.queries.tasks.parts import Person, waits
from app.proposals.models import Proposal


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if desk := person.communities(Role.COMMUNITY_DELEGATE):
        yield _step(person, "recognise", "recognition", "delegate").where(
            Proposal.community_id.in_(desk), ~_given("community")
        )
    if person.holds(Role.STREET_HANDLER):
        yield _step(person, "recognise_street", "recognition", "recogniser").where(~_given("street"))
        yield _step(person, "handle", "handling", "handler")
        yield _step(person, "sign", "approved", "signer").where(Contract.state == "signed")
    if person.holds(Role.REVIEWER):
        yield _step(person, "review", "reviewing", "reviewer")
    if person.holds(Role.APPROVER):
        yield _step(person, "approve", "approving", "approver")


def _step(person: Person, what: str, state: str, step: str) -> Select[*tuple[Any, ...]]:
    """Supplements that wait for a step, without those the person is kept apart from."""
    return (
        waits(
            f"contracts.supplement_{what}",
            Amendment.slug,
            Contract.title,
            Proposal.community_id,
            since=Amendment.prepared_at,
        )
        .join(Contract, Amendment.contract_id == Contract.id)
        .join(ContractPart, Amendment.part_id == ContractPart.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(
            Amendment.state == state,
            person.not_of_mine(Contract.organisation_id),
            free_to_take(person.id, step, Amendment.slug),
        )
    )


def _given(party: str) -> ColumnElement[bool]:
    return exists().where(
        AmendmentRecognition.amendment_id == Amendment.id, AmendmentRecognition.party == party
    )
