"""Passwords: how they are kept, compared, changed and given anew."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.domain.text import fold
from app.foundation import audit
from app.foundation.database import SLUG_ALPHABET, lock
from app.people.commands.sessions import end_all_sessions
from app.people.models import User

LEAST_PASSWORD_LENGTH = 8
LONGEST_PASSWORD = 200
LEAST_DIFFERENT = 4
ONE_TIME = timedelta(days=7)


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with 19 MiB, two passes, one lane: the least OWASP's Password Storage Cheat Sheet allows, so that a
    hall of a hundred people signs in within seconds on a small machine."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """An Argon2id hash. Raises RuleViolation "password.short", "password.long"."""
    if len(password) < LEAST_PASSWORD_LENGTH:
        raise RuleViolation("password.short", field="password", least=LEAST_PASSWORD_LENGTH)
    if len(password) > LONGEST_PASSWORD:
        raise RuleViolation("password.long", field="password", most=LONGEST_PASSWORD)
    return _hasher().hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the account's; takes as long when there is no account."""
    nobodys = _nobodys_hash()
    try:
        _hasher().verify(password_hash or nobodys, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


def check_password(user: User, password: str) -> None:
    """Raise RuleViolation "password.weak" when it is easily guessed: it holds the account's name or phone, or is
    made of fewer than LEAST_DIFFERENT characters."""
    guessable = [part for part in (user.username, user.phone) if part and len(part) >= LEAST_DIFFERENT]
    if len(set(password)) < LEAST_DIFFERENT or any(fold(part) in fold(password) for part in guessable):
        raise RuleViolation("password.weak", field="password", least=LEAST_DIFFERENT)


def change_password(
    session: Session, actor: Actor, user: User, password_hash: str, now: datetime, kept_session: str = ""
) -> User:
    """Give oneself a new password: a one-time one is used up, and the person's other sign-ins end."""
    lock(session, user)
    user.password_hash, user.one_time_until = password_hash, None
    end_all_sessions(session, user, now, but=kept_session)
    session.flush()
    audit.record(session, actor, "people.change_password", f"user:{user.slug}", now)
    return user


def one_time_password() -> str:
    """A password to write down and use once: three groups of four (about 59 bits)."""
    return "-".join("".join(secrets.choice(SLUG_ALPHABET) for _ in range(4)) for _ in range(3))


def reset_password(session: Session, actor: Actor, user: User, password_hash: str, now: datetime) -> User:
    """Give an account a one-time password, good for ONE_TIME; its sign-ins end, and its owner is told who did it.

    Raises RuleViolation "password.own" for one's own account, "account.inactive".
    """
    lock(session, user)
    if actor.user_id == user.id:
        raise RuleViolation("password.own")
    if not user.active:
        raise RuleViolation("account.inactive")
    user.password_hash, user.one_time_until = password_hash, now + ONE_TIME
    end_all_sessions(session, user, now)
    session.flush()
    audit.record(session, actor, "people.reset_password", f"user:{user.slug}", now, post=post_of(actor))
    return user


def post_of(actor: Actor) -> str:
    """In which post somebody works on an account: an administrator, or the system (the command line)."""
    return str(Role.ADMINISTRATOR) if actor.holds(Role.ADMINISTRATOR) else "" if actor.user_id else "system"
