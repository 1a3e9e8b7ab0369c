"""One contract, and what it is judged by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from app.contracts.models import (
    Amendment,
    AmendmentApproval,
    AmendmentRecognition,
    Approval,
    Contract,
    ContractAccount,
    ContractPart,
    PurchaseStep,
    Recognition,
)
from app.contracts.terms import Signing
from app.council.models import FurtherQuestion, Resolution
from app.domain.policy import Scope
from app.foundation.clock import local_date
from app.notices.models import Notice
from app.proposals.models import Proposal
from app.street.models import Community
from app.street.queries import rules
from app.street.rules import Rules


def contract_by_slug(session: Session, slug: str) -> Contract | None:
    """A contract with its parts and their proposals, enough for its scope and head."""
    return session.scalars(
        select(Contract)
        .where(Contract.slug == slug)
        .options(
            joinedload(Contract.organisation),
            joinedload(Contract.street),
            selectinload(Contract.parts).joinedload(ContractPart.proposal).joinedload(Proposal.community),
        )
    ).one_or_none()


def whole_contract(session: Session, contract: Contract) -> Contract:
    """Everything a contract's page shows, loaded at once: a fixed number of queries."""
    parts = selectinload(Contract.parts)
    return session.scalars(
        select(Contract)
        .where(Contract.id == contract.id)
        .options(
            joinedload(Contract.organisation),
            joinedload(Contract.street),
            joinedload(Contract.prepared_by),
            parts.selectinload(ContractPart.instalments),
            parts.joinedload(ContractPart.proposal).joinedload(Proposal.community),
            parts.joinedload(ContractPart.proposal).joinedload(Proposal.fund),
            selectinload(Contract.deliverables),
            selectinload(Contract.recognitions).joinedload(Recognition.community),
            selectinload(Contract.recognitions).joinedload(Recognition.user),
            selectinload(Contract.recognitions)
            .joinedload(Recognition.resolution)
            .joinedload(Resolution.meeting),
            selectinload(Contract.accounts).joinedload(ContractAccount.change),
            joinedload(Contract.account_change),
            selectinload(Contract.approvals).joinedload(Approval.user),
            selectinload(Contract.steps).joinedload(PurchaseStep.user),
            selectinload(Contract.amendments).options(*_chain_of_supplement()),
        )
        .execution_options(populate_existing=True)
    ).one()


@dataclass(frozen=True)
class Asked:
    """A question to the representatives, and their answer when they have given one."""

    question: FurtherQuestion
    resolution: Resolution | None


@dataclass(frozen=True)
class RecognitionPlace:
    """A community's own recognition of a contract, for the guard: the community's scope, not the contract's."""

    contract: Contract
    community: Community

    @property
    def scope(self) -> Scope:
        return Scope.of(self.community.id)


def recognition_place(session: Session, slug: str, community: str) -> RecognitionPlace | None:
    """The place where a community recognises a contract; ``None`` when it buys nothing in it."""
    contract = contract_by_slug(session, slug)
    places = [part.proposal.community for part in contract.parts] if contract else []
    found = next((place for place in places if place.slug == community), None)
    return RecognitionPlace(contract, found) if contract and found else None


def contract_by_code(session: Session, code: str) -> Contract | None:
    return session.scalars(select(Contract).where(Contract.code == code)).one_or_none()


def contract_of_proposal(session: Session, proposal_id: int) -> Contract | None:
    """The contract that carries a proposal."""
    return session.scalars(
        select(Contract).join(ContractPart).where(ContractPart.proposal_id == proposal_id)
    ).one_or_none()


def contract_rules(session: Session, community_ids: Collection[int]) -> Rules:
    """The settings a contract is judged by: its community's; the street's when several communities buy."""
    return rules(session, next(iter(community_ids)) if len(community_ids) == 1 else None)


def supplement_by_slug(session: Session, slug: str) -> Amendment | None:
    """A supplement with its part and contract, enough for its scope and head."""
    part = joinedload(Amendment.part).joinedload(ContractPart.proposal)
    return session.scalars(
        select(Amendment)
        .where(Amendment.slug == slug)
        .options(
            part.joinedload(Proposal.community),
            part.joinedload(Proposal.fund),
            joinedload(Amendment.contract).joinedload(Contract.organisation),
        )
    ).one_or_none()


def whole_supplement(session: Session, supplement: Amendment) -> Amendment:
    """Everything a supplement's page shows; its contract is loaded apart, whole."""
    return session.scalars(
        select(Amendment)
        .where(Amendment.id == supplement.id)
        .options(joinedload(Amendment.prepared_by), *_chain_of_supplement())
        .execution_options(populate_existing=True)
    ).one()


def _chain_of_supplement() -> list[_AbstractLoad]:
    given = selectinload(Amendment.recognitions)
    part = joinedload(Amendment.part).joinedload(ContractPart.proposal)
    return [
        part.joinedload(Proposal.community),
        part.joinedload(Proposal.fund),
        given.joinedload(AmendmentRecognition.community),
        given.joinedload(AmendmentRecognition.user),
        given.joinedload(AmendmentRecognition.resolution).joinedload(Resolution.meeting),
        selectinload(Amendment.approvals).joinedload(AmendmentApproval.user),
    ]


def further_questions(session: Session, kind: str, subject_ref: str) -> Sequence[Asked]:
    """What the representatives were asked of a contract or a supplement, the newest first, with their answers."""
    rows = session.execute(
        select(FurtherQuestion, Resolution)
        .outerjoin(Resolution, Resolution.question_id == FurtherQuestion.id)
        .where(FurtherQuestion.kind == kind, FurtherQuestion.subject_ref == subject_ref)
        .options(joinedload(Resolution.meeting))
        .order_by(FurtherQuestion.id.desc())
    )
    return [Asked(question, resolution) for question, resolution in rows]


def approved_on(session: Session, subject: Contract | Amendment) -> date:
    """The day an approved contract or supplement was approved."""
    row, ref = (
        (AmendmentApproval, AmendmentApproval.amendment_id)
        if isinstance(subject, Amendment)
        else (Approval, Approval.contract_id)
    )
    approved_at = session.scalars(
        select(row.decided_at).where(
            ref == subject.id, row.attempt == subject.attempt, row.step == "approver"
        )
    ).one()
    return local_date(approved_at)


def signing_days(session: Session, contract: Contract) -> Signing:
    """The days the signature of an approved contract is judged by."""
    noticed_at = session.scalar(
        select(func.max(Notice.ended_at)).where(
            Notice.kind == "result",
            Notice.state == "ended",
            Notice.subject_ref.in_([part.proposal.slug for part in contract.parts]),
        )
    )
    return Signing(
        approved_on=approved_on(session, contract),
        noticed_on=None if noticed_at is None else local_date(noticed_at),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
    )
