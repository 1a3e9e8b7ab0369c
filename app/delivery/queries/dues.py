"""What is late or low on a day: the source of alerts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart, Instalment
from app.delivery.models import Evaluation, Milestone, Payment, Rectification
from app.delivery.queries.limits import limit_of
from app.foundation.clock import ZONE, local_date
from app.needs.models import Need
from app.notices.models import Notice
from app.proposals.models import Proposal
from app.street.models import Community

ONE_DAY = timedelta(days=1)
UNDER_WAY = ("contracted", "delivering", "rectifying")


@dataclass(frozen=True)
class Due:
    """Something an alert is raised for; ``since`` is the first day it was late or low."""

    kind: str
    subject_ref: str
    community_id: int | None
    proposal_id: int | None
    since: date
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.subject_ref


def everything_due(session: Session, today: date) -> list[Due]:
    """All that is late or low on a day: a fixed number of queries."""
    return [
        *late_milestones(session, today),
        *late_rectifications(session, today),
        *overdue_payments(session, today),
        *unanswered_needs(session, today),
        *low_evaluations(session),
        *objected_acceptances(session),
    ]


def late_milestones(session: Session, today: date) -> Iterator[Due]:
    """Milestones past their day that the organisation has not reported."""
    rows = session.execute(
        select(Milestone, Proposal)
        .join(ContractPart, Milestone.part_id == ContractPart.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(
            Milestone.state.in_(("not_started", "in_progress")),
            Milestone.due_on < today,
            Proposal.state.in_(UNDER_WAY),
        )
    ).all()
    for milestone, proposal in rows:
        yield _of(
            "milestone_late",
            milestone.slug,
            proposal,
            milestone.due_on + ONE_DAY,
            name=milestone.name,
            due=milestone.due_on.isoformat(),
        )


def late_rectifications(session: Session, today: date) -> Iterator[Due]:
    """Rectifications past their day and not closed."""
    rows = session.execute(
        select(Rectification, Proposal)
        .join(Proposal, Rectification.proposal_id == Proposal.id)
        .where(Rectification.state != "closed", Rectification.due_on < today)
    ).all()
    for rectification, proposal in rows:
        due_on = rectification.due_on
        yield _of(
            "rectification_late", rectification.slug, proposal, due_on + ONE_DAY, due=due_on.isoformat()
        )


def overdue_payments(session: Session, today: date) -> Iterator[Due]:
    """Payments asked for and not paid by their last day."""
    for payment, seq, proposal in session.execute(_unpaid().where(Payment.due_on < today)).all():
        yield _of(
            "payment_overdue",
            payment.slug,
            proposal,
            payment.due_on + ONE_DAY,
            seq=seq,
            amount_fen=payment.amount_fen,
            due=payment.due_on.isoformat(),
        )


def _unpaid() -> Select[Payment, int, Proposal]:
    return (
        select(Payment, Instalment.seq, Proposal)
        .join(Instalment, Payment.instalment_id == Instalment.id)
        .join(ContractPart, Instalment.part_id == ContractPart.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .where(Payment.state.in_(("requested", "approved")))
    )


def unanswered_needs(session: Session, today: date) -> Iterator[Due]:
    """Needs without an answer for longer than the setting "need_unanswered_days" of their community."""
    limit = limit_of(session, "need_unanswered_days")
    days = {community_id: limit(community_id) for community_id in session.scalars(select(Community.id))}
    late = [
        and_(Need.community_id == community_id, Need.raised_at < _midnight(today - ONE_DAY * number))
        for community_id, number in days.items()
    ]
    if not late:
        return
    rows = session.execute(
        select(Need.slug, Need.title, Need.community_id, Need.raised_at).where(
            Need.state == "open", Need.answered_at.is_(None), or_(*late)
        )
    ).all()
    for row in rows:
        number = days[row.community_id]
        since = local_date(row.raised_at) + ONE_DAY * (number + 1)
        params = {"title": row.title, "days": number}
        yield Due("need_unanswered", row.slug, row.community_id, None, since, params)


def low_evaluations(session: Session) -> Iterator[Due]:
    """Low evaluations on which no rectification was ordered."""
    ordered = select(Rectification.evaluation_id).where(Rectification.evaluation_id.is_not(None))
    rows = session.execute(
        select(Evaluation, Proposal)
        .join(Proposal, Evaluation.proposal_id == Proposal.id)
        .where(
            Evaluation.conclusion == "rectify",
            Evaluation.id.not_in(ordered),
            Proposal.state == "delivering",
        )
    ).all()
    for evaluation, proposal in rows:
        yield low_evaluation(evaluation, proposal)


def low_evaluation(evaluation: Evaluation, proposal: Proposal) -> Due:
    """The alert of one closed evaluation that came out low; how low is on its page, if it may be told."""
    limit = evaluation.rectify_below_tenths
    since = local_date(evaluation.closed_at) if evaluation.closed_at else evaluation.closes_on
    return _of(
        "evaluation_low",
        evaluation.slug,
        proposal,
        since,
        limit=f"{limit // 10}.{limit % 10}",
    )


def objected_acceptances(session: Session) -> Iterator[Due]:
    """Accepted contracts whose acceptance notice ended on an objection that was upheld."""
    rows = session.execute(
        select(Notice, Contract)
        .join(Contract, Notice.subject_ref == Contract.slug)
        .where(Notice.kind == "acceptance", Notice.state == "upheld", Contract.state == "accepted")
    ).all()
    for notice, contract in rows:
        since = local_date(notice.ended_at) if notice.ended_at else notice.ends_on
        params = {"title": contract.title}
        yield Due("acceptance_objected", notice.slug, notice.community_id, None, since, params)


def _of(kind: str, ref: str, proposal: Proposal, since: date, **params: Any) -> Due:
    return Due(kind, ref, proposal.community_id, proposal.id, since, {"title": proposal.title, **params})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
