"""Sign-ins under way."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.people.models import User, UserSession


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


def end_all_sessions(session: Session, user: User, now: datetime, but: str = "") -> None:
    """End every sign-in of an account, save the one whose token hash is ``but``."""
    session.execute(
        update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None), UserSession.token_hash != but)
        .values(ended_at=now)
    )
