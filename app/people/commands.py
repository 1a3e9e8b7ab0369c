"""What changes of people."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import COMMUNITY_ROLES, STREET_ROLES, Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.people.models import Mandate, Membership, User, UserSession
from app.street.models import Community

LEAST_PASSWORD_LENGTH = 8


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """An Argon2id hash. Raises RuleViolation "password.short"."""
    if len(password) < LEAST_PASSWORD_LENGTH:
        raise RuleViolation("password.short", field="password", least=LEAST_PASSWORD_LENGTH)
    return _hasher().hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the account's; takes as long when there is no account."""
    try:
        _hasher().verify(password_hash or _nobodys_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


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
    """Add an account; without a password nobody can sign in to it. Raises RuleViolation "account.taken"."""
    name = username.strip().lower()
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
) -> Membership:
    """Give a role in its kind of area. Raises RuleViolation "role.area" when the area does not fit the role."""
    in_community, in_organisation = community is not None, organisation_ref is not None
    fits = {
        role in COMMUNITY_ROLES: in_community and not in_organisation,
        role in STREET_ROLES: not in_community and not in_organisation,
        role is Role.ORGANISATION_MEMBER: in_organisation and not in_community,
    }
    if not fits[True]:
        raise RuleViolation("role.area", field="role")
    membership = Membership(
        user_id=user.id,
        role=role,
        community_id=None if community is None else community.id,
        organisation_ref=organisation_ref,
        starts_on=starts_on or local_date(now),
        ends_on=ends_on,
        granted_by=actor.name,
    )
    session.add(membership)
    session.flush()
    audit.record(session, actor, "people.grant_role", f"user:{user.slug}", now, role=role)
    return membership


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

    Raises RuleViolation "mandate.days", "mandate.code_taken".
    """
    if ends_on < starts_on:
        raise RuleViolation("mandate.days", field="ends_on")
    taken = select(Mandate.id).where(Mandate.community_id == community.id, Mandate.code == code)
    if session.scalars(taken).first() is not None:
        raise RuleViolation("mandate.code_taken", field="code", taken=code)
    mandate = Mandate(
        community_id=community.id,
        user_id=user.id,
        code=code,
        name=user.display_name,
        stairwell=stairwell,
        age_band=age_band,
        access_preference=access_preference,
        party_member=party_member,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(mandate)
    grant_role(
        session,
        actor,
        user,
        Role.REPRESENTATIVE,
        now,
        community=community,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    audit.record(session, actor, "people.seat_representative", f"mandate:{mandate.slug}", now, code=code)
    return mandate


def start_session(session: Session, user: User, now: datetime, minutes: int) -> str:
    """Begin a sign-in that lasts at most ``minutes``; the secret token for the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=token_hash(token),
            user_id=user.id,
            started_at=now,
            expires_at=now + timedelta(minutes=minutes),
        )
    )
    return token


def token_hash(token: str) -> str:
    """How a session's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def end_session(session: Session, hashed: str, now: datetime) -> None:
    """Sign out: the session stays refused even when its cookie is played back."""
    row = session.scalars(select(UserSession).where(UserSession.token_hash == hashed)).one_or_none()
    if row is not None and row.ended_at is None:
        row.ended_at = now
