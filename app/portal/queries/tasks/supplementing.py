"""Tasks of supplements: the contract's chain once more; nobody sees a step that is not theirs to take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, exists

from app.contracts.models import Amendment, AmendmentApproval, AmendmentRecognition, Contract, ContractPart
from app.domain.policy import Role
from app.portal.queries.tasks.parts import Person, waits
from app.proposals.models import Proposal


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if desk := person.communities(Role.COMMUNITY_DELEGATE):
        yield _in_state(person, "recognise", "recognition").where(
            Proposal.community_id.in_(desk), ~_given("community"), ~_by(person, "street")
        )
    if person.holds(Role.STREET_HANDLER):
        yield _in_state(person, "recognise_street", "recognition").where(
            ~_given("street"), ~_by(person, "community")
        )
        yield _step(person, "handle", "handling", "handler")
        yield _in_state(person, "sign", "approved").where(Contract.state == "signed")
    if person.holds(Role.REVIEWER):
        yield _step(person, "review", "reviewing", "reviewer")
    if person.holds(Role.APPROVER):
        yield _step(person, "approve", "approving", "approver").where(Amendment.prepared_by_id != person.id)


def _in_state(person: Person, what: str, state: str) -> Select[*tuple[Any, ...]]:
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
        .where(Amendment.state == state, person.not_of_mine(Contract.organisation_id))
    )


def _step(person: Person, what: str, state: str, step: str) -> Select[*tuple[Any, ...]]:
    """Supplements that wait for a step, without those where the person took another one (采购法 art. 61)."""
    took_another = exists().where(
        AmendmentApproval.amendment_id == Amendment.id,
        AmendmentApproval.user_id == person.id,
        AmendmentApproval.step != step,
    )
    return _in_state(person, what, state).where(~took_another)


def _given(party: str) -> ColumnElement[bool]:
    return exists().where(
        AmendmentRecognition.amendment_id == Amendment.id, AmendmentRecognition.party == party
    )


def _by(person: Person, party: str) -> ColumnElement[bool]:
    """The person recognised for another party already."""
    return exists().where(
        AmendmentRecognition.amendment_id == Amendment.id,
        AmendmentRecognition.party == party,
        AmendmentRecognition.user_id == person.id,
    )
