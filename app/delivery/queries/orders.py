"""Assisted orders: the desk sees them whole, the organisation only what one visit needs (PIPL arts 6, 23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart
from app.delivery.models import AssistedOrder
from app.delivery.queries.area import concerns
from app.delivery.queries.finding import Project, open_parts
from app.domain.permissions import Permission
from app.domain.policy import Actor, Role
from app.foundation.paging import Page, fetch_page
from app.proposals.models import Proposal
from app.street.models import Community

DESK = (Role.COMMUNITY_WORKER, Role.SECRETARY)
STREET = (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR)


@dataclass(frozen=True)
class OrderRow:
    """A visit. ``asked_by``, ``resident`` (masked), ``place`` and ``channel`` are empty for who has no
    need of them; fee in fen.
    """

    slug: str
    state: str
    item: str
    visit_at: datetime
    community: str
    community_phone: str
    project: str
    project_slug: str
    asked_by: str
    resident: str
    place: str
    channel: str
    fee_fen: int | None
    paid_by: str | None
    confirmed_by: str | None
    rating: int | None
    comment: str
    cancelled_because: str


def orders_page(session: Session, actor: Actor, state: str | None, number: int) -> Page[OrderRow]:
    """An actor's visits, those to come first: two queries."""
    statement = (
        select(AssistedOrder, Community, Proposal)
        .join(ContractPart, AssistedOrder.part_id == ContractPart.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .join(Community, AssistedOrder.community_id == Community.id)
        .where(concerns(actor, Permission.ORDER_READ))
    )
    if state:
        statement = statement.where(AssistedOrder.state == state)
    soonest = AssistedOrder.visit_at if state == "placed" else AssistedOrder.visit_at.desc()
    ordered = statement.order_by(AssistedOrder.state != "placed", soonest, AssistedOrder.id)
    page = fetch_page(session, ordered, number)
    rows = [order_row(actor, order, community, proposal) for order, community, proposal in page.items]
    return Page(rows, page.number, page.total, page.size)


def order_row(actor: Actor, order: AssistedOrder, community: Community, proposal: Proposal) -> OrderRow:
    """An order as one person may see it."""
    desk = order.community_id in actor.communities(*DESK)
    visiting = not desk and not actor.holds(*STREET) and order.state == "placed"
    return OrderRow(
        slug=order.slug,
        state=order.state,
        item=order.item,
        visit_at=order.visit_at,
        community=community.name,
        community_phone=community.phone,
        project=proposal.title,
        project_slug=proposal.slug,
        asked_by=order.asked_by if desk or visiting else "",
        resident=order.resident if desk else "",
        place=order.place if desk or visiting else "",
        channel=order.channel if desk else "",
        fee_fen=order.fee_fen,
        paid_by=order.paid_by,
        confirmed_by=order.confirmed_by,
        rating=order.rating,
        comment=order.comment if desk else "",
        cancelled_because=order.cancelled_because if desk else "",
    )


def on_request_projects(session: Session, actor: Actor) -> Sequence[Project]:
    """Projects in whose name an actor can place orders now: one query."""
    statement = open_parts().where(
        Contract.kind == "on_request",
        Proposal.state.in_(("delivering", "rectifying")),
        Proposal.community_id.in_(actor.communities(*DESK)),
    )
    return [Project(part) for part in session.scalars(statement.order_by(Proposal.id))]
