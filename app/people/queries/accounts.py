"""Accounts, and the actors they are."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, selectinload

from app.domain.account_names import account_key, seat_account_name
from app.domain.errors import RuleViolation
from app.domain.names import comparison_key, normalise_phone
from app.domain.policy import Actor, Grant, Role
from app.foundation.clock import local_date
from app.foundation.database import new_slug
from app.foundation.paging import Page, fetch_page
from app.people.models import Appointment, Membership, User, UserSession
from app.people.queries.opened import opened_lately


@dataclass(frozen=True)
class SignedIn:
    """The account behind a request, as Flask-Login wants it."""

    user_id: int
    slug: str
    display_name: str
    actor: Actor
    token_hash: str
    must_change_password: bool = False
    opened: bool = False
    """Whether somebody else opened the account lately: the owner is told."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token_hash


def user_by_slug(session: Session, slug: str) -> User | None:
    return session.scalars(select(User).where(User.slug == slug)).one_or_none()


def user_by_username(session: Session, username: str) -> User | None:
    """The account of a username, however it is typed."""
    return _named(session.scalars(select(User).where(_is_called(username))).all(), username)


def _is_called(typed: str) -> ColumnElement[bool]:
    return User.username.in_({typed.strip().lower(), account_key(typed)})


def _named(rows: Sequence[User], typed: str) -> User | None:
    """The one meant by a typed name. An account older than folding, whose folded name somebody else had, goes by its
    own spelling."""
    exact = next((row for row in rows if row.username == typed.strip().lower()), None)
    return exact or next((row for row in rows if row.username == account_key(typed)), None)


def user_to_sign_in(session: Session, typed: str) -> User | None:
    """The account a person means by a username or a phone number.

    A phone that several accounts share names none of them: those sign in by username.
    """
    rows = session.scalars(select(User).where(or_(_is_called(typed), User.phone == _phone(typed)))).all()
    if named := _named(rows, typed):
        return named
    by_phone = [row for row in rows if row.active]
    return by_phone[0] if len(by_phone) == 1 else None


def _phone(typed: str) -> str:
    try:
        return normalise_phone(typed, landline=True)
    except RuleViolation:
        return typed.strip()


def person_by_name_and_phone(session: Session, name: str, phone: str | None) -> User | None:
    """The account of a person, told by name and phone together; nobody without a phone."""
    if not phone:
        return None
    wanted = comparison_key(name)
    rows = session.scalars(select(User).where(User.phone == phone).order_by(User.id))
    return next((row for row in rows if comparison_key(row.display_name) == wanted), None)


def free_username(session: Session, community_code: str, code: str) -> str:
    """A username for a representative: the code, with the community's before it where it is not yet."""
    wanted = seat_account_name(community_code, code)
    taken = session.scalars(select(User.username).where(User.username == wanted)).all()
    return username_beside(wanted, taken)


def username_beside(wanted: str, taken: Container[str]) -> str:
    """``wanted`` or, where it is taken or says nothing, one made from it."""
    return wanted if len(wanted) > 1 and wanted not in taken else f"{wanted}-{new_slug()[:6]}"


def account_by_slug(session: Session, slug: str) -> User | None:
    """As user_by_slug, with its roles and their communities."""
    return session.scalars(
        select(User)
        .where(User.slug == slug)
        .options(
            selectinload(User.memberships).joinedload(Membership.community),
            selectinload(User.memberships)
            .joinedload(Membership.appointment)
            .joinedload(Appointment.asked_by),
        )
    ).one_or_none()


def accounts_page(
    session: Session, number: int, on: date, *, text: str = "", role: str = "", closed: bool = False
) -> Page[User]:
    """Accounts by name, with their roles; ``text`` is part of a name or username, or a whole phone number."""
    statement = select(User).where(User.active.is_(not closed))
    if text:
        statement = statement.where(
            or_(
                User.display_name.contains(text, autoescape=True),
                User.username.contains(text.lower(), autoescape=True),
                User.phone == _phone(text),
            )
        )
    if role:
        members = _in_force(on).where(Membership.role == role).with_only_columns(Membership.user_id)
        statement = statement.where(User.id.in_(members))
    shown = statement.order_by(User.username).options(
        selectinload(User.memberships).joinedload(Membership.community)
    )
    found = fetch_page(session, shown, number)
    return Page([row[0] for row in found.items], found.number, found.total, found.size)


def roles_on(user: User, on: date) -> Sequence[Membership]:
    """The roles of a loaded account that are in force on a day."""
    return [m for m in user.memberships if m.starts_on <= on and (m.ends_on is None or m.ends_on >= on)]


def actor_of(session: Session, user: User, on: date) -> Actor:
    """The actor an account is on a day, with the roles in force that day."""
    rows = session.scalars(_in_force(on).where(Membership.user_id == user.id))
    return Actor(user.id, user.display_name, frozenset(_grant(row) for row in rows))


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """The account of a session that has not ended: two queries."""
    found = session.execute(
        select(User, opened_lately(now))
        .join(UserSession, UserSession.user_id == User.id)
        .where(
            UserSession.token_hash == token_hash,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            User.active,
        )
    ).one_or_none()
    if found is None:
        return None
    user, opened = found
    actor = actor_of(session, user, local_date(now))
    must_change = user.one_time_until is not None
    return SignedIn(user.id, user.slug, user.display_name, actor, token_hash, must_change, opened)


def holders(session: Session, role: Role, on: date, community_id: int | None = None) -> Sequence[User]:
    """Active accounts that hold ``role`` on a day."""
    statement = _in_force(on).where(Membership.role == role)
    if community_id is not None:
        statement = statement.where(Membership.community_id == community_id)
    members = statement.with_only_columns(Membership.user_id).scalar_subquery()
    return session.scalars(select(User).where(User.id.in_(members), User.active).order_by(User.id)).all()


def _in_force(on: date) -> Select[Membership]:
    return select(Membership).where(
        Membership.starts_on <= on, or_(Membership.ends_on.is_(None), Membership.ends_on >= on)
    )


def _grant(row: Membership) -> Grant:
    return Grant(Role(row.role), row.community_id, row.organisation_ref)
