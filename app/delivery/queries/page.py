"""Everything a project's page shows: a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.contracts.models import ContractPart
from app.delivery.models import (
    ENDED_PAYMENTS,
    Acceptance,
    Evaluation,
    Evidence,
    Milestone,
    Payment,
    Rectification,
)
from app.delivery.queries.finding import Project
from app.delivery.queries.scoring import Told, tell
from app.delivery.turns import Facts
from app.funds.queries import ProjectMoney, project_money
from app.notices.queries import notice_of
from app.proposals.models import Proposal


@dataclass(frozen=True)
class ProjectPage:
    """``siblings`` are the other projects of a joint contract; ``payments`` hold refused and reversed ones too."""

    project: Project
    facts: Facts
    payments: Sequence[Payment]
    told: Mapping[int, Told]
    acceptances: Sequence[Acceptance]
    siblings: Sequence[Proposal]
    money: ProjectMoney


def project_page(session: Session, project: Project) -> ProjectPage:
    """A project's page: ten queries besides those that found it."""
    part, proposal, contract = project.part, project.proposal, project.contract
    evaluations = session.scalars(
        select(Evaluation).where(Evaluation.proposal_id == proposal.id).order_by(Evaluation.id)
    ).all()
    payments = _payments(session, part)
    facts = Facts(
        proposal=proposal,
        contract=contract,
        milestones=_milestones(session, part),
        evaluations=evaluations,
        rectifications=session.scalars(
            select(Rectification).where(Rectification.proposal_id == proposal.id).order_by(Rectification.id)
        ).all(),
        instalments=part.instalments,
        live={p.instalment_id: p for p in payments if p.state not in ENDED_PAYMENTS},
        notice=notice_of(session, "acceptance", contract.slug),
    )
    return ProjectPage(
        project=project,
        facts=facts,
        payments=payments,
        told=tell(session, evaluations),
        acceptances=_acceptances(session, contract.id),
        siblings=_siblings(session, part),
        money=project_money(session, proposal.slug),
    )


def _milestones(session: Session, part: ContractPart) -> Sequence[Milestone]:
    return session.scalars(
        select(Milestone)
        .where(Milestone.part_id == part.id)
        .order_by(Milestone.seq)
        .options(selectinload(Milestone.evidence).joinedload(Evidence.file))
    ).all()


def _payments(session: Session, part: ContractPart) -> Sequence[Payment]:
    ids = [instalment.id for instalment in part.instalments]
    return session.scalars(select(Payment).where(Payment.instalment_id.in_(ids)).order_by(Payment.id)).all()


def _acceptances(session: Session, contract_id: int) -> Sequence[Acceptance]:
    return session.scalars(
        select(Acceptance)
        .where(Acceptance.contract_id == contract_id)
        .order_by(Acceptance.id)
        .options(selectinload(Acceptance.opinions))
    ).all()


def _siblings(session: Session, part: ContractPart) -> Sequence[Proposal]:
    return session.scalars(
        select(Proposal)
        .join(ContractPart, ContractPart.proposal_id == Proposal.id)
        .where(ContractPart.contract_id == part.contract_id, ContractPart.id != part.id)
        .options(joinedload(Proposal.community))
        .order_by(Proposal.id)
    ).all()
