"""The street's fairs: their days, booths and talks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.fair.models import Booth, Fair, Talk


def fair_by_slug(session: Session, slug: str) -> Fair | None:
    return session.scalars(select(Fair).where(Fair.slug == slug)).one_or_none()


def current_fair(session: Session) -> Fair | None:
    """The newest fair."""
    return session.scalars(select(Fair).order_by(Fair.opens_on.desc(), Fair.id.desc()).limit(1)).first()


def fairs(session: Session) -> Sequence[Fair]:
    """Every fair, newest first."""
    return session.scalars(select(Fair).order_by(Fair.opens_on.desc(), Fair.id.desc())).all()


def booths(session: Session, fair: Fair) -> Sequence[Booth]:
    return session.scalars(
        select(Booth)
        .where(Booth.fair_id == fair.id)
        .options(joinedload(Booth.organisation))
        .order_by(Booth.number)
    ).all()


def booth_numbers(session: Session, fair: Fair | None, organisation_ids: Sequence[int]) -> Mapping[int, str]:
    """Booth numbers by organisation."""
    if fair is None:
        return {}
    rows = session.execute(
        select(Booth.organisation_id, Booth.number).where(
            Booth.fair_id == fair.id, Booth.organisation_id.in_(organisation_ids)
        )
    ).all()
    return {row.organisation_id: row.number for row in rows}


def talks(session: Session, fair: Fair, organisation_id: int | None = None) -> Sequence[Talk]:
    """The timetable in the order of time and hall, or one organisation's part of it."""
    statement = select(Talk).where(Talk.fair_id == fair.id)
    if organisation_id is not None:
        statement = statement.where(Talk.organisation_id == organisation_id)
    return session.scalars(
        statement.options(joinedload(Talk.organisation), joinedload(Talk.offering)).order_by(
            Talk.day, Talk.starts, Talk.hall
        )
    ).all()
