"""The one writer of roles: whoever gives one, at whatever door, passes here."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.domain.separation import POSTS_APART
from app.foundation.database import lock
from app.people.models import Membership, User


def give_role(
    session: Session,
    actor: Actor,
    user: User,
    role: Role,
    starts_on: date,
    ends_on: date | None,
    *,
    community_id: int | None = None,
    organisation_ref: int | None = None,
) -> Membership:
    """The row of a role from a day until a day (none: without end), both included.

    The account is held while posts that must stay apart are compared, those to come too. The database compares
    again (trigger "posts_apart"). Raises RuleViolation "role.apart".
    """
    if role in POSTS_APART:
        lock(session, user)
        _require_apart(session, user, role, starts_on, ends_on)
    row = Membership(
        user=user,
        role=role,
        community_id=community_id,
        organisation_ref=organisation_ref,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.name,
    )
    session.add(row)
    return row


def _require_apart(session: Session, user: User, role: Role, starts_on: date, ends_on: date | None) -> None:
    others = select(Membership.id).where(
        Membership.user_id == user.id,
        Membership.role.in_(POSTS_APART - {role}),
        or_(Membership.ends_on.is_(None), Membership.ends_on >= starts_on),
    )
    if ends_on is not None:
        others = others.where(Membership.starts_on <= ends_on)
    if session.scalars(others).first() is not None:
        raise RuleViolation("role.apart", field="role")
