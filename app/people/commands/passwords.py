"""Passwords: how they are kept, compared, changed and given anew."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import current_app
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.passwords import check_new_password
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.database import SLUG_ALPHABET, forbid_inside_unit, lock
from app.foundation.settings import Settings
from app.people.commands.sessions import end_all_sessions
from app.people.models import User

ONE_TIME = timedelta(days=7)


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with 19 MiB, two passes, one lane: the least OWASP's Password Storage Cheat Sheet allows, so that a
    hall of a hundred people signs in within seconds on a small machine."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


def least_length() -> int:
    """The fewest characters that this installation asks of a new password."""
    return cast(Settings, current_app.config["SETTINGS"]).password_length


def hash_password(password: str, *about: str | None) -> str:
    """The Argon2id hash of a new password, which is judged first: no other way leads to a hash.

    ``about`` are the names and numbers of its account. Takes some hundredths of a second, so RuntimeError inside a
    unit of work. Raises RuleViolation as domain.passwords.check_new_password.
    """
    forbid_inside_unit("hashing a password")
    check_new_password(password, about, least_length())
    return _hasher().hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the account's; takes as long when there is no account. RuntimeError inside a unit of
    work, as hash_password."""
    forbid_inside_unit("comparing a password")
    nobodys = _nobodys_hash()
    try:
        _hasher().verify(password_hash or nobodys, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None


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
    """A password to write down and use once: groups of four, three (about 59 bits) or as many as the policy asks."""
    groups = max(3, -(-(least_length() + 1) // 5))
    return "-".join("".join(secrets.choice(SLUG_ALPHABET) for _ in range(4)) for _ in range(groups))


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
