"""A need is seconded, and what counts of that: one household once, or one person where no household is known."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.needs.models import CHANNELS, Need, NeedSupport
from app.people.respondents import Known, Respondent, phone_key, recognise, recognise_account


def second_need(
    session: Session, actor: Actor, need: Need, now: datetime, *, visitor_key: str | None = None
) -> NeedSupport:
    """Second a need oneself: once an account, which counts, or once a browser, which stands apart.

    Raises RuleViolation "need.merged", "need.closed", "need.own", "need.already_seconded", "need.organisation" (an
    organisation's account has no household here), "need.unknown_visitor".
    """
    _require_open_to_seconds(lock(session, need))
    if actor.user_id is None:
        if visitor_key is None:
            raise RuleViolation("need.unknown_visitor")
        support = NeedSupport(visitor_key=visitor_key, channel="online", at=now)
    else:
        if actor.roles == {Role.ORGANISATION_MEMBER}:
            raise RuleViolation("need.organisation")
        support = _support(recognise_account(session, purpose(need), actor.user_id), "online", now)
    _add(session, need, support)
    audit.record(session, actor, "needs.second", f"need:{need.slug}", now)
    return support


def record_second(
    session: Session, actor: Actor, need: Need, who: Respondent, channel: str, now: datetime
) -> NeedSupport:
    """Take a second down for somebody who is named: by their seat on the roll, their telephone or their household.

    Raises RuleViolation "need.merged", "need.closed", "need.own", "need.already_seconded", "need.channel" and as
    people.respondents.recognise.
    """
    _require_open_to_seconds(lock(session, need))
    if channel not in CHANNELS or channel == "online":
        raise RuleViolation("need.channel", field="channel")
    known = recognise(session, purpose(need), need.community_id, who, local_date(now))
    support = _support(known, channel, now, actor.user_id)
    _add(session, need, support)
    audit.record(
        session,
        actor,
        "needs.record_second",
        f"need:{need.slug}",
        now,
        channel=channel,
        roll=None if who.mandate is None else who.mandate.code,
    )
    return support


def count_raiser(session: Session, actor: Actor, need: Need, now: datetime) -> None:
    """Let whoever raised a need count, where it is known who that is: their account, or the number a worker noted."""
    if need.raised_by_id is not None:
        known = recognise_account(session, purpose(need), need.raised_by_id)
    else:
        known = Known(phone_key=phone_key(purpose(need), need.contact_phone))
        if need.recorded_by_id is None or known.phone_key is None:
            return
    support = _support(known, need.channel, now, need.recorded_by_id)
    support.raised = True
    _add(session, need, support)


def recount(session: Session, need: Need) -> None:
    """Write down how many have a need, from the seconds themselves."""
    session.flush()
    mine = NeedSupport.channel == "online"
    named = or_(*(column.is_not(None) for column in _NAMES))
    need.signed_in, need.recorded, need.anonymous = session.execute(
        select(_sum(named & mine), _sum(named & ~mine), _sum(~named)).where(NeedSupport.need_id == need.id)
    ).one()
    need.heat = need.signed_in + need.recorded
    session.flush()


def purpose(need: Need) -> str:
    """What the keys of seconds are for: needs of one community merge, so that they share them."""
    return f"seconds in {need.community_id}"


_NAMES = (NeedSupport.user_id, NeedSupport.phone_key, NeedSupport.household_key)


def _sum(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0)


def _support(known: Known, channel: str, now: datetime, recorded_by_id: int | None = None) -> NeedSupport:
    return NeedSupport(
        user_id=known.user_id,
        phone_key=known.phone_key,
        household_key=known.household_key,
        shown=known.shown,
        channel=channel,
        recorded_by_id=recorded_by_id,
        at=now,
    )


def _add(session: Session, need: Need, support: NeedSupport) -> None:
    support.need_id = need.id
    given = session.scalars(
        select(NeedSupport).where(NeedSupport.need_id == need.id, same_person(support))
    ).first()
    if given is not None:
        raise RuleViolation("need.own" if given.raised else "need.already_seconded", field="phone")
    session.add(support)
    recount(session, need)


def same_person(support: NeedSupport | Known) -> ColumnElement[bool]:
    """The seconds of whoever gave this one, by anything that tells who it is."""
    pairs = [(column, getattr(support, column.key)) for column in _NAMES]
    pairs.append((NeedSupport.visitor_key, getattr(support, "visitor_key", None)))
    return or_(*(column == value for column, value in pairs if value is not None))


def _require_open_to_seconds(need: Need) -> None:
    if need.state == "merged":
        raise RuleViolation("need.merged")
    if need.state in ("declined", "done"):
        raise RuleViolation("need.closed")
