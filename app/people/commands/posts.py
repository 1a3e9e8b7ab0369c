"""The one writer of roles: whoever gives one, at whatever door, passes here."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import APPOINTED, Actor, Role
from app.domain.separation import POSTS_APART
from app.foundation.database import lock
from app.people.models import Appointment, FoundingEnd, Membership, User


def give_role(
    session: Session,
    actor: Actor,
    user: User,
    role: Role,
    starts_on: date,
    ends_on: date | None,
    appointment: Appointment | None,
    *,
    community_id: int | None = None,
    organisation_ref: int | None = None,
) -> Membership:
    """The row of a role from a day until a day (none: without end), both included.

    ``appointment`` is the confirmed request under which a role of APPOINTED is given; without one there is only the
    founding. The account is held while posts that must stay apart are compared, those to come too. The database asks
    for both again (triggers "by_two" and "posts_apart"). Raises RuleViolation "role.two_hands", "role.apart".
    """
    if role in APPOINTED:
        _require_two_hands(session, user, role, community_id, appointment)
    if role in POSTS_APART:
        lock(session, user)
    require_apart(session, user, role, starts_on, ends_on)
    row = Membership(
        user=user,
        role=role,
        community_id=community_id,
        organisation_ref=organisation_ref,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.name,
        appointment=appointment,
    )
    session.add(row)
    return row


def founding_ended(session: Session) -> bool:
    """Whether the posts that an installation begins with have been given."""
    return session.scalars(select(FoundingEnd.id)).first() is not None


def end_founding(session: Session, now: datetime) -> None:
    """From now on a post takes two people, for good; once, however often it is said."""
    if not founding_ended(session):
        session.add(FoundingEnd(id=1, ended_at=now))
        session.flush()


def _require_two_hands(
    session: Session, user: User, role: Role, community_id: int | None, appointment: Appointment | None
) -> None:
    if appointment is None:
        if founding_ended(session):
            raise RuleViolation("role.two_hands", field="role")
        return
    asked = (appointment.state, appointment.user_id, appointment.role, appointment.community_id)
    if asked != ("confirmed", user.id, role, community_id):
        raise RuleViolation("role.two_hands", field="role")


def require_apart(session: Session, user: User, role: Role, starts_on: date, ends_on: date | None) -> None:
    """Raises RuleViolation "role.apart" where the account holds a post that stays apart from ``role``."""
    if role not in POSTS_APART:
        return
    others = select(Membership.id).where(
        Membership.user_id == user.id,
        Membership.role.in_(POSTS_APART - {role}),
        or_(Membership.ends_on.is_(None), Membership.ends_on >= starts_on),
    )
    if ends_on is not None:
        others = others.where(Membership.starts_on <= ends_on)
    if session.scalars(others).first() is not None:
        raise RuleViolation("role.apart", field="role")
