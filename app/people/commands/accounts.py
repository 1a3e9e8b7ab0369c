"""Accounts and their roles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.account_names import account_name
from app.domain.errors import RuleViolation
from app.domain.policy import COMMUNITY_ROLES, STREET_ROLES, Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.people.commands.passwords import post_of
from app.people.commands.posts import give_role
from app.people.commands.sessions import end_all_sessions
from app.people.models import Appointment, Membership, User
from app.people.queries import roles_on
from app.street.models import Community

ERASED = "（已删除的账号）"


def register_account(
    session: Session,
    actor: Actor,
    username: str,
    display_name: str,
    now: datetime,
    *,
    password_hash: str | None = None,
    phone: str | None = None,
) -> User:
    """Add an account; without a password nobody can sign in to it.

    Raises RuleViolation "account.taken" and those of domain.account_names.account_name.
    """
    name = account_name(username)
    if session.scalars(select(User.id).where(User.username == name)).first() is not None:
        raise RuleViolation("account.taken", field="username")
    user = User(
        username=name, display_name=display_name, phone=phone, password_hash=password_hash, created_at=now
    )
    session.add(user)
    session.flush()
    audit.record(session, actor, "people.register_account", f"user:{user.slug}", now)
    return user


def grant_role(
    session: Session,
    actor: Actor,
    user: User,
    role: Role,
    now: datetime,
    *,
    community: Community | None = None,
    organisation_ref: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    appointment: Appointment | None = None,
) -> Membership:
    """Give a role in its kind of area; a post under its confirmed ``appointment``, or at the founding.

    Raises RuleViolation "role.area" when the area does not fit the role, "role.two_hands", "role.apart".
    """
    require_area(role, community is not None, organisation_ref is not None)
    membership = give_role(
        session,
        actor,
        user,
        role,
        starts_on or local_date(now),
        ends_on,
        appointment,
        community_id=None if community is None else community.id,
        organisation_ref=organisation_ref,
    )
    session.flush()
    audit.record(
        session, actor, "people.grant_role", f"user:{user.slug}", now, role=role, post=post_of(actor)
    )
    return membership


def require_area(role: Role, in_community: bool, in_organisation: bool = False) -> None:
    """Raises RuleViolation "role.area" when the area does not fit the role."""
    fits = {
        role in COMMUNITY_ROLES: in_community and not in_organisation,
        role in STREET_ROLES: not in_community and not in_organisation,
        role is Role.ORGANISATION_MEMBER: in_organisation and not in_community,
    }
    if not fits[True]:
        raise RuleViolation("role.area", field="role")


def end_role(session: Session, actor: Actor, user: User, membership_id: int, now: datetime) -> Membership:
    """Take a role away from today on; its row stays, even when it began today.

    Raises RuleViolation "role.missing", "role.self", "role.seat", "account.last_administrator".
    """
    lock(session, user)
    today = local_date(now)
    row = next((m for m in roles_on(user, today) if m.id == membership_id), None)
    if row is None:
        raise RuleViolation("role.missing")
    if actor.user_id == user.id:
        raise RuleViolation("role.self")
    if row.role == Role.REPRESENTATIVE:
        raise RuleViolation("role.seat")
    if row.role == Role.ADMINISTRATOR:
        _keep_an_administrator(session, user, today)
    row.ends_on, row.ended_at = today - timedelta(days=1), now
    session.flush()
    audit.record(session, actor, "people.end_role", f"user:{user.slug}", now, role=row.role)
    return row


def change_details(
    session: Session, actor: Actor, user: User, display_name: str, phone: str | None, now: datetime
) -> User:
    """Correct an account's name and phone; what it is called and signed in by, so its owner is told what changed."""
    lock(session, user)
    given = {"display_name": display_name, "phone": phone}
    changed = sorted(name for name, value in given.items() if getattr(user, name) != value)
    user.display_name, user.phone = display_name, phone
    session.flush()
    audit.record(
        session,
        actor,
        "people.change_details",
        f"user:{user.slug}",
        now,
        changed=changed,
        post=post_of(actor),
    )
    return user


def deactivate_account(session: Session, actor: Actor, user: User, now: datetime) -> User:
    """Close an account: nobody signs in to it and its sign-ins end at once.

    Raises RuleViolation "account.own", "account.inactive", "account.last_administrator".
    """
    lock(session, user)
    if actor.user_id == user.id:
        raise RuleViolation("account.own")
    if not user.active:
        raise RuleViolation("account.inactive")
    _keep_an_administrator(session, user, local_date(now))
    user.active = False
    end_all_sessions(session, user, now)
    session.flush()
    audit.record(session, actor, "people.deactivate_account", f"user:{user.slug}", now)
    return user


def erase_account(session: Session, actor: Actor, user: User, now: datetime) -> User:
    """Close an account for good and keep nothing of its person: name, phone, password and username go, and what it
    did stays on record under its slug."""
    lock(session, user)
    user.username, user.display_name = f"gone-{user.slug}", ERASED
    user.phone = user.password_hash = user.one_time_until = None
    user.active = False
    end_all_sessions(session, user, now)
    session.flush()
    audit.record(session, actor, "people.erase_account", f"user:{user.slug}", now)
    return user


def reactivate_account(session: Session, actor: Actor, user: User, now: datetime) -> User:
    """Open a closed account again. Raises RuleViolation "account.active"."""
    lock(session, user)
    if user.active:
        raise RuleViolation("account.active")
    user.active = True
    session.flush()
    audit.record(session, actor, "people.reactivate_account", f"user:{user.slug}", now, post=post_of(actor))
    return user


def _keep_an_administrator(session: Session, user: User, today: date) -> None:
    administrators = (
        select(User.id)
        .join(Membership)
        .where(
            Membership.role == Role.ADMINISTRATOR,
            Membership.starts_on <= today,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
            User.active,
        )
        .with_for_update(of=User)
    )
    if set(session.scalars(administrators)) == {user.id}:
        raise RuleViolation("account.last_administrator")
