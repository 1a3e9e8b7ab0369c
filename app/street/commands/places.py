"""The street itself, its zones and communities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.street.models import Community, Street, Zone


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
