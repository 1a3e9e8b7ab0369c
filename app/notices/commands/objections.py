"""Objections to a notice and their answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import Actor, Role
from app.foundation import audit, jobs
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.notices.commands.publishing import END_DUE
from app.notices.models import OUTCOMES, Notice, Objection
from app.notices.outcomes import doers_of
from app.people.respondents import Known, Respondent, recognise
from app.street.queries import rules

ANSWERING = (Role.SECRETARY, Role.STREET_HANDLER)
TEXT_LIMIT = 2000


def raise_objection(
    session: Session,
    actor: Actor,
    notice: Notice,
    text: str,
    raised_by_role: str,
    contact: str,
    now: datetime,
    *,
    contact_phone: str = "",
    whose: Respondent | None = None,
    channel: str = "online",
) -> Objection:
    """Object to a notice during its period, with or without an account; ``contact`` and its phone may be empty.

    A worker enters what somebody, ``whose``, said by ``channel`` (one of CHANNELS): one of each person for a notice.

    The answer is due within the set number of natural days after today (setting "objection_answer_days"; the day
    itself is not counted, 民法典 art. 201). Raises RuleViolation "state.wrong", "objection.period",
    "objection.text", "objection.once", "phone.format" and as people.respondents.recognise.
    """
    lock(session, notice)
    today = local_date(now)
    if notice.state != "posted":
        raise RuleViolation("state.wrong", state=notice.state)
    if not notice.starts_on <= today <= notice.ends_on:
        raise RuleViolation("objection.period", first=notice.starts_on, last=notice.ends_on)
    if not text.strip() or len(text) > TEXT_LIMIT:
        raise RuleViolation("objection.text", field="text", most=TEXT_LIMIT)
    known = _known(session, notice, whose, today)
    days = rules(session, notice.community_id).number("objection_answer_days")
    objection = Objection(
        notice_id=notice.id,
        text=text.strip(),
        raised_by_role=raised_by_role,
        raised_by_id=None if whose else actor.user_id,
        recorded_by_id=actor.user_id if whose else None,
        channel=channel,
        contact=contact.strip(),
        contact_phone=_phone(contact_phone or (whose.phone if whose else "")),
        respondent_id=known.user_id,
        phone_key=known.phone_key,
        household_key=known.household_key,
        shown=known.shown,
        raised_at=now,
        due_on=today + timedelta(days=days),
    )
    session.add(objection)
    session.flush()
    audit.record(
        session,
        actor,
        "notices.raise_objection",
        f"objection:{objection.slug}",
        now,
        notice=notice.slug,
        due_on=objection.due_on.isoformat(),
        recorded_by_worker=whose is not None,
        channel=channel,
    )
    return objection


def reveal_objector(session: Session, actor: Actor, objection: Objection, now: datetime) -> Objection:
    """Put on record that somebody looks at how to reach an objector. Raises RuleViolation "objection.no_contact"."""
    if not (objection.contact or objection.contact_phone):
        raise RuleViolation("objection.no_contact")
    audit.record(session, actor, "notices.reveal_objector", f"objection:{objection.slug}", now)
    return objection


def answer_objection(
    session: Session,
    actor: Actor,
    objection: Objection,
    answer: str,
    outcome: str,
    now: datetime,
    answered_by_role: str | None = None,
) -> Objection:
    """Answer an objection once, in public, with its outcome.

    Raises RuleViolation "state.wrong", "objection.answered", "objection.answer", "objection.outcome",
    "objection.own_act".
    """
    notice = lock(session, objection.notice)
    lock(session, objection)
    if notice.state != "posted":
        raise RuleViolation("state.wrong", state=notice.state)
    if objection.answered_at is not None:
        raise RuleViolation("objection.answered")
    if not answer.strip():
        raise RuleViolation("objection.answer", field="answer")
    if outcome not in OUTCOMES:
        raise RuleViolation("objection.outcome", field="outcome")
    if is_own_act(session, actor, objection):
        raise RuleViolation("objection.own_act")
    objection.answer = answer.strip()
    objection.outcome = outcome
    objection.answered_at = now
    objection.answered_by_id = actor.user_id
    objection.answered_by_role = answered_by_role or _role(actor)
    session.flush()
    if local_date(now) > notice.ends_on:
        jobs.enqueue(session, END_DUE, now, notice=notice.slug)
    audit.record(
        session,
        actor,
        "notices.answer_objection",
        f"objection:{objection.slug}",
        now,
        notice=notice.slug,
        outcome=outcome,
    )
    return objection


def is_own_act(session: Session, actor: Actor, objection: Objection) -> bool:
    """Whether somebody would answer an objection of their own, or to what they did themselves (采购法 art. 12)."""
    own = {objection.raised_by_id, objection.recorded_by_id, *doers_of(session, objection.notice)}
    return actor.user_id is not None and actor.user_id in own


def _role(actor: Actor) -> str:
    return next((str(role) for role in ANSWERING if actor.holds(role)), "")


def _known(session: Session, notice: Notice, whose: Respondent | None, today: date) -> Known:
    """The keys of whoever a worker speaks for, who has not been entered for this notice before."""
    if whose is None:
        return Known()
    known = recognise(session, f"objection to {notice.slug}", notice.community_id, whose, today)
    pairs = (
        (Objection.respondent_id, known.user_id),
        (Objection.phone_key, known.phone_key),
        (Objection.household_key, known.household_key),
    )
    same = or_(*(column == value for column, value in pairs if value is not None))
    own = Objection.raised_by_id == known.user_id if known.user_id is not None else false()
    if session.scalars(select(Objection.id).where(Objection.notice_id == notice.id, or_(same, own))).first():
        raise RuleViolation("objection.once", field="phone")
    return known


def _phone(text: str) -> str:
    try:
        return normalise_phone(text, landline=True) if text.strip() else ""
    except RuleViolation as violation:
        raise RuleViolation(violation.code, field="contact_phone") from violation
