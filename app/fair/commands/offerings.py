"""What organisations offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.procurement import check_directory
from app.fair.models import Offering
from app.foundation import audit, search
from app.foundation.database import lock
from app.organisations.models import Organisation
from app.street.models import DirectoryItem, Zone


@dataclass(frozen=True)
class NewOffering:
    """Prices in fen: one unit, and the least and most a contract may come to. No zones: the whole street."""

    title: str
    price_unit: str
    unit_price_fen: int
    min_total_fen: int
    max_total_fen: int
    months: int
    capacity: int
    capacity_unit: str
    directory_item: DirectoryItem | None = None
    outside_reason: str = ""
    summary: str = ""
    target_group: str = ""
    zones: Sequence[Zone] = ()
    code: str | None = None


def list_offering(
    session: Session, actor: Actor, organisation: Organisation, new: NewOffering, now: datetime
) -> Offering:
    """Put an offering on the fair's list.

    Raises RuleViolation "organisation.not_admitted", "offering.price", "offering.range", "offering.counts",
    "directory.reason_missing" (102号令 art. 11: a service belongs to the directory or says why not).
    """
    lock(session, organisation)
    _require_admitted(organisation)
    check_offering(new, taken=0)
    offering = Offering(organisation_id=organisation.id, code=new.code, listed_at=now, state="listed")
    _write(offering, new)
    session.add(offering)
    session.flush()
    find_anew(session, offering)
    audit.record(session, actor, "fair.list_offering", f"offering:{offering.slug}", now, title=new.title)
    return offering


def change_offering(
    session: Session, actor: Actor, offering: Offering, new: NewOffering, now: datetime
) -> Offering:
    """Change what is offered from now on; proposals keep what they took over.

    Raises as list_offering, and RuleViolation "offering.capacity_taken" when less is left than was promised.
    """
    lock(session, offering)
    check_offering(new, taken=offering.capacity_taken)
    _write(offering, new)
    session.flush()
    if offering.state == "listed":
        find_anew(session, offering)
    audit.record(session, actor, "fair.change_offering", f"offering:{offering.slug}", now, title=new.title)
    return offering


def withdraw_offering(session: Session, actor: Actor, offering: Offering, now: datetime) -> Offering:
    """Take an offering off the list; what was agreed on it stands. Raises RuleViolation "state.wrong"."""
    _move(session, offering, "listed", "withdrawn")
    search.forget(session, "offering", offering.slug)
    audit.record(session, actor, "fair.withdraw_offering", f"offering:{offering.slug}", now)
    return offering


def list_again(session: Session, actor: Actor, offering: Offering, now: datetime) -> Offering:
    """Put a withdrawn offering back. Raises RuleViolation "state.wrong", "organisation.not_admitted"."""
    _require_admitted(offering.organisation)
    _move(session, offering, "withdrawn", "listed")
    find_anew(session, offering)
    audit.record(session, actor, "fair.list_again", f"offering:{offering.slug}", now)
    return offering


def take_capacity(session: Session, actor: Actor, offering: Offering, people: int, now: datetime) -> Offering:
    """Book capacity for a signed contract, in the offering's own unit of people.

    Raises RuleViolation "offering.capacity_short" with what is left.
    """
    lock(session, offering)
    if people > offering.capacity_left:
        raise RuleViolation(
            "offering.capacity_short", left=offering.capacity_left, unit=offering.capacity_unit, people=people
        )
    offering.capacity_taken += people
    session.flush()
    audit.record(session, actor, "fair.take_capacity", f"offering:{offering.slug}", now, people=people)
    return offering


def check_offering(new: NewOffering, taken: int) -> None:
    """Raise the first rule an offering breaks; ``taken`` is the capacity already promised."""
    if min(new.unit_price_fen, new.min_total_fen) <= 0:
        raise RuleViolation("offering.price", field="unit_price_fen")
    if new.max_total_fen < new.min_total_fen:
        raise RuleViolation("offering.range", field="max_total_fen")
    if new.capacity <= 0 or new.months <= 0:
        raise RuleViolation("offering.counts", field="capacity")
    if new.capacity < taken:
        raise RuleViolation("offering.capacity_taken", field="capacity", taken=taken)
    item = new.directory_item
    for finding in check_directory(item.number if item else None, new.outside_reason):
        raise RuleViolation(finding.code, field="outside_reason")


def _require_admitted(organisation: Organisation) -> None:
    if organisation.state != "admitted":
        raise RuleViolation("organisation.not_admitted")


def _move(session: Session, offering: Offering, source: str, target: str) -> None:
    lock(session, offering)
    if offering.state != source:
        raise RuleViolation("state.wrong", state=offering.state)
    offering.state = target
    session.flush()


def _write(offering: Offering, new: NewOffering) -> None:
    offering.title, offering.summary, offering.target_group = new.title, new.summary, new.target_group
    offering.directory_item_id = new.directory_item.id if new.directory_item else None
    offering.outside_reason = "" if new.directory_item else new.outside_reason.strip()
    offering.price_unit, offering.unit_price_fen = new.price_unit, new.unit_price_fen
    offering.min_total_fen, offering.max_total_fen = new.min_total_fen, new.max_total_fen
    offering.months, offering.capacity, offering.capacity_unit = new.months, new.capacity, new.capacity_unit
    offering.zones = list(new.zones)


def find_anew(session: Session, offering: Offering) -> None:
    """Put a listed offering's present words into the search index."""
    if offering.state != "listed":
        return
    session.refresh(offering, ["organisation", "directory_item"])
    item = offering.directory_item
    search.index(
        session,
        "offering",
        offering.slug,
        offering.title,
        offering.summary,
        offering.organisation.name,
        offering.target_group,
        f"{item.category} {item.name}" if item else offering.outside_reason,
    )
