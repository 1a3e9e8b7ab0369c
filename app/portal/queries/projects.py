"""The public list of projects: every proposal that left the street's review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.foundation import search
from app.foundation.paging import Page, fetch_page
from app.organisations.models import Organisation
from app.proposals.models import PRIVATE_STATES, Proposal
from app.street.models import Community, DirectoryItem


@dataclass(frozen=True)
class ProjectRow:
    """A line of the list; the amount is fen."""

    slug: str
    title: str
    community: str
    organisation: str
    category: int
    amount_fen: int
    people_served: int
    state: str


@dataclass(frozen=True)
class Wanted:
    """What the reader filters by; empty values do not filter."""

    query: str = ""
    community: str = ""
    state: str = ""

    @property
    def any(self) -> bool:
        return bool(self.query or self.community or self.state)


def projects_page(session: Session, wanted: Wanted, number: int) -> Page[ProjectRow]:
    """A page of the public list, newest first."""
    page = fetch_page(session, _statement(session, wanted), number)
    return Page([_row(row) for row in page.items], page.number, page.total, page.size)


def all_projects(session: Session) -> Sequence[ProjectRow]:
    """The whole public list, for download."""
    return [_row(row) for row in session.execute(_statement(session, Wanted()))]


def _statement(session: Session, wanted: Wanted) -> Select[Any]:
    statement = (
        select(
            Proposal.slug,
            Proposal.title,
            Community.name,
            Organisation.name,
            DirectoryItem.category_number,
            Proposal.amount_fen,
            Proposal.people_served,
            Proposal.state,
        )
        .join(Community, Proposal.community_id == Community.id)
        .outerjoin(Organisation, Proposal.organisation_id == Organisation.id)
        .outerjoin(DirectoryItem, Proposal.directory_item_id == DirectoryItem.id)
        .where(Proposal.state.not_in(PRIVATE_STATES))
        .order_by(Proposal.id.desc())
    )
    if wanted.query:
        statement = statement.where(Proposal.slug.in_(search.refs(session, "project", wanted.query)))
    if wanted.community:
        statement = statement.where(Community.slug == wanted.community)
    if wanted.state:
        statement = statement.where(Proposal.state == wanted.state)
    return statement


def _row(row: Any) -> ProjectRow:
    slug, title, community, organisation, category, amount, people, state = row
    return ProjectRow(slug, title, community, organisation or "", category or 0, amount, people, state)
