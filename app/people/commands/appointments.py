"""Posts by two people: an administrator asks, another administrator or an approver agrees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import APPOINTED, Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.foundation.two_hands import settle
from app.people.commands.accounts import grant_role, require_area
from app.people.commands.passwords import post_of
from app.people.commands.posts import require_apart
from app.people.models import Appointment, Membership, User
from app.people.queries import roles_on
from app.people.queries.hands import IN_HAND, share_a_hand
from app.street.models import Community


def ask_appointment(
    session: Session,
    actor: Actor,
    user: User,
    role: Role,
    reason: str,
    now: datetime,
    community: Community | None = None,
) -> Appointment:
    """Ask for a post for somebody. Seats and organisations have commands of their own.

    Raises RuleViolation "role.self", "role.seat", "role.area", "appointment.reason", "appointment.waiting" (asked for
    already), "account.inactive", "role.held", "role.apart".
    """
    lock(session, user)
    if actor.user_id == user.id:
        raise RuleViolation("role.self", field="role")
    if role not in APPOINTED:
        raise RuleViolation("role.seat", field="role")
    require_area(role, community is not None)
    if not reason.strip():
        raise RuleViolation("appointment.reason", field="reason")
    area = None if community is None else community.id
    waiting = select(Appointment.id).where(
        Appointment.user_id == user.id,
        Appointment.role == role,
        Appointment.community_id.is_not_distinct_from(area),
        Appointment.state == "waiting",
    )
    if session.scalars(waiting).first() is not None:
        raise RuleViolation("appointment.waiting", field="role")
    _require_free(session, user, role, area, now)
    asked = Appointment(
        user=user,
        role=role,
        community=community,
        asked_by_id=actor.user_id,
        asked_at=now,
        reason=reason.strip(),
    )
    session.add(asked)
    session.flush()
    _record(session, actor, "ask", asked, now)
    return asked


def confirm_appointment(session: Session, actor: Actor, asked: Appointment, now: datetime) -> Membership:
    """Agree: the post is theirs from today on.

    Raises RuleViolation as ``two_hands.settle``, "appointment.own" (one's own post), "appointment.one_hand" (one
    person may hold the asker's account and the confirmer's), "account.inactive", "role.held", "role.apart".
    """
    user, role = lock(session, asked.user), Role(asked.role)
    _answer(session, actor, asked, "confirm", now)
    if share_a_hand(session, asked.asked_by_id, actor.user_id or 0, asked.asked_at - IN_HAND):
        raise RuleViolation("appointment.one_hand", days=IN_HAND.days)
    _require_free(session, user, role, asked.community_id, now)
    session.flush()
    return grant_role(session, actor, user, role, now, community=asked.community, appointment=asked)


def refuse_appointment(session: Session, actor: Actor, asked: Appointment, words: str, now: datetime) -> None:
    """Say no, and why. Raises RuleViolation as ``two_hands.settle``, "appointment.own"."""
    _answer(session, actor, asked, "refuse", now, words)
    _record(session, actor, "refuse", asked, now)


def withdraw_appointment(session: Session, actor: Actor, asked: Appointment, now: datetime) -> None:
    """Take back what one asked for. Raises RuleViolation as ``two_hands.settle``."""
    settle(session, actor, asked, "withdraw", now)
    _record(session, actor, "withdraw", asked, now)


def _answer(
    session: Session, actor: Actor, asked: Appointment, action: str, now: datetime, words: str = ""
) -> None:
    if actor.user_id == asked.user_id:
        raise RuleViolation("appointment.own")
    settle(session, actor, asked, action, now, words)


def _require_free(session: Session, user: User, role: Role, area: int | None, now: datetime) -> None:
    """That the account is open, does not have the post, and may have it."""
    today = local_date(now)
    if not user.active:
        raise RuleViolation("account.inactive")
    if any((row.role, row.community_id) == (role, area) for row in roles_on(user, today)):
        raise RuleViolation("role.held", field="role")
    require_apart(session, user, role, today, None)


def _record(session: Session, actor: Actor, verb: str, asked: Appointment, now: datetime) -> None:
    subject = f"user:{asked.user.slug}"
    audit.record(
        session, actor, f"people.{verb}_appointment", subject, now, role=asked.role, post=post_of(actor)
    )
