"""Who made a proposal what it is, before there is a contract."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.domain.policy import Actor, Role
from app.domain.separation import STEPS
from app.foundation.clock import local_date
from app.people.queries.posts import post_on
from app.proposals.models import Proposal, ProposalVersion, Review

Step = tuple[str, int, str, datetime]


def in_the_hands_of(actor: Actor) -> ColumnElement[bool]:
    """Proposals somebody may work on now: of the organisations they belong to, and those they made as a
    representative of a community they represent. As the permission "proposals.edit"."""
    return or_(
        Proposal.organisation_id.in_(actor.organisations()),
        and_(
            Proposal.prepared_by_id == actor.user_id,
            Proposal.made_as == Role.REPRESENTATIVE,
            Proposal.community_id.in_(actor.communities(Role.REPRESENTATIVE)),
        ),
    )


def proposers(session: Session, proposal: Proposal) -> dict[int, datetime]:
    """Who wrote or submitted a proposal (user id), and when first."""
    found = {proposal.prepared_by_id: proposal.created_at}
    rows = session.execute(
        select(ProposalVersion.submitted_by_id, ProposalVersion.submitted_at)
        .where(ProposalVersion.proposal_id == proposal.id)
        .order_by(ProposalVersion.number)
    )
    for user_id, at in rows:
        found.setdefault(user_id, at)
    return found


def earlier_steps(session: Session, proposal: Proposal) -> list[Step]:
    """The steps (step, user id, post, when) of a purchase that a proposal took: proposed, and passed by a reviewer."""
    passed = session.execute(
        select(Review.reviewed_by_id, Review.reviewed_at)
        .where(Review.proposal_id == proposal.id, Review.result == "passed")
        .order_by(Review.id)
    )
    taken = [("proposer", *row) for row in proposers(session, proposal).items()]
    taken += [("examiner", user_id, at) for user_id, at in passed]
    return [
        (step, user_id, post_on(session, user_id, STEPS[step], local_date(at)), at)
        for step, user_id, at in taken
    ]
