"""Proposals found by what names them, with all that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.people.models import User
from app.proposals.models import Proposal, ProposalVersion, Review


def proposal_by_slug(session: Session, slug: str) -> Proposal | None:
    return session.scalars(_whole().where(Proposal.slug == slug)).one_or_none()


def proposal_by_code(session: Session, community_id: int, code: str) -> Proposal | None:
    return session.scalars(
        _whole().where(Proposal.community_id == community_id, Proposal.code == code)
    ).one_or_none()


def awaiting_vote(session: Session, community_id: int) -> Sequence[Proposal]:
    """What a community's next meeting can decide on, in the order of the hall."""
    return proposals_in(session, community_id, "awaiting_vote")


def proposals_in(session: Session, community_id: int, *states: str) -> Sequence[Proposal]:
    """A community's proposals in any of ``states``, those heard first in front."""
    return session.scalars(
        _whole()
        .where(Proposal.community_id == community_id, Proposal.state.in_(states))
        .order_by(Proposal.heard_on, Proposal.id)
    ).all()


def versions(session: Session, proposal: Proposal) -> Sequence[ProposalVersion]:
    """What was submitted, newest first."""
    return session.scalars(
        select(ProposalVersion)
        .where(ProposalVersion.proposal_id == proposal.id)
        .order_by(ProposalVersion.number.desc())
        .options(joinedload(ProposalVersion.submitted_by))
    ).all()


def reviews(session: Session, proposal: Proposal) -> Sequence[Review]:
    """The street's reviews, newest first."""
    return session.scalars(
        select(Review)
        .where(Review.proposal_id == proposal.id)
        .order_by(Review.reviewed_at.desc(), Review.id.desc())
        .options(joinedload(Review.reviewed_by).selectinload(User.memberships))
    ).all()


def _whole() -> Select[Proposal]:
    linked = (
        Proposal.community,
        Proposal.fund,
        Proposal.organisation,
        Proposal.need,
        Proposal.offering,
        Proposal.directory_item,
        Proposal.prepared_by,
    )
    return select(Proposal).options(
        *(joinedload(link) for link in linked), selectinload(Proposal.budget_lines)
    )
