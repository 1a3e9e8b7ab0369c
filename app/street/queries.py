"""What is read of the street."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, false, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.errors import RuleViolation
from app.domain.policy import Scope
from app.domain.workdays import Calendar
from app.foundation.clock import local_date
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
    """A setting in force, for people to read; ``own`` when it is the community's and not the street's."""

    key: str
    value: object
    source: str
    set_by: str
    set_on: date
    own: bool = False


@dataclass(frozen=True)
class SettingKey:
    """A setting as a page of its own, whatever its value."""

    key: str

    @property
    def scope(self) -> Scope:
        return Scope(public=True)


def the_street(session: Session) -> Street | None:
    """The street this installation serves; ``None`` before it is set up."""
    return session.scalars(select(Street).order_by(Street.id).limit(1)).first()


def require_street(session: Session) -> Street:
    """As the_street. Raises RuleViolation "street.missing"."""
    street = the_street(session)
    if street is None:
        raise RuleViolation("street.missing")
    return street


def zones(session: Session) -> Sequence[Zone]:
    """The parts of the street, those without a community too."""
    return session.scalars(select(Zone).order_by(Zone.id)).all()


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


def cycle_by_slug(session: Session, slug: str) -> Cycle | None:
    return session.scalars(
        select(Cycle).where(Cycle.slug == slug).options(selectinload(Cycle.phases))
    ).one_or_none()


def current_cycle(session: Session, today: date) -> Cycle | None:
    """The cycle of this year; without one the last before it, and else the next.

    Opening next year's in November turns no page to it before its year begins.
    """
    ahead = Cycle.year > today.year
    nearest = case((ahead, Cycle.year), else_=-Cycle.year)
    return session.scalars(
        select(Cycle).order_by(ahead, nearest).limit(1).options(selectinload(Cycle.phases))
    ).one_or_none()


def current_year(session: Session, today: date) -> int:
    """The year that pages show unless another is asked for."""
    cycle = current_cycle(session, today)
    return cycle.year if cycle else today.year


def phases_on(cycle: Cycle, day: date) -> Sequence[CyclePhase]:
    """The phases under way on ``day``."""
    return [phase for phase in cycle.phases if phase.starts_on <= day <= phase.ends_on]


def phase_state(phase: CyclePhase, day: date) -> str:
    """A label of "phase.state": done, now or todo."""
    return "done" if phase.ends_on < day else "now" if phase.starts_on <= day else "todo"


def directory(session: Session) -> Sequence[DirectoryItem]:
    return session.scalars(
        select(DirectoryItem)
        .where(DirectoryItem.active)
        .order_by(DirectoryItem.category_number, DirectoryItem.number)
    ).all()


def all_directory_items(session: Session) -> Sequence[DirectoryItem]:
    """The directory with the items that are no longer offered."""
    return session.scalars(select(DirectoryItem)).all()


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
        SettingRow(
            key,
            rows[key].value,
            rows[key].source,
            rows[key].set_by,
            local_date(rows[key].set_at),
            rows[key].community_id is not None,
        )
        for key in CHECKS
        if key in rows
    ]


def setting_key(session: Session, slug: str) -> SettingKey | None:
    """The setting a page is about; its key is its slug."""
    return SettingKey(slug) if slug in CHECKS else None


def setting_history(session: Session, key: str) -> Sequence[RuleSetting]:
    """Every value a setting had, the newest first, with the community whose own it was."""
    return session.scalars(
        select(RuleSetting)
        .where(RuleSetting.key == key)
        .options(joinedload(RuleSetting.community))
        .order_by(RuleSetting.id.desc())
    ).all()


def overriding_communities(session: Session, key: str | None = None) -> Sequence[RuleSetting]:
    """The values communities have of their own now, of one setting or of all."""
    newest = (
        select(func.max(RuleSetting.id))
        .where(RuleSetting.community_id.is_not(None))
        .group_by(RuleSetting.community_id, RuleSetting.key)
    )
    statement = (
        select(RuleSetting)
        .where(RuleSetting.id.in_(newest), RuleSetting.withdrawn.is_(False))
        .options(joinedload(RuleSetting.community))
        .order_by(RuleSetting.community_id, RuleSetting.id)
    )
    return session.scalars(statement if key is None else statement.where(RuleSetting.key == key)).all()


def _in_force(session: Session, community_id: int | None) -> dict[str, RuleSetting]:
    """The newest row of each key that was not withdrawn: a community's own before the street's."""
    mine = RuleSetting.community_id == community_id if community_id else false()
    newest = (
        select(func.max(RuleSetting.id))
        .where(RuleSetting.community_id.is_(None) | mine)
        .group_by(RuleSetting.key, RuleSetting.community_id)
    )
    found = session.scalars(
        select(RuleSetting).where(RuleSetting.id.in_(newest), RuleSetting.withdrawn.is_(False))
    ).all()
    return {row.key: row for row in sorted(found, key=lambda row: row.community_id is not None)}


def workday_overrides(session: Session) -> Sequence[WorkdayOverride]:
    """The days the street settled itself, the latest first."""
    return session.scalars(select(WorkdayOverride).order_by(WorkdayOverride.day.desc())).all()


def cycles(session: Session) -> Sequence[Cycle]:
    """Every year, the newest first."""
    return session.scalars(select(Cycle).order_by(Cycle.year.desc())).all()
