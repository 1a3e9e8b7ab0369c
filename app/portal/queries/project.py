"""Everything the public may read of one project, from the need to the last payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.contracts.models import Contract, ContractPart, Instalment
from app.council.models import Meeting, Resolution, Topic
from app.delivery.models import (
    Acceptance,
    Evaluation,
    Evidence,
    Milestone,
    Payment,
    Rectification,
)
from app.delivery.queries.reversing import reversals_of
from app.delivery.queries.scoring import Told, tell
from app.fair.models import Interest
from app.funds.models import FundRequest
from app.funds.queries import ProjectMoney, project_money
from app.notices.models import Notice
from app.proposals.models import Proposal, ProposalVersion, Review
from app.proposals.queries import proposal_by_slug
from app.voting.models import Round, RoundOption

COMMENTS = 5


@dataclass(frozen=True)
class Rated:
    """An evaluation and what may be told of it; its comments are the newest, nobody named (PIPL art. 25)."""

    evaluation: Evaluation
    told: Told


@dataclass(frozen=True)
class Project:
    """A proposal and what every later room knows of it. Amounts are fen; ``reversals`` are by their payment's slug."""

    proposal: Proposal
    money: ProjectMoney
    interest: Interest | None = None
    versions: Sequence[tuple[int, datetime]] = ()
    reviews: Sequence[Review] = ()
    meetings: Sequence[Meeting] = ()
    rounds: Sequence[Round] = ()
    resolutions: Mapping[int, Resolution] = field(default_factory=dict)
    notices: Sequence[Notice] = ()
    part: ContractPart | None = None
    milestones: Sequence[Milestone] = ()
    rated: Sequence[Rated] = ()
    rectifications: Sequence[Rectification] = ()
    acceptances: Sequence[Acceptance] = ()
    payments: Sequence[Payment] = ()
    reversals: Mapping[str, FundRequest] = field(default_factory=dict)

    @property
    def contract(self) -> Contract | None:
        return None if self.part is None else self.part.contract


def public_project(session: Session, slug: str) -> Proposal | None:
    """A proposal the public may read; ``None`` for any other, whoever asks."""
    proposal = proposal_by_slug(session, slug)
    return proposal if proposal is not None and proposal.is_public else None


def project_of(session: Session, proposal: Proposal) -> Project:
    """The whole record; the number of queries does not depend on the rows."""
    part = _part(session, proposal)
    contract = None if part is None else part.contract
    payments = _payments(session, part)
    return Project(
        proposal=proposal,
        money=project_money(session, proposal.slug),
        interest=_interest(session, proposal),
        versions=_versions(session, proposal),
        reviews=session.scalars(
            select(Review).where(Review.proposal_id == proposal.id).order_by(Review.reviewed_at, Review.id)
        ).all(),
        meetings=_meetings(session, proposal),
        rounds=_rounds(session, proposal),
        resolutions=_resolutions(session, proposal),
        notices=_notices(session, proposal, contract),
        part=part,
        milestones=_milestones(session, part),
        rated=_rated(session, proposal),
        rectifications=session.scalars(
            select(Rectification).where(Rectification.proposal_id == proposal.id).order_by(Rectification.id)
        ).all(),
        acceptances=_acceptances(session, contract),
        payments=payments,
        reversals=reversals_of(session, payments),
    )


def _interest(session: Session, proposal: Proposal) -> Interest | None:
    return session.scalars(
        select(Interest).where(
            Interest.offering_id == proposal.offering_id, Interest.community_id == proposal.community_id
        )
    ).one_or_none()


def _versions(session: Session, proposal: Proposal) -> Sequence[tuple[int, datetime]]:
    rows = session.execute(
        select(ProposalVersion.number, ProposalVersion.submitted_at)
        .where(ProposalVersion.proposal_id == proposal.id)
        .order_by(ProposalVersion.number)
    )
    return [(number, at) for number, at in rows]


def _meetings(session: Session, proposal: Proposal) -> Sequence[Meeting]:
    return session.scalars(
        select(Meeting)
        .join(Topic, Topic.meeting_id == Meeting.id)
        .where(Topic.proposal_id == proposal.id)
        .order_by(Meeting.scheduled_at)
    ).all()


def _rounds(session: Session, proposal: Proposal) -> Sequence[Round]:
    return session.scalars(
        select(Round)
        .join(RoundOption, RoundOption.round_id == Round.id)
        .where(RoundOption.proposal_id == proposal.id, Round.state != "cancelled")
        .order_by(Round.id)
    ).all()


def _resolutions(session: Session, proposal: Proposal) -> Mapping[int, Resolution]:
    rows = session.scalars(select(Resolution).where(Resolution.proposal_id == proposal.id))
    return {row.meeting_id: row for row in rows}


def _notices(session: Session, proposal: Proposal, contract: Contract | None) -> Sequence[Notice]:
    mine = and_(Notice.kind == "result", Notice.subject_ref == proposal.slug)
    if contract is not None:
        refs = [contract.slug, *(each.slug for each in contract.amendments)]
        mine = or_(mine, and_(Notice.kind != "result", Notice.subject_ref.in_(refs)))
    return session.scalars(
        select(Notice).where(mine).options(selectinload(Notice.objections)).order_by(Notice.id)
    ).all()


def _part(session: Session, proposal: Proposal) -> ContractPart | None:
    contract = joinedload(ContractPart.contract)
    return session.scalars(
        select(ContractPart)
        .where(ContractPart.proposal_id == proposal.id)
        .options(
            contract.joinedload(Contract.organisation),
            contract.selectinload(Contract.parts)
            .joinedload(ContractPart.proposal)
            .joinedload(Proposal.community),
            contract.selectinload(Contract.recognitions),
            contract.selectinload(Contract.approvals),
            contract.selectinload(Contract.amendments),
            selectinload(ContractPart.instalments),
        )
    ).one_or_none()


def _milestones(session: Session, part: ContractPart | None) -> Sequence[Milestone]:
    return session.scalars(
        select(Milestone)
        .where(Milestone.part_id == (None if part is None else part.id))
        .options(selectinload(Milestone.evidence).joinedload(Evidence.file))
        .order_by(Milestone.seq)
    ).all()


def _rated(session: Session, proposal: Proposal) -> Sequence[Rated]:
    evaluations = session.scalars(
        select(Evaluation).where(Evaluation.proposal_id == proposal.id).order_by(Evaluation.opened_at)
    ).all()
    told = tell(session, evaluations, COMMENTS, newest=True)
    return [Rated(each, told[each.id]) for each in evaluations]


def _acceptances(session: Session, contract: Contract | None) -> Sequence[Acceptance]:
    return session.scalars(
        select(Acceptance)
        .where(Acceptance.contract_id == (None if contract is None else contract.id))
        .options(selectinload(Acceptance.opinions))
        .order_by(Acceptance.accepted_on, Acceptance.id)
    ).all()


def _payments(session: Session, part: ContractPart | None) -> Sequence[Payment]:
    return session.scalars(
        select(Payment)
        .join(Payment.instalment)
        .where(Instalment.part_id == (None if part is None else part.id))
        .options(joinedload(Payment.instalment))
        .order_by(Payment.requested_at, Payment.id)
    ).all()
