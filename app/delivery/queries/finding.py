"""One record by the slug in its address, with what its scope and its page's head need."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from app.contracts.models import Contract, ContractPart, Instalment
from app.contracts.queries import contract_by_slug
from app.delivery.models import (
    AssistedOrder,
    Evaluation,
    Evidence,
    Milestone,
    Payment,
    Rectification,
    part_scope,
)
from app.domain.policy import Scope
from app.foundation.files import StoredFile
from app.proposals.models import Proposal


@dataclass(frozen=True)
class Project:
    """A project under contract: one part, told by its proposal's slug."""

    part: ContractPart

    @property
    def proposal(self) -> Proposal:
        return self.part.proposal

    @property
    def contract(self) -> Contract:
        return self.part.contract

    @property
    def scope(self) -> Scope:
        return part_scope(self.part)


@dataclass(frozen=True)
class DueInstalment:
    """An instalment of a project, told by the project's slug and its number."""

    instalment: Instalment

    @property
    def scope(self) -> Scope:
        return part_scope(self.instalment.part)


def project_by_slug(session: Session, slug: str) -> Project | None:
    """A project whose contract is signed."""
    part = session.scalars(open_parts().where(Proposal.slug == slug)).one_or_none()
    return None if part is None else Project(part)


def project_of(session: Session, proposal_id: int) -> Project:
    """The project of a proposal under contract. NoResultFound for any other."""
    return Project(session.scalars(open_parts().where(Proposal.id == proposal_id)).one())


def signed_contract(session: Session, slug: str) -> Contract | None:
    contract = contract_by_slug(session, slug)
    return contract if contract is not None and contract.signed_on is not None else None


def instalment_by_seq(session: Session, slug: str, seq: int) -> DueInstalment | None:
    project = project_by_slug(session, slug)
    found = [i for i in project.part.instalments if i.seq == seq] if project else []
    return DueInstalment(found[0]) if found else None


def milestone_by_slug(session: Session, slug: str) -> Milestone | None:
    return session.scalars(
        select(Milestone)
        .where(Milestone.slug == slug)
        .options(
            *_with_part(joinedload(Milestone.part)),
            selectinload(Milestone.evidence).joinedload(Evidence.file),
        )
    ).one_or_none()


def evidence_by_slug(session: Session, slug: str) -> Evidence | None:
    """Evidence by its file's slug."""
    return session.scalars(
        select(Evidence)
        .join(StoredFile, Evidence.file_id == StoredFile.id)
        .where(StoredFile.slug == slug)
        .options(contains_eager(Evidence.file), joinedload(Evidence.milestone))
    ).one_or_none()


def evaluation_by_slug(session: Session, slug: str) -> Evaluation | None:
    return session.scalars(
        select(Evaluation)
        .where(Evaluation.slug == slug)
        .options(
            joinedload(Evaluation.proposal).joinedload(Proposal.community),
            joinedload(Evaluation.proposal).joinedload(Proposal.organisation),
        )
    ).one_or_none()


def payment_by_slug(session: Session, slug: str) -> Payment | None:
    return session.scalars(
        select(Payment)
        .where(Payment.slug == slug)
        .options(
            joinedload(Payment.account_change),
            *_with_part(joinedload(Payment.instalment).joinedload(Instalment.part)),
        )
    ).one_or_none()


def rectification_by_slug(session: Session, slug: str) -> Rectification | None:
    return session.scalars(
        select(Rectification)
        .where(Rectification.slug == slug)
        .options(
            joinedload(Rectification.proposal).joinedload(Proposal.community),
            joinedload(Rectification.proposal).joinedload(Proposal.organisation),
        )
    ).one_or_none()


def order_by_slug(session: Session, slug: str) -> AssistedOrder | None:
    return session.scalars(
        select(AssistedOrder)
        .where(AssistedOrder.slug == slug)
        .options(*_with_part(joinedload(AssistedOrder.part)), joinedload(AssistedOrder.community))
    ).one_or_none()


def open_parts() -> Select[ContractPart]:
    """Parts of signed contracts with their contract, provider, proposal, community and instalments."""
    return (
        select(ContractPart)
        .join(ContractPart.contract)
        .join(ContractPart.proposal)
        .where(Contract.signed_on.is_not(None))
        .options(
            contains_eager(ContractPart.contract).joinedload(Contract.organisation),
            contains_eager(ContractPart.proposal).joinedload(Proposal.community),
            selectinload(ContractPart.instalments),
        )
    )


def _with_part(part: _AbstractLoad) -> tuple[_AbstractLoad, _AbstractLoad]:
    """A part's contract with its provider, and its proposal with its community."""
    return (
        part.joinedload(ContractPart.contract).joinedload(Contract.organisation),
        part.joinedload(ContractPart.proposal).joinedload(Proposal.community),
    )
