"""The public list of projects: every proposal that ever left the street's review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import Session

from app.delivery.models import Evaluation
from app.foundation import search
from app.foundation.paging import Page, fetch_page
from app.needs.models import Need
from app.organisations.models import Organisation
from app.portal.groups import GROUPS
from app.proposals.models import Proposal
from app.street.models import Community, DirectoryItem


@dataclass(frozen=True)
class ProjectRow:
    """A line of the list; the amount is fen. Category 0 is outside the directory."""

    slug: str
    code: str
    title: str
    community: str
    organisation: str
    category_number: int
    category: str
    amount_fen: int
    people_served: int
    months: int
    state: str
    heat: int
    changed_at: datetime


@dataclass(frozen=True)
class Wanted:
    """What the reader narrows the list to; empty narrows nothing. ``rating``: residents are asked now."""

    text: str = ""
    community: str = ""
    category: int | None = None
    group: str = ""
    rating: bool = False
    sort: str = "newest"


def projects_page(session: Session, wanted: Wanted, number: int) -> Page[ProjectRow]:
    """A page of the public list: two queries."""
    page = fetch_page(session, _statement(session, wanted), number)
    return Page([_row(row) for row in page.items], page.number, page.total, page.size)


def all_projects(session: Session, wanted: Wanted) -> Sequence[ProjectRow]:
    """The whole list, for download: one query."""
    return [_row(row) for row in session.execute(_statement(session, wanted))]


def _statement(session: Session, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Proposal.slug,
            func.coalesce(Proposal.code, ""),
            Proposal.title,
            Community.name,
            func.coalesce(Organisation.name, ""),
            func.coalesce(DirectoryItem.category_number, 0),
            func.coalesce(DirectoryItem.category, ""),
            Proposal.amount_fen,
            Proposal.people_served,
            Proposal.months,
            Proposal.state,
            func.coalesce(Need.heat, 0),
            Proposal.changed_at,
        )
        .join(Community, Proposal.community_id == Community.id)
        .outerjoin(Organisation, Proposal.organisation_id == Organisation.id)
        .outerjoin(DirectoryItem, Proposal.directory_item_id == DirectoryItem.id)
        .outerjoin(Need, Proposal.need_id == Need.id)
        .where(Proposal.public_since.is_not(None), *_narrowing(wanted))
        .order_by(*_order(wanted.sort))
    )
    if wanted.text:
        statement = statement.where(Proposal.slug.in_(search.refs(session, "project", wanted.text)))
    return statement


def _narrowing(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.community:
        conditions.append(Community.slug == wanted.community)
    if wanted.category is not None:
        conditions.append(func.coalesce(DirectoryItem.category_number, 0) == wanted.category)
    if wanted.group:
        conditions.append(Proposal.state.in_(GROUPS[wanted.group]))
    if wanted.rating:
        conditions.append(exists().where(Evaluation.proposal_id == Proposal.id, Evaluation.state == "open"))
    return conditions


def _order(sort: str) -> tuple[ColumnElement[Any], ...]:
    if sort == "amount":
        return Proposal.amount_fen.desc(), Proposal.id.desc()
    if sort == "heat":
        return func.coalesce(Need.heat, 0).desc(), Proposal.id.desc()
    return Proposal.changed_at.desc(), Proposal.id.desc()


def _row(row: Row[*tuple[Any, ...]]) -> ProjectRow:
    return ProjectRow(*row)


def categories(session: Session) -> Sequence[tuple[int, str]]:
    """Categories of the directory, by number; 0 with no name is what stands outside it."""
    rows = session.execute(
        select(DirectoryItem.category_number, func.min(DirectoryItem.category))
        .group_by(DirectoryItem.category_number)
        .order_by(DirectoryItem.category_number)
    )
    return [*((number, name) for number, name in rows), (0, "")]
