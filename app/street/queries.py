"""What is read of the street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.errors import RuleViolation
from app.domain.workdays import Calendar
from app.street.models import (
    Community,
    Cycle,
    CyclePhase,
    DirectoryItem,
    RuleSetting,
    Street,
    WorkdayOverride,
    Zone,
)
from app.street.rules import CHECKS, Rules


@dataclass(frozen=True)
class SettingRow:
    """A setting in force, for people to read."""

    key: str
    value: object
    source: str
    set_by: str
    set_on: date


def the_street(session: Session) -> Street | None:
    """The street this installation serves; ``None`` before it is set up."""
    return session.scalars(select(Street).order_by(Street.id).limit(1)).first()


def require_street(session: Session) -> Street:
    """As the_street. Raises RuleViolation "street.missing"."""
    street = the_street(session)
    if street is None:
        raise RuleViolation("street.missing")
    return street


def communities(session: Session) -> Sequence[Community]:
    return session.scalars(
        select(Community)
        .options(joinedload(Community.zone))
        .join(Zone, Community.zone_id == Zone.id)
        .order_by(Zone.id, Community.code)
    ).all()


def community_by_slug(session: Session, slug: str) -> Community | None:
    return session.scalars(
        select(Community).where(Community.slug == slug).options(joinedload(Community.zone))
    ).one_or_none()


def community_by_code(session: Session, code: str) -> Community | None:
    return session.scalars(select(Community).where(Community.code == code)).one_or_none()


def cycle_of(session: Session, year: int) -> Cycle | None:
    return session.scalars(
        select(Cycle).where(Cycle.year == year).options(selectinload(Cycle.phases))
    ).one_or_none()


def current_cycle(session: Session) -> Cycle | None:
    """The newest yearly cycle."""
    return session.scalars(
        select(Cycle).order_by(Cycle.year.desc()).limit(1).options(selectinload(Cycle.phases))
    ).one_or_none()


def phases_on(cycle: Cycle, day: date) -> Sequence[CyclePhase]:
    """The phases under way on ``day``."""
    return [phase for phase in cycle.phases if phase.starts_on <= day <= phase.ends_on]


def directory(session: Session) -> Sequence[DirectoryItem]:
    return session.scalars(
        select(DirectoryItem)
        .where(DirectoryItem.active)
        .order_by(DirectoryItem.category_number, DirectoryItem.number)
    ).all()


def directory_item(session: Session, number: str) -> DirectoryItem | None:
    return session.scalars(select(DirectoryItem).where(DirectoryItem.number == number)).one_or_none()


def calendar(session: Session) -> Calendar:
    """The street's working days: the public calendar under its own overrides."""
    rows = session.execute(select(WorkdayOverride.day, WorkdayOverride.is_workday)).all()
    return Calendar({row.day: row.is_workday for row in rows})


def rules(session: Session, community_id: int | None = None) -> Rules:
    """The settings in force: a community's own where it has one, else the street's.

    Raises RuleViolation "setting.missing" when the street never set one.
    """
    rows = _in_force(session, community_id)
    missing = sorted(CHECKS.keys() - rows.keys())
    if missing:
        raise RuleViolation("setting.missing", key=missing[0])
    return Rules(
        {key: row.value for key, row in rows.items()}, {key: row.source for key, row in rows.items()}
    )


def setting_rows(session: Session, community_id: int | None = None) -> Sequence[SettingRow]:
    """The settings in force in the order of their keys' declaration."""
    rows = _in_force(session, community_id)
    return [
        SettingRow(key, rows[key].value, rows[key].source, rows[key].set_by, rows[key].set_at.date())
        for key in CHECKS
        if key in rows
    ]


def setting_history(session: Session, key: str) -> Sequence[RuleSetting]:
    return session.scalars(
        select(RuleSetting).where(RuleSetting.key == key).order_by(RuleSetting.id.desc())
    ).all()


def _in_force(session: Session, community_id: int | None) -> dict[str, RuleSetting]:
    statement = select(RuleSetting).order_by(RuleSetting.id)
    everywhere = session.scalars(statement.where(RuleSetting.community_id.is_(None))).all()
    rows = {row.key: row for row in everywhere}
    if community_id is not None:
        own = session.scalars(statement.where(RuleSetting.community_id == community_id)).all()
        rows.update({row.key: row for row in own})
    return rows
