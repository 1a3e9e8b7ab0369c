"""What is known of an account by everybody, so that its password is not made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Membership, User
from app.street.models import Community
from app.street.queries import the_street

Names = Callable[[Session, User], Iterable[str]]
_more: list[Names] = []


def also_named(names: Names) -> None:
    """A later room adds what it calls the people it knows (their organisation's name)."""
    if names not in _more:
        _more.append(names)


def names_of(session: Session, user: User) -> list[str | None]:
    """The names and numbers of an account, of its communities and of the street."""
    communities = select(Community.name).join(Membership).where(Membership.user_id == user.id)
    return [
        user.username,
        user.display_name,
        user.phone,
        *street_names(session),
        *session.scalars(communities),
        *(name for names in _more for name in names(session, user)),
    ]


def street_names(session: Session) -> list[str]:
    """What the street and its district are called; nothing before there is one."""
    street = the_street(session)
    return [] if street is None else [street.name, street.district]
