"""The list of offerings: filtered, those that answer a community's needs in front."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Row, Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.fair.models import Interest, Offering
from app.fair.queries.fits import Fit, fits, unmet_items
from app.foundation import search
from app.foundation.paging import Page, fetch_page
from app.organisations.models import Organisation
from app.street.models import DirectoryItem, Zone


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; empty narrows nothing. Category 0 is outside the directory.

    ``community_id`` puts what fits its unmet needs in front, ``fits_only`` leaves the rest out. ``ceiling_fen``
    is the most that the smallest contract may come to.
    """

    text: str = ""
    categories: Collection[int] = field(default_factory=frozenset)
    zone: str = ""
    community_id: int | None = None
    fits_only: bool = False
    ceiling_fen: int | None = None
    capacity_left: bool = False


@dataclass(frozen=True)
class OfferingCard:
    """An offering in the list; prices in fen. ``priority`` is the community's own mark."""

    slug: str
    title: str
    organisation: str
    organisation_slug: str
    organisation_id: int
    rating: str | None
    category_number: int
    category: str
    target_group: str
    price_unit: str
    unit_price_fen: int
    min_total_fen: int
    capacity_left: int
    capacity_unit: str
    fit: Fit | None
    priority: int | None


@dataclass(frozen=True)
class CategoryCount:
    """How many offerings a category of the directory has."""

    number: int
    name: str
    count: int


@dataclass(frozen=True)
class Size:
    organisations: int
    offerings: int


def catalogue_page(session: Session, wanted: Wanted, number: int) -> Page[OfferingCard]:
    """One page of the list: six queries with a community, three without."""
    page = fetch_page(session, _narrowed(session, wanted), number)
    ids = [row.id for row in page.items]
    rows = {row.id: row for row in session.execute(_shown(ids))}
    found, marks = _beside(session, wanted.community_id, list(rows.values()))
    cards = [_card(rows[i], found.get(rows[i].directory_item_id), marks.get(i)) for i in ids]
    return Page(cards, page.number, page.total, page.size)


def category_counts(session: Session) -> Sequence[CategoryCount]:
    """Categories that have an offering on the list, in the directory's order; outside it (0) last."""
    by_item = (
        select(Offering.directory_item_id.label("item_id"), func.count().label("count"))
        .where(_ON_THE_LIST)
        .group_by(Offering.directory_item_id)
        .subquery()
    )
    number = func.coalesce(DirectoryItem.category_number, 0)
    rows = session.execute(
        select(number, func.coalesce(func.min(DirectoryItem.category), ""), func.sum(by_item.c.count))
        .select_from(by_item)
        .outerjoin(DirectoryItem, by_item.c.item_id == DirectoryItem.id)
        .group_by(number)
    ).all()
    counts = [CategoryCount(place, name, int(count)) for place, name, count in rows]
    return sorted(counts, key=lambda one: (one.number == 0, one.number))


def organisations_on_the_list() -> Select[int]:
    """Ids of the organisations that have an offering on the list: those who take part, on every page."""
    return select(Offering.organisation_id).where(_ON_THE_LIST).distinct()


def fair_size(session: Session) -> Size:
    """How many organisations offer how much."""
    organisations = select(func.count()).select_from(organisations_on_the_list().subquery()).scalar_subquery()
    row = session.execute(select(organisations, func.count()).where(_ON_THE_LIST)).one()
    return Size(*row)


def _narrowed(session: Session, wanted: Wanted) -> Select[int]:
    statement = select(Offering.id).where(_ON_THE_LIST)
    if wanted.text.strip():
        statement = statement.where(Offering.slug.in_(search.refs(session, "offering", wanted.text)))
    if wanted.categories:
        statement = statement.outerjoin(DirectoryItem, Offering.directory_item_id == DirectoryItem.id).where(
            func.coalesce(DirectoryItem.category_number, 0).in_(wanted.categories)
        )
    if wanted.zone:
        statement = statement.where(or_(~Offering.zones.any(), Offering.zones.any(Zone.name == wanted.zone)))
    if wanted.ceiling_fen is not None:
        statement = statement.where(Offering.min_total_fen <= wanted.ceiling_fen)
    if wanted.capacity_left:
        statement = statement.where(Offering.capacity_taken < Offering.capacity)
    return _in_order(statement, wanted)


def _in_order(statement: Select[int], wanted: Wanted) -> Select[int]:
    if wanted.community_id is None:
        return statement.order_by(Offering.id)
    fitting = Offering.directory_item_id.in_(unmet_items(wanted.community_id))
    if wanted.fits_only:
        statement = statement.where(fitting)
    return statement.order_by(case((fitting, 0), else_=1), Offering.id)


_ON_THE_LIST = Offering.state == "listed"
"""Whoever lists has been admitted, and an admission stands."""

_COLUMNS = (
    "id",
    "slug",
    "title",
    "organisation_id",
    "directory_item_id",
    "target_group",
    "price_unit",
    "unit_price_fen",
    "min_total_fen",
    "capacity",
    "capacity_taken",
    "capacity_unit",
)


def _shown(ids: Sequence[int]) -> Select[tuple[object, ...]]:
    return (
        select(
            *(getattr(Offering, name) for name in _COLUMNS),
            Organisation.name.label("organisation"),
            Organisation.slug.label("organisation_slug"),
            Organisation.rating,
            func.coalesce(DirectoryItem.category_number, 0).label("category_number"),
            DirectoryItem.category,
        )
        .join(Organisation, Offering.organisation_id == Organisation.id)
        .outerjoin(DirectoryItem, Offering.directory_item_id == DirectoryItem.id)
        .where(Offering.id.in_(ids))
    )


def _beside(
    session: Session, community_id: int | None, rows: Sequence[Row[tuple[object, ...]]]
) -> tuple[Mapping[int, Fit], Mapping[int, int]]:
    if community_id is None:
        return {}, {}
    items = {row.directory_item_id for row in rows if row.directory_item_id is not None}
    marks = session.execute(
        select(Interest.offering_id, Interest.priority).where(
            Interest.community_id == community_id, Interest.offering_id.in_([row.id for row in rows])
        )
    ).all()
    return fits(session, community_id, items), {mark.offering_id: mark.priority for mark in marks}


def _card(row: Row[tuple[object, ...]], fit: Fit | None, priority: int | None) -> OfferingCard:
    return OfferingCard(
        slug=row.slug,
        title=row.title,
        organisation=row.organisation,
        organisation_slug=row.organisation_slug,
        organisation_id=row.organisation_id,
        rating=row.rating,
        category_number=row.category_number,
        category=row.category or "",
        target_group=row.target_group,
        price_unit=row.price_unit,
        unit_price_fen=row.unit_price_fen,
        min_total_fen=row.min_total_fen,
        capacity_left=row.capacity - row.capacity_taken,
        capacity_unit=row.capacity_unit,
        fit=fit,
        priority=priority,
    )
