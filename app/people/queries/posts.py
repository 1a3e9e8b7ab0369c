"""In which post somebody acted on a day, where the act itself did not say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.people.models import Membership


def post_on(session: Session, user_id: int, posts: Sequence[Role], on: date) -> str:
    """The first of ``posts`` that a person held on a day; empty when none."""
    held = session.scalars(
        select(Membership.role).where(
            Membership.user_id == user_id,
            Membership.role.in_(posts),
            Membership.starts_on <= on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
        )
    ).all()
    return next((str(post) for post in posts if post in held), "")
