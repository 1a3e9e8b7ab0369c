"""Projects under contract, as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart
from app.delivery.models import Milestone
from app.delivery.queries.area import concerns
from app.domain.permissions import Permission
from app.domain.policy import Actor
from app.foundation.paging import Page, fetch_page
from app.organisations.models import Organisation
from app.proposals.models import Proposal
from app.street.models import Community

STATES = ("contracted", "delivering", "rectifying", "accepted")


@dataclass(frozen=True)
class ProjectRow:
    """A project under way; amounts are fen, ``next_on`` is the day of its next open milestone."""

    slug: str
    title: str
    community: str
    organisation: str
    state: str
    amount_fen: int
    next_on: date | None


def projects_under_way(session: Session, actor: Actor, number: int) -> Page[ProjectRow]:
    """An actor's projects that are not closed, the nearest milestone first: two queries."""
    next_on = (
        select(func.min(Milestone.due_on))
        .where(Milestone.part_id == ContractPart.id, Milestone.state != "done")
        .scalar_subquery()
    )
    statement = (
        select(
            Proposal.slug,
            Proposal.title,
            Community.name.label("community"),
            Organisation.name.label("organisation"),
            Proposal.state,
            ContractPart.amount_fen,
            next_on.label("next_on"),
        )
        .join(ContractPart, ContractPart.proposal_id == Proposal.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .join(Organisation, Contract.organisation_id == Organisation.id)
        .join(Community, Proposal.community_id == Community.id)
        .where(Proposal.state.in_(STATES), concerns(actor, Permission.EVIDENCE_READ))
        .order_by(next_on.is_(None), next_on, Proposal.id)
    )
    page = fetch_page(session, statement, number)
    return Page([ProjectRow(*row) for row in page.items], page.number, page.total, page.size)
