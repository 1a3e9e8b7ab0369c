"""What changes in the street."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
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
from app.street.rules import CHECKS, check_setting


@dataclass(frozen=True)
class NewCommunity:
    """``profile`` holds further counts of people by kind."""

    code: str
    name: str
    zone: str
    kind: str = ""
    phone: str = ""
    households: int = 0
    population: int = 0
    profile: Mapping[str, Any] = field(default_factory=dict)
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class NewPhase:
    """``stage`` is the road's stage it belongs to; both days are included."""

    stage: str
    name: str
    starts_on: date
    ends_on: date
    note: str = ""


@dataclass(frozen=True)
class NewDirectoryItem:
    number: str
    category_number: int
    category: str
    name: str
    source: str = ""


def found_street(
    session: Session,
    actor: Actor,
    name: str,
    now: datetime,
    *,
    district: str = "",
    phone: str = "",
    note: str = "",
) -> Street:
    """Set up the street this installation serves. Raises RuleViolation "street.exists"."""
    if session.scalars(select(Street.id)).first() is not None:
        raise RuleViolation("street.exists")
    street = Street(name=name, district=district, phone=phone, note=note)
    session.add(street)
    session.flush()
    audit.record(session, actor, "street.found", f"street:{street.slug}", now, name=name)
    return street


def add_zone(session: Session, actor: Actor, street: Street, name: str, note: str, now: datetime) -> Zone:
    """Set up a part of the street. Raises RuleViolation "zone.taken"."""
    lock(session, street)
    if session.scalars(select(Zone.id).where(Zone.street_id == street.id, Zone.name == name)).first():
        raise RuleViolation("zone.taken", field="name")
    zone = Zone(street_id=street.id, name=name, note=note)
    session.add(zone)
    session.flush()
    audit.record(session, actor, "street.add_zone", f"street:{street.slug}", now, zone=name)
    return zone


def add_community(
    session: Session, actor: Actor, street: Street, new: NewCommunity, now: datetime
) -> Community:
    """Add a community to a zone of the street. Raises RuleViolation "zone.unknown", "community.code_taken",
    "community.name_taken".
    """
    lock(session, street)
    zone = _zone_of(session, street, new)
    _check_free(session, street, new)
    community = Community(
        street_id=street.id,
        zone_id=zone.id,
        code=new.code,
        name=new.name,
        kind=new.kind,
        phone=new.phone,
        households=new.households,
        population=new.population,
        profile=dict(new.profile),
        longitude=new.longitude,
        latitude=new.latitude,
    )
    session.add(community)
    session.flush()
    audit.record(session, actor, "street.add_community", f"community:{community.slug}", now, code=new.code)
    return community


def change_community(
    session: Session, actor: Actor, street: Street, community: Community, new: NewCommunity, now: datetime
) -> Community:
    """Correct a community's name, zone, kind, phone and size; its code, profile and place on the map stay.

    Raises RuleViolation "zone.unknown", "community.name_taken".
    """
    lock(session, street)
    zone = _zone_of(session, street, new)
    _check_free(session, street, replace(new, code=community.code), community.id)
    community.zone_id, community.name, community.kind = zone.id, new.name, new.kind
    community.phone, community.households, community.population = new.phone, new.households, new.population
    session.flush()
    audit.record(session, actor, "street.change_community", f"community:{community.slug}", now, name=new.name)
    return community


def _zone_of(session: Session, street: Street, new: NewCommunity) -> Zone:
    zone = session.scalars(
        select(Zone).where(Zone.street_id == street.id, Zone.name == new.zone)
    ).one_or_none()
    if zone is None:
        raise RuleViolation("zone.unknown", field="zone")
    return zone


def _check_free(session: Session, street: Street, new: NewCommunity, own_id: int | None = None) -> None:
    others = select(Community.code, Community.name).where(Community.street_id == street.id)
    for code, name in session.execute(others.where(Community.id != own_id) if own_id else others):
        if code == new.code:
            raise RuleViolation("community.code_taken", field="code")
        if name == new.name:
            raise RuleViolation("community.name_taken", field="name")


def open_cycle(
    session: Session, actor: Actor, street: Street, year: int, phases: Sequence[NewPhase], now: datetime
) -> Cycle:
    """Open a year with its dated phases. Raises RuleViolation "cycle.exists", "cycle.days"."""
    if session.scalars(select(Cycle.id).where(Cycle.street_id == street.id, Cycle.year == year)).first():
        raise RuleViolation("cycle.exists", field="year", year=year)
    _check_days(phases)
    cycle = Cycle(street_id=street.id, year=year, phases=_phases(phases))
    session.add(cycle)
    session.flush()
    audit.record(session, actor, "street.open_cycle", f"cycle:{cycle.slug}", now, year=year)
    return cycle


def set_rule(
    session: Session,
    actor: Actor,
    street: Street,
    key: str,
    value: Any,
    source: str,
    now: datetime,
    community: Community | None = None,
) -> RuleSetting:
    """Set a rule from now on; what is under way keeps the rules it froze.

    Raises RuleViolation "setting.unknown", "setting.value", "setting.source".
    """
    check_setting(key, value)
    if not source.strip():
        raise RuleViolation("setting.source", field="source")
    setting = RuleSetting(
        street_id=street.id,
        community_id=None if community is None else community.id,
        key=key,
        value=value,
        source=source.strip(),
        set_by_id=actor.user_id,
        set_by=actor.name,
        set_at=now,
    )
    session.add(setting)
    session.flush()
    subject = f"street:{street.slug}" if community is None else f"community:{community.slug}"
    audit.record(session, actor, "street.set_rule", subject, now, key=key, value=value, source=source)
    return setting


def clear_rule(
    session: Session,
    actor: Actor,
    street: Street,
    key: str,
    source: str,
    now: datetime,
    community: Community,
) -> RuleSetting:
    """End a community's own value from now on: the street's holds again.

    Raises RuleViolation "setting.unknown", "setting.source", "setting.not_own".
    """
    if key not in CHECKS:
        raise RuleViolation("setting.unknown", key=key)
    if not source.strip():
        raise RuleViolation("setting.source", field="source")
    newest = session.scalars(
        select(RuleSetting)
        .where(RuleSetting.community_id == community.id, RuleSetting.key == key)
        .order_by(RuleSetting.id.desc())
    ).first()
    if newest is None or newest.withdrawn:
        raise RuleViolation("setting.not_own")
    row = RuleSetting(
        street_id=street.id,
        community_id=community.id,
        key=key,
        value=newest.value,
        withdrawn=True,
        source=source.strip(),
        set_by_id=actor.user_id,
        set_by=actor.name,
        set_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "street.clear_rule", f"community:{community.slug}", now, key=key, source=source
    )
    return row


def change_phases(
    session: Session, actor: Actor, cycle: Cycle, phases: Sequence[NewPhase], now: datetime
) -> Cycle:
    """Put a year's phases anew. Raises RuleViolation "cycle.days", "cycle.empty"."""
    lock(session, cycle)
    if not phases:
        raise RuleViolation("cycle.empty", field="phases")
    _check_days(phases)
    cycle.phases.clear()
    session.flush()
    cycle.phases = _phases(phases)
    session.flush()
    audit.record(
        session,
        actor,
        "street.change_phases",
        f"cycle:{cycle.slug}",
        now,
        year=cycle.year,
        phases=len(phases),
    )
    return cycle


def _check_days(phases: Sequence[NewPhase]) -> None:
    if any(phase.ends_on < phase.starts_on for phase in phases):
        raise RuleViolation("cycle.days", field="phases")


def _phases(phases: Sequence[NewPhase]) -> list[CyclePhase]:
    return [
        CyclePhase(
            position=position,
            stage=phase.stage,
            name=phase.name,
            starts_on=phase.starts_on,
            ends_on=phase.ends_on,
            note=phase.note,
        )
        for position, phase in enumerate(phases, 1)
    ]


def import_directory(
    session: Session, actor: Actor, street: Street, items: Sequence[NewDirectoryItem], now: datetime
) -> int:
    """Add or bring up to date the guidance directory; the number of items that changed.

    Items that are not in the new list stop being offered and stay on older records.
    """
    known = {row.number: row for row in session.scalars(select(DirectoryItem)).all()}
    changed = sum(_put_item(session, street, known, item) for item in items)
    listed = {item.number for item in items}
    for number, row in known.items():
        if number not in listed and row.active:
            row.active = False
            changed += 1
    session.flush()
    if changed:
        audit.record(session, actor, "street.import_directory", f"street:{street.slug}", now, changed=changed)
    return changed


def _put_item(
    session: Session, street: Street, known: Mapping[str, DirectoryItem], item: NewDirectoryItem
) -> bool:
    row = known.get(item.number)
    if row is None:
        row = DirectoryItem(street_id=street.id, number=item.number, active=False)
        session.add(row)
    before = (row.category_number, row.category, row.name, row.source, row.active)
    after = (item.category_number, item.category, item.name, item.source, True)
    row.category_number, row.category, row.name, row.source, row.active = after
    return before != after


def override_workday(
    session: Session, actor: Actor, street: Street, day: date, is_workday: bool, source: str, now: datetime
) -> WorkdayOverride:
    """Settle whether ``day`` is a working day. Raises RuleViolation "setting.source"."""
    if not source.strip():
        raise RuleViolation("setting.source", field="source")
    row = session.scalars(
        select(WorkdayOverride).where(WorkdayOverride.street_id == street.id, WorkdayOverride.day == day)
    ).one_or_none()
    if row is None:
        row = WorkdayOverride(street_id=street.id, day=day)
        session.add(row)
    row.is_workday, row.source = is_workday, source.strip()
    session.flush()
    audit.record(
        session,
        actor,
        "street.override_workday",
        f"street:{street.slug}",
        now,
        day=day.isoformat(),
        is_workday=is_workday,
    )
    return row


def clear_workday(
    session: Session, actor: Actor, street: Street, day: date, now: datetime
) -> WorkdayOverride:
    """Let the public calendar settle ``day`` again. Raises RuleViolation "workday.not_set"."""
    row = session.scalars(
        select(WorkdayOverride).where(WorkdayOverride.street_id == street.id, WorkdayOverride.day == day)
    ).one_or_none()
    if row is None:
        raise RuleViolation("workday.not_set")
    session.delete(row)
    session.flush()
    audit.record(session, actor, "street.clear_workday", f"street:{street.slug}", now, day=day.isoformat())
    return row
