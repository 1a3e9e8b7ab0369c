"""Signing in, in two steps: the attempt is counted before the password is looked at, outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.domain.account_names import account_key
from app.domain.errors import RuleViolation
from app.foundation.database import dialect_name, lock
from app.foundation.visitors import KEPT, passing_key
from app.people.commands.sessions import start_session
from app.people.models import SignInAttempt, User
from app.people.queries import user_to_sign_in
from app.people.throttle import ACCOUNT, ADDRESS, SOURCE, Limit, Origin


@dataclass(frozen=True)
class Attempt:
    """An attempt that may go on: the hash to compare with, ``None`` when there is no such account."""

    id: int
    user_id: int | None
    password_hash: str | None


def begin_sign_in(session: Session, typed: str, origin: Origin, now: datetime) -> Attempt:
    """Count an attempt. Raises RuleViolation "signin.wait" with the seconds to wait, for unknown accounts too."""
    user = user_to_sign_in(session, typed)
    whose = ("user", str(user.id)) if user else ("name", account_key(typed))
    account = passing_key(*whose, now)
    address = passing_key("address", origin.address, now)
    source = passing_key("device", origin.device, now) if origin.device else address
    _one_at_a_time(session, account)
    seconds = _wait(session, account, source, address, now)
    if seconds:
        raise RuleViolation("signin.wait", seconds=seconds)
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - KEPT))
    row = SignInAttempt(account_key=account, source_key=source, address_key=address, at=now)
    session.add(row)
    session.flush()
    return Attempt(row.id, user.id if user else None, _usable_hash(user, now))


def finish_sign_in(
    session: Session, attempt: Attempt, now: datetime, minutes: int
) -> tuple[User, str] | None:
    """Begin the session of an attempt whose password was right: the account and the token for the cookie.

    ``None`` when the account was deactivated or its password changed meanwhile.
    """
    user = lock(session, session.get_one(User, attempt.user_id))
    if not user.active or user.password_hash != attempt.password_hash:
        return None
    pass_attempt(session, attempt)
    return user, start_session(session, user, now, minutes)


def pass_attempt(session: Session, attempt: Attempt) -> None:
    """Say that an attempt's password was right: the failures before it count no more."""
    session.get_one(SignInAttempt, attempt.id).succeeded = True


def _usable_hash(user: User | None, now: datetime) -> str | None:
    if user is None or not user.active:
        return None
    if user.one_time_until is not None and user.one_time_until <= now:
        return None
    return user.password_hash


def _one_at_a_time(session: Session, account: str) -> None:
    """Let tries at one account pass one after another, so that none slips by uncounted."""
    if dialect_name(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(account[:15], 16))))


def _wait(session: Session, account: str, source: str, address: str, now: datetime) -> int:
    own = (SignInAttempt.account_key == account, SignInAttempt.source_key == source)
    succeeded = select(func.max(SignInAttempt.at)).where(*own, SignInAttempt.succeeded)
    since = session.scalar(succeeded)
    waits = [_wait_for(session, SOURCE, now, since, *own)]
    if source == address:
        stranger = SignInAttempt.source_key == SignInAttempt.address_key
        waits += [
            _wait_for_strangers(session, now, SignInAttempt.account_key == account, stranger),
            _wait_for(session, ADDRESS, now, None, SignInAttempt.address_key == address, stranger),
        ]
    return max(waits)


def _wait_for_strangers(session: Session, now: datetime, *where: ColumnElement[bool]) -> int:
    """No place counts for more than its own limit lets through at once: one enemy alone keeps nobody out."""
    places = session.execute(
        select(func.count(), func.max(SignInAttempt.at))
        .where(*where, SignInAttempt.succeeded.is_(False), SignInAttempt.at > now - ACCOUNT.window)
        .group_by(SignInAttempt.source_key)
    ).all()
    failures = sum(min(count, SOURCE.free) for count, _ in places)
    return ACCOUNT.wait(failures, max((last for _, last in places), default=None), now)


def _wait_for(
    session: Session, limit: Limit, now: datetime, since: datetime | None, *where: ColumnElement[bool]
) -> int:
    after = max(now - limit.window, since) if since else now - limit.window
    failures, last = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(
            *where, SignInAttempt.succeeded.is_(False), SignInAttempt.at > after
        )
    ).one()
    return limit.wait(failures, last, now)
