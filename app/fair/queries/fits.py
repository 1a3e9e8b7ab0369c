"""Which of a community's needs an offering answers: the same item of the directory, the most wanted need first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.needs.models import Need

UNMET = ("open", "answered")
"""States of a need that no project has taken up."""


@dataclass(frozen=True)
class Fit:
    """The need an offering answers; ``others`` is how many more of the community it answers too."""

    slug: str
    code: str | None
    title: str
    heat: int
    people_affected: int
    others: int


def unmet_items(community_id: int) -> Select[int | None]:
    """Ids of the directory items that a community's unmet needs ask for."""
    return select(Need.directory_item_id).where(
        Need.community_id == community_id, Need.state.in_(UNMET), Need.directory_item_id.is_not(None)
    )


def fits(session: Session, community_id: int, item_ids: Collection[int]) -> Mapping[int, Fit]:
    """The most wanted unmet need of a community by directory item: one query."""
    item = Need.directory_item_id
    ranked = (
        select(
            item.label("item_id"),
            Need.slug,
            Need.code,
            Need.title,
            Need.heat,
            Need.people_affected,
            func.row_number().over(partition_by=item, order_by=(Need.heat.desc(), Need.id)).label("place"),
            func.count(Need.id).over(partition_by=item).label("all"),
        )
        .where(
            Need.community_id == community_id,
            Need.state.in_(UNMET),
            Need.directory_item_id.in_(item_ids),
        )
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.place == 1)).all()
    return {
        row.item_id: Fit(row.slug, row.code, row.title, row.heat, row.people_affected, row.all - 1)
        for row in rows
    }


def fit_of(session: Session, community_id: int, item_id: int | None) -> Fit | None:
    """The need that an offering of one directory item answers."""
    return None if item_id is None else fits(session, community_id, [item_id]).get(item_id)
