"""The work list: proposals that somebody has to do with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.orm import Session

from app.domain.permissions import PERMISSIONS, Permission
from app.domain.policy import STREET_ROLES, Actor
from app.foundation.paging import Page, fetch_page
from app.funds.models import Fund
from app.organisations.models import Organisation
from app.proposals.models import Proposal
from app.proposals.queries.makers import in_the_hands_of
from app.street.models import Community

READERS = PERMISSIONS[Permission.PROPOSAL_READ].roles
REVIEWERS = PERMISSIONS[Permission.PROPOSAL_REVIEW].roles
DRAFTERS = PERMISSIONS[Permission.PROPOSAL_DRAFT].roles


@dataclass(frozen=True)
class WorkRow:
    """A proposal in the work list; the amount is fen."""

    slug: str
    title: str
    community: str
    organisation: str | None
    state: str
    amount_fen: int
    year: int


def tabs_of(actor: Actor) -> list[str]:
    """The lists that somebody's roles give them, the most pressing first."""
    shown = {
        "review": actor.holds(*REVIEWERS),
        "mine": actor.holds(*DRAFTERS),
        "community": bool(_communities(actor)),
        "street": actor.holds(*(READERS & STREET_ROLES)),
    }
    return [tab for tab, there in shown.items() if there]


def tab_counts(session: Session, actor: Actor) -> Mapping[str, int]:
    """How many proposals each of somebody's lists holds: one query."""
    shown = tabs_of(actor)
    sums = [func.count(Proposal.id).filter(_belongs(tab, actor)) for tab in shown]
    return dict(zip(shown, session.execute(select(*sums)).one(), strict=True)) if sums else {}


def worklist_page(session: Session, actor: Actor, tab: str, number: int, state: str = "") -> Page[WorkRow]:
    """One page of a list, changed last first: two queries."""
    statement = (
        select(
            Proposal.slug,
            Proposal.title,
            Community.name.label("community"),
            Organisation.name.label("organisation"),
            Proposal.state,
            Proposal.amount_fen,
            Fund.year,
        )
        .join(Community, Proposal.community_id == Community.id)
        .join(Fund, Proposal.fund_id == Fund.id)
        .outerjoin(Organisation, Proposal.organisation_id == Organisation.id)
        .where(_belongs(tab, actor))
        .order_by(Proposal.changed_at.desc(), Proposal.id.desc())
    )
    if state:
        statement = statement.where(Proposal.state == state)
    page = fetch_page(session, statement, number)
    return Page([WorkRow(*row) for row in page.items], page.number, page.total, page.size)


def _communities(actor: Actor) -> frozenset[int]:
    return actor.communities(*READERS)


def _belongs(tab: str, actor: Actor) -> ColumnElement[Any]:
    begun = Proposal.state != "draft"
    conditions: Mapping[str, ColumnElement[Any]] = {
        "mine": in_the_hands_of(actor),
        "community": and_(begun, Proposal.community_id.in_(_communities(actor))),
        "review": Proposal.state == "under_review" if actor.holds(*REVIEWERS) else false(),
        "street": begun if actor.holds(*(READERS & STREET_ROLES)) else false(),
    }
    return conditions.get(tab, false()) & true()
