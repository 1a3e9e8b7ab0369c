"""Representatives' mandates: seated, ended, replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock, new_slug
from app.people.commands.accounts import register_account
from app.people.commands.posts import give_role
from app.people.models import Mandate, User
from app.people.queries import free_username, person_by_name_and_phone, seat_role
from app.people.seats import kept_until
from app.street.models import Community


@dataclass(frozen=True)
class NewRepresentative:
    """A person to seat; both days of the term are included."""

    name: str
    code: str
    starts_on: date
    ends_on: date
    phone: str | None = None
    stairwell: str = ""
    age_band: str = ""
    access_preference: str = ""
    party_member: bool = False


def seat_representative(
    session: Session,
    actor: Actor,
    community: Community,
    user: User,
    code: str,
    now: datetime,
    *,
    starts_on: date,
    ends_on: date,
    stairwell: str = "",
    age_band: str = "",
    access_preference: str = "",
    party_member: bool = False,
) -> Mandate:
    """Give a person a representative's mandate and role for a term, both days included.

    Raises RuleViolation "mandate.days", "mandate.code_taken", "mandate.seated".
    """
    if ends_on < starts_on:
        raise RuleViolation("mandate.days", field="ends_on")
    taken = select(Mandate.id).where(Mandate.community_id == community.id, Mandate.code == code)
    if session.scalars(taken).first() is not None:
        raise RuleViolation("mandate.code_taken", field="code", taken=code)
    overlapping = select(Mandate.code).where(
        Mandate.community_id == community.id,
        Mandate.user_id == user.id,
        Mandate.starts_on <= ends_on,
        Mandate.ends_on >= starts_on,
    )
    if (seated := session.scalars(overlapping).first()) is not None:
        raise RuleViolation("mandate.seated", field="name", seat=seated)
    new = NewRepresentative(
        name=user.display_name,
        code=code,
        starts_on=starts_on,
        ends_on=ends_on,
        stairwell=stairwell,
        age_band=age_band,
        access_preference=access_preference,
        party_member=party_member,
    )
    mandate = put_on_seat(session, actor, community.id, user, new, now)
    session.flush()
    return mandate


def put_on_seat(
    session: Session, actor: Actor, community_id: int, user: User, new: NewRepresentative, now: datetime
) -> Mandate:
    """The rows of a seat, without looking whether it is free: the caller has."""
    mandate = Mandate(
        slug=new_slug(),
        community_id=community_id,
        user=user,
        code=new.code,
        name=new.name,
        stairwell=new.stairwell,
        age_band=new.age_band,
        access_preference=new.access_preference,
        party_member=new.party_member,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
    )
    session.add(mandate)
    give_role(
        session,
        actor,
        user,
        Role.REPRESENTATIVE,
        new.starts_on,
        new.ends_on,
        None,
        community_id=community_id,
    )
    subject = f"mandate:{mandate.slug}"
    audit.record(session, actor, "people.seat_representative", subject, now, code=new.code)
    return mandate


def change_representative(
    session: Session, actor: Actor, mandate: Mandate, changes: Mapping[str, Any], now: datetime
) -> Mandate:
    """Bring a mandate's entry up to date. ``changes`` holds values by field; "phone" is the person's, a changed
    name is the person's too, and a changed term is the role's too.

    Raises RuleViolation "mandate.days", and where the change would end the mandate of somebody seated
    "mandate.unseated", "mandate.kept".
    """
    starts_on = changes.get("starts_on", mandate.starts_on)
    ends_on = changes.get("ends_on", mandate.ends_on)
    if ends_on < starts_on:
        raise RuleViolation("mandate.days", field="ends_on")
    if (starts_on, ends_on) != (mandate.starts_on, mandate.ends_on):
        _require_no_end(session, mandate, starts_on, ends_on, now)
        role = seat_role(session, mandate)
        if role is not None:
            role.starts_on, role.ends_on = starts_on, ends_on
    for key, value in changes.items():
        if key == "phone":
            mandate.user.phone = value
        else:
            setattr(mandate, key, value)
    if "name" in changes:
        mandate.user.display_name = changes["name"]
    audit.record(
        session,
        actor,
        "people.change_representative",
        f"mandate:{mandate.slug}",
        now,
        code=mandate.code,
        changed=sorted(changes),
    )
    return mandate


def end_mandate(
    session: Session, actor: Actor, mandate: Mandate, last_day: date, reason: str, now: datetime
) -> Mandate:
    """End a mandate before its term does; ``last_day`` is the last day it holds, today or later, and no round that is
    open loses the voter. The representative is told.

    Raises RuleViolation "mandate.ended", "mandate.over", "mandate.last_day", "mandate.kept" (a round is open until
    then), "mandate.reason".
    """
    lock(session, mandate)
    today = local_date(now)
    if mandate.ended_because:
        raise RuleViolation("mandate.ended")
    if mandate.ends_on < today:
        raise RuleViolation("mandate.over")
    first = max(mandate.starts_on, today)
    if not first <= last_day <= mandate.ends_on:
        raise RuleViolation("mandate.last_day", field="last_day", first=first, last=mandate.ends_on)
    _require_kept(session, mandate, last_day, "last_day")
    if not reason.strip():
        raise RuleViolation("mandate.reason", field="reason")
    role = seat_role(session, mandate)
    if role is not None:
        role.ends_on = last_day
    mandate.ends_on, mandate.ended_because = last_day, reason.strip()
    session.flush()
    audit.record(
        session,
        actor,
        "people.end_mandate",
        f"user:{mandate.user.slug}",
        now,
        mandate=mandate.slug,
        code=mandate.code,
        last_day=last_day.isoformat(),
    )
    return mandate


def _require_kept(session: Session, mandate: Mandate, last_day: date, field: str) -> None:
    kept = kept_until(session, mandate)
    if kept is not None and last_day < min(kept, mandate.ends_on):
        raise RuleViolation("mandate.kept", field=field, seat=mandate.code, first=min(kept, mandate.ends_on))


def _require_no_end(
    session: Session, mandate: Mandate, starts_on: date, ends_on: date, now: datetime
) -> None:
    """A corrected term unseats nobody: that has its own road."""
    today = local_date(now)
    if not mandate.starts_on <= today <= mandate.ends_on:
        return
    if ends_on < today or starts_on > today:
        raise RuleViolation("mandate.unseated", field="ends_on", seat=mandate.code)
    _require_kept(session, mandate, ends_on, "ends_on")


def replace_representative(
    session: Session, actor: Actor, mandate: Mandate, new: NewRepresentative, now: datetime
) -> Mandate:
    """Seat another person in place of one whose mandate was ended.

    The person's account is the one with the same name and phone, or a new one nobody can sign in to yet.
    Raises RuleViolation "mandate.not_ended", "mandate.replaced", "mandate.too_early", and as seat_representative.
    """
    lock(session, mandate)
    if not mandate.ended_because:
        raise RuleViolation("mandate.not_ended")
    if session.scalars(select(Mandate.id).where(Mandate.replaces_id == mandate.id)).first() is not None:
        raise RuleViolation("mandate.replaced")
    if new.starts_on <= mandate.ends_on:
        raise RuleViolation("mandate.too_early", field="starts_on", last=mandate.ends_on)
    user = person_by_name_and_phone(session, new.name, new.phone)
    if user is None:
        username = free_username(session, mandate.community.code, new.code)
        user = register_account(session, actor, username, new.name, now, phone=new.phone)
    seated = seat_representative(
        session,
        actor,
        mandate.community,
        user,
        new.code,
        now,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        stairwell=new.stairwell,
        age_band=new.age_band,
        access_preference=new.access_preference,
        party_member=new.party_member,
    )
    seated.replaces_id = mandate.id
    session.flush()
    return seated


def reveal_phone(session: Session, actor: Actor, mandate: Mandate, purpose: str, now: datetime) -> str:
    """A representative's whole phone number, on record with what it is needed for (PIPL arts 6, 51).

    Raises RuleViolation "phone.none".
    """
    if not mandate.user.phone:
        raise RuleViolation("phone.none")
    audit.record(session, actor, "people.reveal_phone", f"mandate:{mandate.slug}", now, purpose=purpose)
    return mandate.user.phone
