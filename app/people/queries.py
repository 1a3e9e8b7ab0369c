"""What is read of people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.domain.policy import Actor, Grant, Role
from app.foundation.clock import local_date
from app.people.models import Mandate, Membership, User, UserSession


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, as Flask-Login wants it."""

    user_id: int
    slug: str
    display_name: str
    actor: Actor
    token_hash: str

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token_hash


def user_by_slug(session: Session, slug: str) -> User | None:
    return session.scalars(select(User).where(User.slug == slug)).one_or_none()


def user_by_username(session: Session, username: str) -> User | None:
    return session.scalars(select(User).where(User.username == username.strip().lower())).one_or_none()


def actor_of(session: Session, user: User, on: date) -> Actor:
    """The actor an account is on a day, with the roles in force that day."""
    rows = session.scalars(_in_force(on).where(Membership.user_id == user.id))
    return Actor(user.id, user.display_name, frozenset(_grant(row) for row in rows))


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """The account of a session that has not ended: two queries."""
    user = session.scalars(
        select(User)
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.token_hash == token_hash,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            User.active,
        )
    ).one_or_none()
    if user is None:
        return None
    actor = actor_of(session, user, local_date(now))
    return SignedIn(user.id, user.slug, user.display_name, actor, token_hash)


def holders(session: Session, role: Role, on: date, community_id: int | None = None) -> Sequence[User]:
    """Active accounts that hold ``role`` on a day."""
    statement = _in_force(on).where(Membership.role == role)
    if community_id is not None:
        statement = statement.where(Membership.community_id == community_id)
    members = statement.with_only_columns(Membership.user_id).scalar_subquery()
    return session.scalars(select(User).where(User.id.in_(members), User.active).order_by(User.id)).all()


def mandates_on(session: Session, community_id: int, on: date) -> Sequence[Mandate]:
    """A community's representatives on a day, in the order of their codes."""
    return session.scalars(
        select(Mandate)
        .where(Mandate.community_id == community_id, Mandate.starts_on <= on, Mandate.ends_on >= on)
        .order_by(Mandate.code)
    ).all()


def mandate_of(session: Session, user_id: int, community_id: int, on: date) -> Mandate | None:
    """The mandate a person holds in a community on a day."""
    return session.scalars(
        select(Mandate).where(
            Mandate.user_id == user_id,
            Mandate.community_id == community_id,
            Mandate.starts_on <= on,
            Mandate.ends_on >= on,
        )
    ).first()


def _in_force(on: date) -> Select[Membership]:
    return select(Membership).where(
        Membership.starts_on <= on, or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    )


def _grant(row: Membership) -> Grant:
    return Grant(Role(row.role), row.community_id, row.organisation_ref)
