"""Offerings found by what names them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.fair.models import Offering


def offering_by_slug(session: Session, slug: str) -> Offering | None:
    return session.scalars(_whole().where(Offering.slug == slug)).one_or_none()


def offering_by_code(session: Session, code: str) -> Offering | None:
    return session.scalars(_whole().where(Offering.code == code)).one_or_none()


def offerings_by(session: Session, organisation_id: int, *, listed_only: bool = False) -> Sequence[Offering]:
    """An organisation's offerings, those listed first."""
    statement = _whole().where(Offering.organisation_id == organisation_id)
    if listed_only:
        statement = statement.where(Offering.state == "listed")
    return session.scalars(statement.order_by(Offering.state, Offering.id)).all()


def listed(session: Session) -> Sequence[Offering]:
    """Everything on the list, an organisation's together."""
    statement = _whole().where(Offering.state == "listed")
    return session.scalars(statement.order_by(Offering.organisation_id, Offering.id)).all()


def _whole() -> Select[Offering]:
    return select(Offering).options(
        joinedload(Offering.organisation),
        joinedload(Offering.directory_item),
        selectinload(Offering.zones),
    )
