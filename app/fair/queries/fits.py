"""Which of a community's needs an offering answers: the same item of the directory, the most wanted need first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Select, cast, func, literal, select
from sqlalchemy.orm import Session

from app.needs.models import Need

UNMET = ("open", "answered")
"""States of a need that no project has taken up."""

_PLACES = 10**10
"""More than any row number: heat and number in one figure, so that one pass finds the need."""


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
    """The most wanted unmet need of a community by directory item, the earlier one of two: two queries."""
    best = select(
        func.max(cast(Need.heat, BigInteger) * literal(_PLACES, BigInteger) - Need.id), func.count(Need.id)
    ).where(Need.community_id == community_id, Need.state.in_(UNMET), Need.directory_item_id.in_(item_ids))
    counts = {
        -key % _PLACES: count for key, count in session.execute(best.group_by(Need.directory_item_id)).all()
    }
    needs = session.scalars(select(Need).where(Need.id.in_(counts))).all()
    return {
        need.directory_item_id: Fit(
            need.slug, need.code, need.title, need.heat, need.people_affected, counts[need.id] - 1
        )
        for need in needs
        if need.directory_item_id is not None
    }


def fit_of(session: Session, community_id: int, item_id: int | None) -> Fit | None:
    """The need that an offering of one directory item answers."""
    return None if item_id is None else fits(session, community_id, [item_id]).get(item_id)
