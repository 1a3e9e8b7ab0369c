"""Marks of interest and questions, and the places where a community leaves them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.policy import Scope
from app.fair.models import Interest, Offering, Question
from app.fair.queries.offerings import offering_by_slug
from app.street.models import Community
from app.street.queries import community_by_slug


@dataclass(frozen=True)
class InterestPlace:
    """A community before an offering: what it may mark or ask there belongs to the community."""

    community: Community
    offering: Offering
    interest: Interest | None = None

    @property
    def scope(self) -> Scope:
        return self.community.scope


def interest_place(session: Session, community: str, slug: str) -> InterestPlace | None:
    """The place with the mark that stands there."""
    place = place_to_ask(session, community, slug)
    if place is None:
        return None
    interest = session.scalars(
        select(Interest).where(
            Interest.community_id == place.community.id, Interest.offering_id == place.offering.id
        )
    ).one_or_none()
    return InterestPlace(place.community, place.offering, interest)


def place_to_ask(session: Session, community: str, slug: str) -> InterestPlace | None:
    where, offering = community_by_slug(session, community), offering_by_slug(session, slug)
    return None if where is None or offering is None else InterestPlace(where, offering)


def interests_of(session: Session, offering: Offering) -> Sequence[Interest]:
    """Marks on an offering, the most eager first."""
    return session.scalars(
        select(Interest)
        .where(Interest.offering_id == offering.id)
        .options(joinedload(Interest.community))
        .order_by(Interest.priority, Interest.id)
    ).all()


def interests_in(session: Session, community_ids: Collection[int]) -> Sequence[Interest]:
    """Communities' own marks with what they mark, by community and priority."""
    offering = joinedload(Interest.offering)
    return session.scalars(
        select(Interest)
        .where(Interest.community_id.in_(community_ids))
        .options(
            joinedload(Interest.community),
            offering.joinedload(Offering.organisation),
            offering.joinedload(Offering.directory_item),
        )
        .order_by(Interest.community_id, Interest.priority, Interest.id)
    ).all()


def question_by_slug(session: Session, slug: str) -> Question | None:
    return session.scalars(
        select(Question)
        .where(Question.slug == slug)
        .options(joinedload(Question.offering).joinedload(Offering.organisation))
    ).one_or_none()


def questions_of(
    session: Session, *, offering_id: int | None = None, organisation_id: int | None = None
) -> Sequence[Question]:
    """Questions at an offering or at all of an organisation's, unanswered first, newest first."""
    statement = select(Question).options(joinedload(Question.community), joinedload(Question.offering))
    if offering_id is not None:
        statement = statement.where(Question.offering_id == offering_id)
    if organisation_id is not None:
        statement = statement.join(Offering).where(Offering.organisation_id == organisation_id)
    return session.scalars(
        statement.order_by(Question.answered_at.is_not(None), Question.asked_at.desc(), Question.id.desc())
    ).all()
