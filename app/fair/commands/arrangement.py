"""How the street arranges the fair: days, booths, talks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.fair.models import Booth, Fair, Offering, Talk
from app.foundation import audit
from app.foundation.database import lock
from app.organisations.models import Organisation
from app.street.models import Cycle


@dataclass(frozen=True)
class NewFair:
    """The days offerings can be looked through, both included, and the day the halls are open."""

    name: str
    opens_on: date
    closes_on: date
    held_on: date | None = None
    place: str = ""


@dataclass(frozen=True)
class NewTalk:
    """A talk in a hall on a day, from a time until another."""

    day: date
    hall: str
    starts: time
    ends: time
    topic: str
    offering: Offering | None = None


def open_fair(session: Session, actor: Actor, cycle: Cycle, new: NewFair, now: datetime) -> Fair:
    """Open a fair in a yearly cycle. Raises RuleViolation "fair.days", "fair.held_outside"."""
    if new.closes_on < new.opens_on:
        raise RuleViolation("fair.days", field="closes_on")
    if new.held_on is not None and not new.opens_on <= new.held_on <= new.closes_on:
        raise RuleViolation("fair.held_outside", field="held_on")
    fair = Fair(
        cycle_id=cycle.id,
        name=new.name,
        opens_on=new.opens_on,
        closes_on=new.closes_on,
        held_on=new.held_on,
        place=new.place,
    )
    session.add(fair)
    session.flush()
    audit.record(session, actor, "fair.open", f"fair:{fair.slug}", now, name=new.name)
    return fair


def assign_booth(
    session: Session, actor: Actor, fair: Fair, organisation: Organisation, number: str, now: datetime
) -> Booth:
    """Give an organisation a booth, or another one.

    Raises RuleViolation "organisation.not_admitted", "booth.taken".
    """
    lock(session, fair)
    if organisation.state != "admitted":
        raise RuleViolation("organisation.not_admitted", field="organisation")
    booths = session.scalars(select(Booth).where(Booth.fair_id == fair.id)).all()
    if any(b.number == number and b.organisation_id != organisation.id for b in booths):
        raise RuleViolation("booth.taken", field="number", number=number)
    booth = next((b for b in booths if b.organisation_id == organisation.id), None)
    if booth is None:
        booth = Booth(fair_id=fair.id, organisation_id=organisation.id)
        session.add(booth)
    booth.number = number
    session.flush()
    audit.record(
        session,
        actor,
        "fair.assign_booth",
        f"fair:{fair.slug}",
        now,
        organisation=organisation.slug,
        number=number,
    )
    return booth


def schedule_talk(
    session: Session, actor: Actor, fair: Fair, organisation: Organisation, new: NewTalk, now: datetime
) -> Talk:
    """Put a talk on the timetable.

    Raises RuleViolation "talk.day" (outside the fair), "talk.times", "talk.hall_taken", "talk.speaker_taken"
    (the organisation talks elsewhere then), "talk.offering" (another organisation's).
    """
    lock(session, fair)
    _check_talk(fair, organisation, new)
    for other in session.scalars(select(Talk).where(Talk.fair_id == fair.id, Talk.day == new.day)):
        if other.starts < new.ends and new.starts < other.ends:
            _refuse_overlap(other, organisation, new)
    talk = Talk(
        fair_id=fair.id,
        organisation_id=organisation.id,
        offering_id=new.offering.id if new.offering else None,
        day=new.day,
        hall=new.hall,
        starts=new.starts,
        ends=new.ends,
        topic=new.topic,
    )
    session.add(talk)
    session.flush()
    audit.record(session, actor, "fair.schedule_talk", f"fair:{fair.slug}", now, topic=new.topic)
    return talk


def _check_talk(fair: Fair, organisation: Organisation, new: NewTalk) -> None:
    if not fair.opens_on <= new.day <= fair.closes_on:
        raise RuleViolation("talk.day", field="day")
    if new.ends <= new.starts:
        raise RuleViolation("talk.times", field="ends")
    if new.offering is not None and new.offering.organisation_id != organisation.id:
        raise RuleViolation("talk.offering", field="offering")


def _refuse_overlap(other: Talk, organisation: Organisation, new: NewTalk) -> None:
    if other.hall == new.hall:
        raise RuleViolation("talk.hall_taken", field="starts", topic=other.topic)
    if other.organisation_id == organisation.id:
        raise RuleViolation("talk.speaker_taken", field="starts", topic=other.topic)
